import 'reflect-metadata';
import type { Action, MessagesPage } from '@nat/contracts';
import { ManualClock } from '@nat/service-kit';
import { eventually } from '@nat/testing';
import { InMemoryActionStore } from '../../src/actions/in-memory-action.store';
import { says } from '../../src/model/scripted-model';
import type { SseEvent } from '../agent-process';
import { asTimePasses, cardsIn, type ChangeBench, named, onAChangeBench, resultsIn, seededAt, turnOf } from './change-bench';
import { SlowTool } from './slow-tool';

/** Milliseconds after which a change goes on without its query. */
const patience = 20_000;

let clock: ManualClock;
let bench: ChangeBench;
let tool: SlowTool;
// Before the bench is closed, which waits for it.
afterEach(() => tool.let(100));
onAChangeBench(
  made => (bench = made),
  () => (clock = new ManualClock(seededAt)),
);
beforeEach(() => {
  tool = new SlowTool();
  bench.world.registry = tool.registry;
});

/** A change of four people that was approved, and of which the first was made. */
async function approved(after = says('It goes on.')) {
  const model = await bench.script([turnOf(1, ['change_people', {}]), after]);
  const { events, last, queryId, conversationId } = await bench.ask('Change them');
  expect(await bench.decide(cardsIn(events)[0]!, 'approve', { typedCount: 4 })).toMatchObject({ status: 200 });
  tool.let(1);
  await eventually(() => expect(tool.changed).toEqual(['1']));
  const { body } = await bench.get<{ items: Action[] }>(`actions?queryId=${queryId}`);
  return { model, queryId, conversationId, actionId: body.items[0]!.actionId, rest: bench.follow(queryId, last) };
}

const all = (rest: Promise<SseEvent[]>): Promise<SseEvent[]> => asTimePasses(clock, rest);
const ended = (actionId: string, like: object) =>
  eventually(async () => {
    await clock.advance(0);
    expect((await bench.get(`actions/${actionId}`)).body).toMatchObject(like);
  });
async function said(conversationId: string): Promise<string[]> {
  const { body } = await bench.get<MessagesPage>(`conversations/${conversationId}/messages`);
  return body.items.flatMap(({ role, text }) => (role === 'assistant' ? [text] : []));
}

describe('a change that takes longer than a person waits', () => {
  it('goes on without its query, and its conversation is told how it ended', async () => {
    const { model, conversationId, actionId, rest } = await approved();
    await clock.advance(patience - 1_000);
    expect(model.requests).toHaveLength(1);
    const events = await all(rest);
    expect(named(events, 'tool.completed')).toMatchObject([{ ok: true, actionId, background: true, undoable: false }]);
    expect(resultsIn(model, 1)).toMatchObject([{ ok: true, data: { status: 'running', done: 1, total: 4 } }]);
    expect(events.at(-1)!.event).toBe('query.completed');
    expect(await said(conversationId)).toHaveLength(1);

    await clock.advance(1_000);
    tool.let(3);
    await ended(actionId, { status: 'completed', done: 4 });
    expect(await said(conversationId)).toEqual([expect.stringMatching(/^Change four people: Changed 4/), expect.anything()]);
    const facts = bench.world.outbox.events.filter(({ type }) => type === 'nat.action.executed.v1');
    expect(facts).toMatchObject([{ data: { actionId, done: 4 } }]);
  });

  it('is told by its query alone when it ends in the moment in which the query leaves', async () => {
    let end!: () => void;
    const slow = new Promise<void>(resolve => (end = resolve));
    const { actions } = bench.world;
    const write = InMemoryActionStore.prototype.end.bind(actions);
    let ending = false;
    actions.end = async (...given) => {
      ending = true;
      await slow;
      return write(...given);
    };
    const { model, conversationId, rest } = await approved(says('Done.'));
    tool.let(3);
    await eventually(() => expect(ending).toBe(true));
    await clock.advance(patience + 5_000);
    end();
    const events = await all(rest);
    expect(named(events, 'tool.completed')).toMatchObject([{ ok: true, background: false }]);
    expect(resultsIn(model, 1)).toMatchObject([{ ok: true, data: { done: 4 } }]);
    expect(await said(conversationId)).toEqual(['Done.']);
  });

  it('is stopped between two people by whoever asks for that, and tells what was done', async () => {
    const { conversationId, actionId, rest } = await approved();
    await clock.advance(patience);
    await all(rest);
    await clock.advance(1_000);
    const canceled = await bench.post(`actions/${actionId}/cancel`, {});
    expect(canceled).toMatchObject({ status: 202 });
    await ended(actionId, { status: 'partially_failed', done: 1, notTried: 3 });
    expect(tool.changed).toEqual(['1']);
    expect((await said(conversationId))[0]).toMatch(/^Change four people: Changed 1/);
    // Harmless when repeated; it stays what it was.
    expect(await bench.post(`actions/${actionId}/cancel`, {})).toMatchObject({ body: { status: 'partially_failed' } });
  });

  it('of somebody else cannot be stopped', async () => {
    const { actionId } = await approved();
    const stranger = { ...bench.ada, userId: 'usr_beabeabeabeabeabeabeabeabea', role: 'member' as const };
    expect(await bench.post(`actions/${actionId}/cancel`, {}, stranger)).toMatchObject({ status: 404 });
    tool.let(3);
    await ended(actionId, { status: 'completed', done: 4 });
  });
});

it('whoever stops a query stops the change it waits for, between two people', async () => {
  const { queryId, actionId, rest } = await approved();
  await bench.agent.cancel(queryId, bench.ada);
  const events = await all(rest);
  expect(events.at(-1)).toMatchObject({ event: 'query.canceled' });
  await ended(actionId, { status: 'partially_failed', done: 1, notTried: 3 });
  expect(tool.changed).toEqual(['1']);
});
