import type { ResourceType } from '@nat/nationbuilder';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineTool, type Effect, type ToolContext, type WriteTool } from '../tools/kit/define-tool';
import { effectDigest, inputHash, lookAt } from './looked-at';

type Bound = Parameters<typeof inputHash>[0];

const effect: Effect = {
  kind: 'person',
  count: 2,
  sample: [{ id: '110', label: 'Sarah Chen' }],
  changes: [{ field: 'employer', before: 'Initech', after: 'Acme' }],
  reversible: true,
  notes: [],
  targets: { type: 'signups', ids: ['110', '120'] },
};
const bound = (
  name = 'update_signup',
  version = 1,
  input: unknown = { id: '110' },
  targets: Effect['targets'] = effect.targets,
): Bound => ({
  tool: { name, version } as WriteTool,
  input,
  effect: { ...effect, targets },
});

/** The same value with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, shuffled(part)]),
  );
}

describe('what an approval is bound to', () => {
  it('is told by 64 hexadecimal digits, the same everywhere and always', () => {
    const text = 'update_signup\n1\n{"input":{"id":"110"},"targets":{"ids":["110","120"],"type":"signups"}}';
    expect(inputHash(bound())).toBe(createHash('sha256').update(text).digest('hex'));
    expect(inputHash(bound())).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['another tool', bound('delete_signup')],
    ['another version', bound('update_signup', 2)],
    ['another value', bound('update_signup', 1, { id: '111' })],
    ['a number for a text', bound('update_signup', 1, { id: 110 })],
    ['another field', bound('update_signup', 1, { id: '110', note: '' })],
    ['a target more', bound('update_signup', 1, { id: '110' }, { type: 'signups', ids: ['110', '120', '130'] })],
    ['a target less', bound('update_signup', 1, { id: '110' }, { type: 'signups', ids: ['110'] })],
    ['another order of targets', bound('update_signup', 1, { id: '110' }, { type: 'signups', ids: ['120', '110'] })],
    ['targets of another type', bound('update_signup', 1, { id: '110' }, { type: 'lists', ids: ['110', '120'] })],
    ['a tool whose name ends as its version', bound('update_signup\n1', 1)],
  ])('changes with %s', (_, other) => {
    expect(inputHash(other)).not.toBe(inputHash(bound()));
  });

  it('changes with any value and with no order of keys', () => {
    const input = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 });
    fc.assert(
      fc.property(input, input, (one, other) => {
        const hash = (given: unknown) => inputHash(bound('update_signup', 1, given));
        expect(hash(shuffled(one))).toBe(hash(one));
        const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        expect(hash(one) === hash(other)).toBe(same);
      }),
    );
  });

  it('does not change with what is only shown', () => {
    const shown = { ...bound(), effect: { ...effect, notes: ['Be careful.'], sample: [], kind: 'signup', recipients: 5 } };
    expect(inputHash(shown)).toBe(inputHash(bound()));
  });

  it('says nothing of fields that are not given', () => {
    expect(inputHash(bound('t', 1, { id: '1', note: undefined }))).toBe(inputHash(bound('t', 1, { id: '1' })));
  });
});

/** Keys in order, by other means than the code has. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return keys.map(key => [key, sorted((value as Record<string, unknown>)[key])]);
}

describe('what was shown as it was', () => {
  const [change] = effect.changes;
  const digest = (changes: Effect['changes'] = effect.changes, names: Record<string, string> = {}) =>
    effectDigest({ ...effect, changes }, names);

  it.each([
    ['another value before', digest([{ ...change!, before: 'Umbrella' }])],
    ['nothing before', digest([{ field: 'employer', after: 'Acme' }])],
    ['another field', digest([{ ...change!, field: 'occupation' }])],
    ['a change more', digest([change!, { field: 'note', after: 'x' }])],
    ['no change', digest([])],
    ['a name that stands for a record', digest(effect.changes, { 'lists/major donors': '81' })],
  ])('differs with %s', (_, other) => {
    expect(other).not.toBe(digest());
  });

  it('differs when a name stands for another record, or for none any more', () => {
    const named = digest(effect.changes, { 'lists/major donors': '81', 'signup_tags/vip': '5' });
    expect(digest(effect.changes, { 'lists/major donors': '82', 'signup_tags/vip': '5' })).not.toBe(named);
    expect(digest(effect.changes, { 'lists/major donors': '', 'signup_tags/vip': '5' })).not.toBe(named);
    expect(digest(effect.changes, { 'signup_tags/vip': '5', 'lists/major donors': '81' })).toBe(named);
  });

  it('is the same whatever is to be written: that is the input, which an approval is bound to anyhow', () => {
    expect(digest([{ ...change!, after: 'Acme Ltd' }])).toBe(digest());
  });

  it('is the same when only targets are gone: each is told for itself', () => {
    const fewer = { ...effect, targets: { type: 'signups' as ResourceType, ids: ['110'] }, count: 1, sample: [] };
    expect(effectDigest(fewer, {})).toBe(digest());
  });
});

it('a look hears which records names stood for, and computes the tier from what it saw', async () => {
  const tool = defineTool({
    name: 'list_somebody',
    version: 1,
    effect: 'reversible',
    minRole: 'member',
    description: 'For tests.',
    input: z.strictObject({ list: z.string().describe('Which one.') }),
    operations: [],
    title: () => 'Listing',
    preview: async ({ list }, { named }) => {
      named?.('lists', list, list === 'Donors' ? '81' : undefined);
      return effect;
    },
    tier: (_, seen) => (seen.count > 1 ? 'critical' : 'reversible'),
    run: () => Promise.reject(new Error('a change was made')),
    undo: { class: 'none' },
  }) as WriteTool;
  const context = {} as ToolContext;
  const looked = await lookAt(tool, { list: 'Donors' }, context);
  expect(looked).toMatchObject({ tier: 'critical', effect, digest: effectDigest(effect, { 'lists/Donors': '81' }) });
  expect((await lookAt(tool, { list: 'Nobody' }, context)).digest).toBe(effectDigest(effect, { 'lists/Nobody': '' }));
});
