import 'reflect-metadata';
import { ManualClock } from '@nat/service-kit';
import fc from 'fast-check';
import { anAction, aContent, type ChangeStores, storesInMemory } from '../../test/change-rows';
import { aPerson } from '../../test/conversation-rows';
import { InMemoryJournal, type ItemState, type Journal, type JournalItem } from '../tools/kit/journal';
import type { ActionRow } from './action-row';
import { ActionLost, StoredJournal } from './stored-journal';

let stores: ChangeStores;
let action: ActionRow;
beforeEach(async () => {
  const clock = new ManualClock();
  stores = storesInMemory(clock);
  action = anAction(aPerson(), clock);
  await stores.actions.begin({ action, content: aContent() });
});

const open = (as = action, fence?: () => void) => StoredJournal.open(as, stores.actions, fence);
const lines = async () => (await stores.actions.lines(action)).length;
const people = (...ids: string[]) => ids.map(id => ({ id, type: 'signups' as const }));

type Step = { plan: Pick<JournalItem, 'id' | 'type' | 'before'>[] } | { ids: number[]; change: Parameters<Journal['mark']>[1] };

const id = fc.nat(11).map(String);
const image = fc.dictionary(fc.constantFrom('employer', 'note', 'tags'), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 });
const optional = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const planned = fc.record({ id, type: fc.constantFrom('signups' as const, 'contacts' as const), before: optional(image) });
const state = fc.constantFrom<ItemState>('planned', 'sent', 'done', 'alreadySo', 'failed', 'unknown', 'notTried');
const change = fc.record(
  { state, after: image, createdId: fc.nat(999).map(String), reason: fc.string(), before: image },
  { requiredKeys: ['state'] },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ plan: fc.array(planned, { maxLength: 6 }) }),
  fc.record({ ids: fc.array(fc.nat(20), { maxLength: 6 }), change }),
);

/** Takes a step; of targets only those that the journal has. */
async function take(journal: Journal, one: Step): Promise<void> {
  if ('plan' in one) return journal.plan(one.plan);
  const known = journal.items().map(item => item.id);
  return journal.mark(known.length === 0 ? [] : one.ids.map(at => known[at % known.length]!), one.change);
}
/** As it is after JSON: what is undefined is not there. */
const plain = (journal: Journal): unknown => JSON.parse(JSON.stringify(journal.items()));

it('gives another process the same items, whatever was planned and marked, and in the same order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
      const clock = new ManualClock();
      const [row, { actions }] = [anAction(aPerson(), clock), storesInMemory(clock)];
      const [stored, model] = [await StoredJournal.open(row, actions), new InMemoryJournal()];
      for (const one of steps) {
        await take(stored, one);
        await take(model, one);
      }
      const read = await StoredJournal.open(row, actions);
      expect(plain(stored)).toEqual(plain(model));
      expect(plain(read)).toEqual(plain(model));
      expect(read.counts()).toEqual(model.counts());
    }),
  );
});

it('goes on in the process that took it over, and in no other, wherever that happens', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 12 }),
      fc.array(step, { maxLength: 12 }),
      fc.nat(12),
      async (before, after, late) => {
        const clock = new ManualClock();
        const [row, { actions }] = [anAction(aPerson(), clock), storesInMemory(clock)];
        const [first, model] = [await StoredJournal.open(row, actions), new InMemoryJournal()];
        // The other process reads while the first one still writes.
        let second: StoredJournal | undefined;
        for (const [index, one] of before.entries()) {
          if (index === late) second = await StoredJournal.open({ ...row, fence: 2 }, actions);
          await take(first, one);
          await take(model, one);
        }
        second ??= await StoredJournal.open({ ...row, fence: 2 }, actions);
        await second.takeOver();
        expect(plain(second)).toEqual(plain(model));
        await expect(first.plan(people('99'))).rejects.toThrow(ActionLost);
        for (const one of after) {
          await take(second, one);
          await take(model, one);
        }
        await expect(first.plan(people('99'))).rejects.toThrow(ActionLost);
        expect(plain(await StoredJournal.open(row, actions))).toEqual(plain(model));
      },
    ),
  );
});

it('loses its action at the next line, and not a word of that is written', async () => {
  const first = await open();
  await first.plan(people('1', '2'));
  const second = await open({ ...action, fence: 2 });
  await second.takeOver();
  const before = await lines();
  await expect(first.mark(['1'], { state: 'sent' })).rejects.toThrow(ActionLost);
  expect(await lines()).toBe(before);
  expect(first.items().map(item => item.state)).toEqual(['planned', 'planned']);
  await second.mark(['1'], { state: 'done' });
  expect((await open()).counts()).toMatchObject({ done: 1, notTried: 1 });
});

it('is taken over by each process in turn', async () => {
  await (await open()).plan(people('1'));
  for (const fence of [2, 3, 4]) {
    const journal = await open({ ...action, fence });
    await journal.takeOver();
    await journal.mark(['1'], { state: 'sent', reason: `by ${fence}` });
  }
  expect((await open()).items()).toEqual([{ ...people('1')[0], state: 'sent', reason: 'by 4' }]);
});

it('writes nothing once the lease is not surely held', async () => {
  let held = true;
  const journal = await open(action, () => {
    if (!held) throw new ActionLost(action.actionId);
  });
  await journal.plan(people('1'));
  held = false;
  await expect(journal.mark(['1'], { state: 'sent' })).rejects.toThrow(ActionLost);
  await expect(journal.plan(people('2'))).rejects.toThrow(ActionLost);
  expect(await lines()).toBe(1);
});

it('refuses a target it does not have before a line of it is durable: the journal stays readable', async () => {
  const journal = await open();
  await journal.plan(people('1'));
  await expect(journal.mark(['1', '7'], { state: 'sent' })).rejects.toThrow('no target 7');
  expect(await lines()).toBe(1);
  expect((await open()).items()).toEqual(journal.items());
  await journal.mark(['1'], { state: 'done' });
});

it('does not make a target out of a line that has none', async () => {
  await stores.actions.addLine(action, 1, { ids: ['7'], change: { state: 'done' } });
  await expect(open()).rejects.toThrow('no target 7');
});

it('splits many targets over lines and adds none for no target', async () => {
  const ids = Array.from({ length: 12_000 }, (_, index) => String(index));
  const journal = await open();
  await journal.plan(people(...ids));
  expect(await lines()).toBe(3);
  await journal.mark(ids, { state: 'done' });
  expect(await lines()).toBe(6);
  await journal.plan([]);
  await journal.mark([], { state: 'failed' });
  expect(await lines()).toBe(6);
  expect((await open()).counts()).toEqual({ done: 12_000, alreadySo: 0, failed: 0, unknown: 0, notTried: 0 });
});
