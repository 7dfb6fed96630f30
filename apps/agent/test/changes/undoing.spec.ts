import 'reflect-metadata';
import type { Action, Confirmation } from '@nat/contracts';
import { says } from '../../src/model/scripted-model';
import { cardsIn, type ChangeBench, named, onAChangeBench, resultsIn, sarah, turnOf } from './change-bench';

// Each test resets a whole nation, which takes its time on a busy machine.
jest.setTimeout(30_000);

let bench: ChangeBench;
onAChangeBench(made => (bench = made));

const tag: [string, Record<string, unknown>] = ['tag_signup', { signup_id: sarah, tag: 'Porch captain' }];
const create: [string, Record<string, unknown>] = ['create_signup', { first_name: 'Quinn', last_name: 'Abernathy' }];
const page = { nationSlug: 'demo' as never, kind: 'person' as const, recordId: sarah };

interface Undone {
  action?: Action;
  confirmation?: Confirmation;
  code?: string;
}
const undo = (actionId: string, idempotencyKey: string, more = {}) => bench.undo<Undone>(actionId, idempotencyKey, more);
const actionIn = (events: Parameters<typeof named>[0]) => String(named(events, 'tool.completed')[0]!.actionId);

it('in the conversation marks what it took back, which cannot be taken back again', async () => {
  const model = await bench.script([
    turnOf(1, tag),
    says('Tagged.'),
    turnOf(2, ['undo_action', {}]),
    says('Taken back.'),
    turnOf(3, ['undo_action', {}]),
    says('There is nothing more.'),
  ]);
  const first = await bench.ask('Tag her porch captain', { pageContext: page });
  const { conversationId } = first;
  const actionId = actionIn(first.events);

  const second = await bench.ask('Undo that', { conversationId });

  const undoId = actionIn(second.events);
  expect(resultsIn(model, 3)).toMatchObject([{ ok: true, data: { done: 1 }, action_id: undoId }]);
  expect(await bench.get(`actions/${actionId}`)).toMatchObject({ body: { status: 'undone', undoneBy: undoId, undoable: false } });
  expect(await bench.get(`actions/${undoId}`)).toMatchObject({ body: { status: 'completed', undoes: actionId } });
  const undone = bench.world.outbox.events.filter(({ type }) => type === 'nat.action.undone.v1');
  expect(undone).toMatchObject([{ data: { actionId, undoActionId: undoId, restored: 1, skipped: 0 } }]);
  expect((await bench.differences()).map(({ type }) => type)).toEqual(['signup_tags']);

  // What is newest now is the undo: taking that back is the change again.
  await bench.ask('Undo that', { conversationId });
  expect((await bench.differences()).map(({ type }) => type)).toEqual(['signup_taggings', 'signup_tags']);
});

it('in the conversation, held for its person, marks it when it was approved', async () => {
  await bench.script([turnOf(1, create), says('Made.'), turnOf(2, ['undo_action', {}]), says('Taken back.')]);
  const first = await bench.ask('Create Quinn Abernathy');
  const { conversationId } = first;
  const actionId = actionIn(first.events);
  const second = await bench.ask('Undo that', { conversationId });
  const [card] = cardsIn(second.events);
  expect(card).toMatchObject({ tier: 'critical', effect: { count: 1 } });
  await bench.decide(card!);
  const rest = await bench.follow(second.queryId, second.last);
  expect(rest.at(-1)!.event).toBe('query.completed');
  expect(await bench.get(`actions/${actionId}`)).toMatchObject({ body: { status: 'undone', undoneBy: actionIn(rest) } });
  expect(await bench.differences()).toEqual([]);
});

it('pressed twice at once under one key is one undo, whichever comes first', async () => {
  await bench.script([turnOf(1, tag), says('Tagged.')]);
  const { events } = await bench.ask('Tag her porch captain', { pageContext: page });
  const answers = await Promise.all(Array.from({ length: 6 }, () => undo(actionIn(events), 'k1')));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 202));
  const ids = new Set(answers.map(({ body }) => body.action?.actionId));
  expect([...ids]).toEqual([expect.stringMatching(/^act_/)]);
  await bench.until(`actions/${[...ids][0]}`, { status: 'completed' });
  expect((await bench.writesSent()).filter(name => name === 'deleteSignupTagging')).toHaveLength(1);
});

it('that has to be approved is one card for one key, and approving it twice at once is one undo', async () => {
  await bench.script([turnOf(1, create), says('Made.')]);
  const { events } = await bench.ask('Create Quinn Abernathy');
  const actionId = actionIn(events);
  const answers = await Promise.all(Array.from({ length: 6 }, () => undo(actionId, 'k1', { channel: 'extension' })));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 202));
  const held = bench.world.outbox.events.filter(({ type }) => type === 'nat.confirmation.requested.v1');
  expect(held).toMatchObject([{ data: { tool: 'undo_action', surface: 'extension' } }]);
  const cards = answers.map(({ body }) => body.confirmation!);
  expect(new Set(cards.map(({ confirmationId }) => confirmationId)).size).toBe(1);

  const decided = await Promise.all(cards.map(card => bench.decide(card)));

  expect(decided.map(({ status }) => status)).toEqual(cards.map(() => 200));
  await bench.until(`actions/${actionId}`, { status: 'undone' });
  expect((await bench.writesSent()).filter(name => name === 'deleteSignup')).toHaveLength(1);
  expect(await bench.differences()).toEqual([]);
});
