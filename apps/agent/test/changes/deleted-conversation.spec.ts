import 'reflect-metadata';
import type { MessagesPage } from '@nat/contracts';
import { eventually } from '@nat/testing';
import { says } from '../../src/model/scripted-model';
import { ada, cardsIn, type ChangeBench, named, onAChangeBench, sarah, turnOf } from './change-bench';

// Each test resets a whole nation, which takes its time on a busy machine.
jest.setTimeout(30_000);

let bench: ChangeBench;
onAChangeBench(made => (bench = made));

const update: [string, Record<string, unknown>] = ['update_signup', { id: sarah, employer: 'Acme' }];
const page = { nationSlug: 'demo' as never, kind: 'person' as const, recordId: sarah };

async function remove(conversationId: string): Promise<number> {
  return (await bench.agent.fetch(`/internal/conversations/${conversationId}`, { method: 'DELETE', identity: ada })).status;
}

it('cancels a query that waits for its person, and nobody can approve its change any more', async () => {
  await bench.script([turnOf(1, update), says('Done.')]);
  const { events, conversationId, queryId } = await bench.ask('She got a new job');
  const [card] = cardsIn(events);
  expect(await remove(conversationId)).toBe(204);
  expect(await bench.decide(card!)).toMatchObject({ status: 409, body: { code: 'confirmation_already_decided' } });
  expect(await bench.writesSent()).toEqual([]);
  await eventually(async () => expect((await bench.agent.snapshot(queryId, ada)).status).toBe(404));
  await eventually(async () => {
    const { body } = await bench.get(`confirmations/${card!.confirmationId}`);
    expect(body).toMatchObject({ status: 'superseded', effect: { count: 1, sample: [], changes: [] } });
  });
});

it('leaves the entry of a change, without what it was about', async () => {
  const tag: [string, Record<string, unknown>] = ['tag_signup', { signup_id: sarah, tag: 'Porch captain' }];
  await bench.script([turnOf(1, tag), says('Tagged.')]);
  const { events, conversationId, queryId } = await bench.ask('Tag her porch captain', { pageContext: page });
  const actionId = String(named(events, 'tool.completed')[0]!.actionId);
  const { body: messages } = await bench.get<MessagesPage>(`conversations/${conversationId}/messages`);
  expect(messages.items[0]).toMatchObject({ role: 'assistant', text: 'Tagged.', actions: [actionId] });
  const action = (await bench.world.actions.find(ada.nationSlug, actionId))!;
  expect(await bench.world.actions.content(action)).toBeDefined();
  expect(await remove(conversationId)).toBe(204);
  await eventually(async () => expect(await bench.world.actions.content(action)).toBeUndefined());
  expect(await bench.world.actions.lines(action)).toEqual([]);
  expect(await bench.get(`actions/${actionId}`)).toMatchObject({ status: 200, body: { done: 1, queryId } });
  const undo = await bench.undo(actionId, 'k1');
  expect(undo).toMatchObject({ status: 409, body: { code: 'action_not_undoable' } });
});
