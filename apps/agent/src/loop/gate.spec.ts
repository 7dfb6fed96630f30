import fc from 'fast-check';
import type { EffectPart } from '../tools/kit/define-tool';
import { isDeletion, mustWait, needsTypedCount } from './gate';

describe('what waits for its person', () => {
  it.each([
    // tier, tainted, grounded, waits
    ['reversible', false, false, false],
    ['reversible', false, true, false],
    ['reversible', true, false, true],
    ['reversible', true, true, false],
    ['change', false, false, true],
    ['change', false, true, false],
    ['change', true, false, true],
    ['change', true, true, false],
    ['critical', false, false, true],
    ['critical', false, true, true],
    ['critical', true, false, true],
    ['critical', true, true, true],
    ['outbound', false, false, true],
    ['outbound', false, true, true],
    ['outbound', true, false, true],
    ['outbound', true, true, true],
  ] as const)('%s, tainted %s, grounded %s: %s', (tier, tainted, grounded, waits) => {
    expect(mustWait({ tier, tainted, grounded })).toBe(waits);
  });
});

describe('the number has to be typed', () => {
  it.each([
    ['25 deletes', { targets: 25, deletes: true }, false],
    ['26 deletes', { targets: 26, deletes: true }, true],
    ['500 recipients', { targets: 1, recipients: 500, deletes: false }, false],
    ['501 recipients', { targets: 1, recipients: 501, deletes: false }, true],
    ['1,000 targets', { targets: 1_000, deletes: false }, false],
    ['1,001 targets', { targets: 1_001, deletes: false }, true],
    ['one change', { targets: 1, deletes: false }, false],
    ['501 recipients of 3 deletes', { targets: 3, recipients: 501, deletes: true }, true],
  ])('%s: %#', (_, facts, typed) => {
    expect(needsTypedCount(facts)).toBe(typed);
  });

  it('for more of anything whenever it is for less', () => {
    const facts = fc.record({
      targets: fc.nat(2_000),
      recipients: fc.option(fc.nat(2_000), { nil: undefined }),
      deletes: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, fc.nat(500), fc.nat(500), (less, targets, recipients) => {
        const more = { ...less, targets: less.targets + targets, recipients: (less.recipients ?? 0) + recipients };
        expect(needsTypedCount(more) || !needsTypedCount(less)).toBe(true);
      }),
    );
  });
});

describe('a deletion', () => {
  const part = (tool: string, input: Record<string, unknown> = {}): EffectPart => ({
    call: { tool, input },
    tier: 'critical',
    targets: { type: 'signups', ids: ['1'] },
    sample: [],
  });

  it.each([
    ['delete_contact', { id: '1' }, true],
    ['change_record', { type: 'paths', action: 'delete', id: '31' }, true],
    ['bulk_change', { result_set: 'rs_1', change: 'delete' }, true],
    ['change_record', { type: 'paths', action: 'update', id: '31' }, false],
    ['bulk_change', { result_set: 'rs_1', change: 'update', values: { note: 'delete' } }, false],
    ['update_contact', { id: '1', content: 'delete' }, false],
    ['undo_action', {}, false],
    ['undo_action', undefined, false],
  ])('%s %j: %s', (tool, input, deletes) => {
    expect(isDeletion(tool, input)).toBe(deletes);
  });

  it('is an undo too that deletes what was made', () => {
    expect(isDeletion('undo_action', {}, { parts: [part('untag_signup'), part('delete_signup')] })).toBe(true);
    expect(isDeletion('undo_action', {}, { parts: [part('change_record', { action: 'delete' })] })).toBe(true);
    expect(isDeletion('undo_action', {}, { parts: [part('untag_signup'), part('update_signup')] })).toBe(false);
  });
});
