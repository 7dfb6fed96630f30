import 'reflect-metadata';
import { ActionExecuted, ActionUndone } from '@nat/contracts';
import { ManualClock } from '@nat/service-kit';
import fc from 'fast-check';
import { anAction } from '../../test/change-rows';
import { aPerson } from '../../test/conversation-rows';
import { InMemoryJournal, type ItemState } from '../tools/kit/journal';
import { finalOf, originalAfter } from './action-account';
import { factsOf } from './action-facts';

const clock = new ManualClock();
const states: ItemState[] = ['planned', 'sent', 'done', 'alreadySo', 'failed', 'unknown', 'notTried'];

/** A journal with one target in each of these states. */
async function journalOf(given: readonly ItemState[], reason?: (index: number) => string): Promise<InMemoryJournal> {
  const journal = new InMemoryJournal();
  await journal.plan(given.map((_, index) => ({ id: String(index), type: 'signups' })));
  for (const [index, state] of given.entries())
    await journal.mark([String(index)], { state, ...(reason && { reason: reason(index) }) });
  return journal;
}
const accountOf = async (given: readonly ItemState[], targets = given.length) =>
  finalOf(anAction(aPerson(), clock, { targets }), await journalOf(given), 'Changed.', clock.iso());

it('five numbers add up to the targets, whatever became of them and however many were never reached', async () => {
  const given = fc.array(fc.constantFrom(...states), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(given, fc.nat(30), async (reached, never) => {
      const targets = reached.length + never;
      const { done, alreadySo, failed, unknown, notTried, status } = await accountOf(reached, targets);
      expect(done + alreadySo + failed + unknown + notTried).toBe(targets);
      expect(done).toBe(reached.filter(state => state === 'done').length);
      expect(unknown).toBe(reached.filter(state => state === 'sent' || state === 'unknown').length);
      expect(notTried).toBe(never + reached.filter(state => state === 'planned' || state === 'notTried').length);
      expect(status === 'completed').toBe(done + alreadySo === targets);
      expect(status === 'failed').toBe(done + alreadySo + unknown === 0 && targets > 0);
    }),
  );
});

it.each<[string, ItemState[], number, string]>([
  ['all done', ['done', 'done'], 2, 'completed'],
  ['so already', ['alreadySo'], 1, 'completed'],
  ['a part failed', ['done', 'failed'], 2, 'partially_failed'],
  ['nobody can tell', ['unknown'], 1, 'partially_failed'],
  ['sent and never answered', ['sent'], 1, 'partially_failed'],
  ['all failed', ['failed', 'failed'], 2, 'failed'],
  ['stopped before the first', ['planned'], 1, 'failed'],
  ['stopped before anything was planned', [], 3, 'failed'],
  ['stopped after the first', ['done', 'planned'], 2, 'partially_failed'],
])('%s is told as it is: %j of %s is %s', async (_, given, targets, status) => {
  expect(await accountOf(given, targets)).toMatchObject({ status });
});

it('tells failures by their reason, most frequent first, and at most twenty of them', async () => {
  const journal = await journalOf(
    Array.from({ length: 60 }, () => 'failed' as const),
    index => (index < 10 ? 'often' : `reason ${index}`),
  );
  const { failures } = finalOf(anAction(aPerson(), clock, { targets: 60 }), journal, '', clock.iso());
  expect(failures).toHaveLength(20);
  expect(failures[0]).toEqual({ reason: 'often', count: 10, ids: Array.from({ length: 10 }, (_, index) => String(index)) });
});

describe('what an undo has made of what it takes back', () => {
  const original = anAction(aPerson(), clock, { status: 'partially_failed', targets: 9, done: 5 });
  const undo = anAction(aPerson(), clock, { undoes: original.actionId, targets: 5 });
  const { actionId } = original;

  it.each([
    [5, 0, { status: 'undone', undoneBy: undo.actionId }],
    [3, 2, { status: 'undone', undoneBy: undo.actionId }],
    [0, 5, { status: 'undone', undoneBy: undo.actionId }],
    [4, 0, { status: 'partially_undone', undoneBy: undo.actionId }],
    [0, 1, { status: 'partially_undone', undoneBy: undo.actionId }],
    [0, 0, { status: 'partially_failed' }],
  ])('%s done and %s already so of five', (done, alreadySo, told) => {
    const counts = { done, alreadySo, failed: 5 - done - alreadySo, unknown: 0, notTried: 0 };
    expect(originalAfter(original, undo, counts)).toEqual({ actionId, ...told });
  });

  it('is a part of it where some of it was not allowed: that can still be taken back', () => {
    const counts = { done: 5, alreadySo: 0, failed: 0, unknown: 0, notTried: 0 };
    const told = { actionId, status: 'partially_undone', undoneBy: undo.actionId };
    expect(originalAfter(original, { ...undo, notAllowed: 2 }, counts)).toEqual(told);
  });
});

describe('what is published', () => {
  it('is the same facts under the same ids, however often it is stated', async () => {
    const undoes = anAction(aPerson(), clock).actionId;
    const action = anAction(aPerson(), clock, { undoes, targets: 3 });
    const final = finalOf(action, await journalOf(['done', 'alreadySo', 'failed']), '', clock.iso());
    const [executed, undone, ...rest] = factsOf(action, final);
    expect(rest).toEqual([]);
    expect(factsOf(action, final)).toEqual([executed, undone]);
    expect(executed).toMatchObject({ id: `${action.actionId}.executed`, data: { done: 1, alreadySo: 1, failed: 1, targets: 3 } });
    expect(undone).toMatchObject({
      id: `${action.actionId}.undone`,
      data: { actionId: undoes, undoActionId: action.actionId, restored: 2, skipped: 1 },
    });
    const [, partly] = factsOf({ ...action, notAllowed: 2 }, final);
    expect(partly).toMatchObject({ data: { restored: 2, skipped: 3 } });
    expect(() => ActionExecuted.data.parse(executed!.data)).not.toThrow();
    expect(() => ActionUndone.data.parse(undone!.data)).not.toThrow();
  });

  it('tells of no undo that took nothing back, nor of a change that is none', async () => {
    const undo = anAction(aPerson(), clock, { undoes: anAction(aPerson(), clock).actionId });
    const failed = finalOf(undo, await journalOf(['failed']), '', clock.iso());
    expect(factsOf(undo, failed).map(({ id }) => id)).toEqual([`${undo.actionId}.executed`]);
    const change = anAction(aPerson(), clock);
    const done = finalOf(change, await journalOf(['done']), '', clock.iso());
    expect(factsOf(change, done)).toHaveLength(1);
  });
});
