import type { Effect } from '../tools/kit/define-tool';
import { cannotBeUndone } from '../tools/writing/one-target-tool';
import { cardTitle, shownEffect } from './shown-effect';

const ana: Effect = {
  kind: 'person',
  count: 1,
  sample: [{ id: '7', label: 'Ana Ruiz, Austin' }],
  changes: [{ field: 'note', before: 'Brings cake', after: 'Brings tea', quoted: true }],
  reversible: false,
  notes: ['Their tags go with them.', cannotBeUndone],
  targets: { type: 'signups', ids: ['7'] },
};
const ids = Array.from({ length: 1_200 }, (_, index) => String(index + 1));

it('heads a card with what would be done, and to whom or how many', () => {
  expect(cardTitle('Deleting a person', ana)).toBe('Deleting a person: Ana Ruiz, Austin');
  const many = { count: 1_200, sample: ana.sample, targets: { type: 'signups' as const, ids } };
  expect(cardTitle('Tagging many people', many)).toBe('Tagging many people: 1,200 people');
});

it('shows what a person decides about, nothing twice, and no targets', () => {
  expect(shownEffect(ana, 'critical')).toEqual({
    kind: 'person',
    count: 1,
    sample: ana.sample,
    changes: [{ field: 'note', before: 'Brings cake', after: 'Brings tea' }],
    reversible: false,
    outbound: false,
    notes: ['Their tags go with them.'],
  });
});

it('shows at most five targets and ten fields', () => {
  const sample = ids.map(id => ({ id, label: id }));
  const changes = ids.map(field => ({ field, after: 'x' }));
  const shown = shownEffect({ ...ana, sample, changes, recipients: 3 }, 'outbound');
  expect([shown.sample.length, shown.changes.length, shown.outbound, shown.recipients]).toEqual([5, 10, true, 3]);
});
