import 'reflect-metadata';
import { Action } from '@nat/contracts';
import { ManualClock } from '@nat/service-kit';
import { anAction } from '../../test/change-rows';
import { aPerson } from '../../test/conversation-rows';
import { type ActionRow, ledgerDays, shownAction, undoDays, undoObstacle } from './action-row';

const clock = new ManualClock('2026-11-20T10:00:00.000Z');
const day = 86_400_000;
const done = (more: Partial<ActionRow> = {}): ActionRow => {
  const { leaseUntil: _lease, ...action } = anAction(aPerson(), clock, { status: 'completed', done: 1, endedAt: clock.iso() });
  return { ...action, ...more };
};
const actionId = anAction(aPerson(), clock).actionId;

it.each<[string, Partial<ActionRow>, boolean]>([
  ['what was done', {}, true],
  ['what was done in part', { status: 'partially_failed', targets: 2, failed: 1 }, true],
  ['what was taken back in part', { status: 'partially_undone', undoneBy: actionId }, true],
  ['what is being carried out', { status: 'running' }, false],
  ['what came to nothing', { status: 'failed', done: 0, failed: 1 }, false],
  ['what was so already', { done: 0, alreadySo: 1 }, false],
  ['what was taken back', { status: 'undone', undoneBy: actionId }, false],
  ['what is being taken back', { undoing: actionId }, false],
  [
    'the rest of what was taken back in part, while that is being taken back',
    { status: 'partially_undone', undoing: actionId },
    false,
  ],
  ['what it was about is erased', { erased: true }, false],
  ['a kind of change that cannot be', { undo: 'none' }, false],
  ['this very change, which cannot be', { reversible: false }, false],
])('%s: %j can be taken back: %s', (_, more, undoable) => {
  expect(undoObstacle(done(more), clock.now()) === undefined).toBe(undoable);
  expect(shownAction(done(more), clock.now()).undoable).toBe(undoable);
});

it('a change can be taken back for thirty days, to the millisecond', () => {
  const action = done();
  expect(undoObstacle(action, clock.now() + undoDays * day - 1)).toBeUndefined();
  expect(undoObstacle(action, clock.now() + undoDays * day)).toContain('30 days');
  expect(ledgerDays).toBeGreaterThan(undoDays);
});

it('people are shown all that the contract promises, and nothing of leases and fences', () => {
  const shown = shownAction(done({ summary: 'Changed.', undoneBy: actionId, undoing: actionId }), clock.now());
  expect(Action.parse(shown)).toEqual(shown);
  for (const name of ['leaseUntil', 'fence', 'revision', 'undoing', 'sessionId', 'correlationId', 'toolUseId'])
    expect(shown).not.toHaveProperty(name);
});

it('goes on in the background only while it runs', () => {
  expect(shownAction(done({ background: true }), clock.now()).background).toBe(false);
  expect(shownAction(done({ background: true, status: 'running' }), clock.now()).background).toBe(true);
});
