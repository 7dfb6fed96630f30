import type { Action } from '@nat/contracts';
import { eventually } from '@nat/testing';
import { conversation, conversationId, fakeDesk, message, OpenStream, pendingConfirmation, refusal, time } from './fake-desk';
import {
  awaiting,
  canceled,
  completed,
  delta,
  effect,
  held,
  logOf,
  queryId,
  resolved,
  said,
  started,
  toolCompleted,
  toolGoesOn,
  toolStarted,
} from './query-events';

const accepted = { queryId, conversationId, status: 'running', eventsUrl: '/v1/x' };
const otherQueryId = `qry_${'2'.repeat(32)}`;
const action: Action = {
  actionId: `act_${'1'.repeat(32)}`,
  userId: `usr_${'0'.repeat(32)}`,
  tool: 'bulk_tag',
  title: 'Tag 156 people',
  tier: 'critical',
  status: 'completed',
  targets: 156,
  done: 156,
  alreadySo: 0,
  failed: 0,
  unknown: 0,
  notTried: 0,
  failures: [],
  background: false,
  undo: 'exact',
  undoable: true,
  createdAt: time(1),
};

let desk: ReturnType<typeof fakeDesk>;
afterEach(() => desk.close());

const view = (id = queryId) => desk.store.state.views[id];

describe('a question', () => {
  it('opens a conversation, and is followed to its end', async () => {
    const stream = new OpenStream();
    desk = fakeDesk({ ask: accepted, events: () => stream });
    expect(await desk.queries.ask('How many?')).toBe(true);
    expect(desk.named('ask')).toEqual([[{ text: 'How many?' }, 'key-1']]);
    expect(desk.store.state).toMatchObject({ conversationId, activeQueryId: queryId, sending: false });
    stream.write(...logOf([started(), delta('42'), completed]));
    await eventually(() => expect(view()).toMatchObject({ status: 'completed', parts: [{ text: '42' }] }));
    expect(desk.store.state).toMatchObject({ activeQueryId: undefined, connection: 'ended' });
    expect(desk.stale).toEqual(['conversations', 'conversations', 'messages']);
  });

  it('is refused in words, and nothing is followed', async () => {
    desk = fakeDesk({ ask: () => Promise.reject(refusal('quota_exceeded', 429)) });
    expect(await desk.queries.ask('How many?')).toBe(false);
    expect(desk.store.state).toMatchObject({ problem: { code: 'quota_exceeded' }, sending: false });
    expect(desk.store.state.activeQueryId).toBeUndefined();
  });

  it('is sent again under the same key while Nat cannot be reached', async () => {
    let tries = 0;
    const ask = () => (++tries < 2 ? Promise.reject(refusal('dependency_unavailable', 503)) : accepted);
    desk = fakeDesk({ ask, events: () => new OpenStream() });
    expect(await desk.queries.ask('How many?')).toBe(true);
    expect(desk.named('ask').map(([, key]) => key)).toEqual(['key-1', 'key-1']);
  });

  it('takes the place of one that waits, whose card is then closed', async () => {
    const streams: Record<string, OpenStream> = { [queryId]: new OpenStream(), [otherQueryId]: new OpenStream() };
    const asks = [accepted, { ...accepted, queryId: otherQueryId }];
    desk = fakeDesk({ ask: () => asks.shift(), events: (_of: string, id: string) => streams[id] });
    const log = logOf([started(), toolStarted(1), held(1), awaiting(1), canceled('superseded')]);
    await desk.queries.ask('Tag all');
    streams[queryId]!.write(...log.slice(0, 3));
    await eventually(() => expect(view()?.parts).toMatchObject([{ state: 'held' }, { card: { status: 'pending' } }]));
    await desk.queries.ask('Something else');
    streams[queryId]!.write(...log.slice(3));
    await eventually(() =>
      expect(view()).toMatchObject({
        status: 'canceled',
        reason: 'superseded',
        parts: [{ state: 'left' }, { card: { status: 'superseded' } }],
      }),
    );
    expect(desk.store.state.activeQueryId).toBe(otherQueryId);
  });

  it('is stopped by a call, never by leaving', async () => {
    desk = fakeDesk({ ask: accepted, events: () => new OpenStream(), cancelQuery: undefined });
    await desk.queries.ask('How many?');
    desk.queries.cut();
    expect(desk.named('cancelQuery')).toEqual([]);
    await desk.queries.stop();
    expect(desk.named('cancelQuery')).toEqual([[queryId]]);
  });
});

describe('a stream', () => {
  it('is cut and taken up after any event by hand, and shows the same', async () => {
    const log = logOf([started(), delta('4'), delta('2'), completed]);
    const events = (_of: string, _id: string, after: number) => {
      const stream = new OpenStream();
      stream.write(...log.slice(after, after === 0 ? 2 : undefined));
      return stream;
    };
    desk = fakeDesk({ ask: accepted, events });
    await desk.queries.ask('How many?');
    await eventually(() => expect(view()?.lastEventId).toBe(2));
    desk.queries.cut();
    expect(desk.store.state).toMatchObject({ connection: 'cut', activeQueryId: queryId });
    desk.queries.resume();
    await eventually(() => expect(view()?.status).toBe('completed'));
    const ended = view();
    desk.queries.resume(1);
    await eventually(() =>
      expect(desk.store.state.raw.map(({ id, again }) => `${id}${again ? ' again' : ''}`)).toEqual([
        '1',
        '2',
        '3',
        '4',
        '2 again',
        '3 again',
        '4 again',
      ]),
    );
    expect(view()).toBe(ended);
    expect(desk.named('events').map(([, , after]) => after)).toEqual([0, 2, 1]);
  });

  it('whose events are gone is told by its snapshot', async () => {
    const snapshot = {
      queryId,
      conversationId,
      status: 'completed',
      text: '42.',
      toolCalls: [],
      confirmations: [],
      actions: [],
      lastEventId: 9,
    };
    desk = fakeDesk({ events: () => Promise.reject(refusal('events_expired', 410)), query: snapshot });
    desk.queries.follow(queryId);
    await eventually(() => expect(view()).toMatchObject({ status: 'completed', parts: [{ text: '42.' }] }));
    expect([desk.store.state.activeQueryId, desk.store.state.problem]).toEqual([undefined, undefined]);
  });
});

describe('conversations', () => {
  const waiting = logOf([started(), toolStarted(1), held(1), awaiting(1)]);

  it('opened again show what was said, and follow what waits', async () => {
    const stream = new OpenStream();
    const messages = { items: [message(1, 'user', 'Tag all')] };
    desk = fakeDesk({
      conversations: { items: [conversation({ activeQueryId: queryId })] },
      messages,
      confirmations: { items: [] },
      events: () => stream,
    });
    await desk.conversations.refresh();
    await desk.conversations.open(conversationId);
    stream.write(...waiting);
    await eventually(() =>
      expect(view()).toMatchObject({
        status: 'awaiting_confirmation',
        parts: [{ state: 'held' }, { card: { status: 'pending' } }],
      }),
    );
    expect(desk.store.state.messages).toEqual(messages.items);
  });

  it('follow a query that another tab began in the open one', async () => {
    const list = { items: [conversation()] };
    const stream = new OpenStream();
    desk = fakeDesk({
      conversations: () => list,
      messages: { items: [] },
      confirmations: { items: [] },
      events: () => stream,
    });
    await desk.conversations.refresh();
    await desk.conversations.open(conversationId);
    expect(desk.named('events')).toEqual([]);
    list.items = [conversation({ activeQueryId: queryId })];
    await desk.conversations.refresh();
    await desk.conversations.refresh();
    expect(desk.named('events')).toEqual([['queries', queryId, 0]]);
  });

  it('read what came and went in another tab', async () => {
    const list = { items: [conversation()] };
    desk = fakeDesk({ conversations: () => list, messages: { items: [] }, confirmations: { items: [] } });
    await desk.conversations.refresh();
    await desk.conversations.open(conversationId);
    list.items = [conversation({ updatedAt: time(9) })];
    await desk.conversations.refresh();
    expect(desk.named('messages')).toHaveLength(2);
  });

  it('that were left while they were read show nothing of it', async () => {
    let answer: (value: unknown) => void = () => undefined;
    desk = fakeDesk({ messages: () => new Promise(resolve => (answer = resolve)), confirmations: { items: [] } });
    const opening = desk.conversations.open(conversationId);
    desk.conversations.startNew();
    answer({ items: [message(1, 'user', 'Tag all')] });
    await opening;
    expect(desk.store.state).toMatchObject({ conversationId: undefined, messages: [] });
    expect(desk.named('events')).toEqual([]);
  });

  it('that are gone make room for a new one', async () => {
    desk = fakeDesk({ messages: () => Promise.reject(refusal('not_found', 404)), confirmations: { items: [] } });
    await desk.conversations.open(conversationId);
    expect(desk.store.state).toMatchObject({ conversationId: undefined, problem: { code: 'not_found' } });
  });
});

describe('a decision', () => {
  const confirmation = pendingConfirmation(effect, { queryId });

  it('names the hash of the card on show, and nothing of its input', async () => {
    desk = fakeDesk({ decide: { confirmation: { ...confirmation, status: 'approved' }, eventsUrl: '' } });
    await desk.decisions.decide(confirmation, 'approve', { typedCount: 156 });
    expect(desk.named('decide')).toEqual([
      [confirmation.confirmationId, { decision: 'approve', inputHash: 'a'.repeat(64), typedCount: 156 }],
    ]);
    expect(desk.store.state.confirmations[confirmation.confirmationId]!.status).toBe('approved');
  });

  it('to cancel carries its reason', async () => {
    desk = fakeDesk({ decide: { confirmation: { ...confirmation, status: 'denied' }, eventsUrl: '' } });
    await desk.decisions.decide(confirmation, 'deny', { reason: 'Only Texas' });
    expect(desk.named('decide')[0]![1]).toEqual({ decision: 'deny', inputHash: 'a'.repeat(64), reason: 'Only Texas' });
  });

  it.each([
    ['confirmation_already_decided', 409, 'denied'],
    ['confirmation_expired', 410, 'expired'],
  ])('that comes too late (%s) shows what became of it', async (code, status, now) => {
    desk = fakeDesk({ decide: () => Promise.reject(refusal(code, status)), confirmation: { ...confirmation, status: now } });
    await desk.decisions.decide(confirmation, 'approve', {});
    expect(desk.store.state.decisions[confirmation.confirmationId]).toMatchObject({ problem: { code } });
    expect(desk.store.state.confirmations[confirmation.confirmationId]!.status).toBe(now);
  });

  it('that is refused can be made again', async () => {
    desk = fakeDesk({ decide: () => Promise.reject(refusal('typed_count_mismatch', 422)) });
    await desk.decisions.decide(confirmation, 'approve', { typedCount: 1 });
    expect(desk.store.state.decisions[confirmation.confirmationId]).toEqual({
      problem: expect.objectContaining({ status: 422 }),
    });
  });
});

it('reads the ledger again only when a step changed something', async () => {
  const stream = new OpenStream();
  desk = fakeDesk({ ask: accepted, events: () => stream });
  await desk.queries.ask('Tag all');
  stream.write(
    ...logOf([started(), toolStarted(1), toolCompleted(1), toolStarted(2), toolGoesOn(2, action.actionId), canceled('user')]),
  );
  await eventually(() => expect(desk.stale).toEqual(['conversations', 'actions', 'conversations', 'messages', 'actions']));
});

it('finds an undo that waits since before the page was here', async () => {
  const confirmation = pendingConfirmation(effect);
  desk = fakeDesk({ waitingConfirmations: { items: [confirmation] } });
  await desk.activity.findWaiting();
  expect(Object.values(desk.store.state.confirmations)).toEqual([confirmation]);
});

describe('an undo', () => {
  it('that needs none is on its way', async () => {
    const undoing: Action = { ...action, actionId: `act_${'2'.repeat(32)}`, undoes: action.actionId, createdAt: time(2) };
    desk = fakeDesk({ undo: { action: undoing } });
    await desk.activity.undo(action.actionId, false);
    expect(desk.named('undo')).toEqual([[action.actionId, false, 'key-1']]);
    expect(desk.store.state.actions).toEqual([undoing]);
  });

  it('that asks first waits as a card', async () => {
    const confirmation = pendingConfirmation(effect, { queryId: undefined });
    desk = fakeDesk({ undo: { confirmation } });
    await desk.activity.undo(action.actionId, true);
    expect(desk.store.state.confirmations).toEqual({ [confirmation.confirmationId]: confirmation });
    expect(desk.store.state.undoing[action.actionId]).toEqual({ busy: false, confirmationId: confirmation.confirmationId });
  });

  it('of what somebody changed since says so beside the action', async () => {
    desk = fakeDesk({ undo: () => Promise.reject(refusal('action_changed_since', 409)) });
    await desk.activity.undo(action.actionId, false);
    expect(desk.store.state.undoing[action.actionId]).toMatchObject({ busy: false, problem: { code: 'action_changed_since' } });
    expect(desk.store.state.problem).toBeUndefined();
  });
});

describe('an action in the background', () => {
  const running: Action = { ...action, status: 'running', background: true, done: 0, undoable: false };
  const counts = { done: 84, alreadySo: 0, failed: 0, unknown: 0, notTried: 0, total: 156 };

  it('is followed live, and read with its conversation once it has ended', async () => {
    const stream = new OpenStream();
    desk = fakeDesk({ actions: { items: [running] }, events: () => stream });
    await desk.activity.refresh();
    const common = { v: 1, actionId: action.actionId, time: time(2) };
    stream.write({ event: 'action.progress', data: { ...common, seq: 4, ...counts } } as never);
    await eventually(() => expect(desk.store.state.actions).toMatchObject([{ done: 84 }]));
    const ended = { ...common, seq: 9, status: 'completed', ...counts, done: 156, undoable: true };
    stream.write({ event: 'action.completed', data: ended } as never);
    await eventually(() => expect(desk.stale).toEqual(['actions', 'messages']));
  });

  it('whose stream is refused is left to the list, and not asked again and again', async () => {
    desk = fakeDesk({
      actions: { items: [running] },
      events: () => Promise.reject(refusal('not_found', 404)),
    });
    await desk.activity.refresh();
    await eventually(() => expect(desk.stale).toHaveLength(2));
    await desk.activity.refresh();
    expect(desk.named('events')).toHaveLength(1);
    expect(desk.activity.hasMoreRunning).toBe(true);
  });
});

it('shows a query that goes on after its decision', async () => {
  const log = logOf([
    started(),
    toolStarted(1),
    held(1),
    awaiting(1),
    started(true),
    resolved(1, 'executed'),
    said('Tagged.'),
    completed,
  ]);
  const streams = [new OpenStream(), new OpenStream()];
  const opened: OpenStream[] = [];
  desk = fakeDesk({ ask: accepted, events: () => (opened.push(streams.shift()!), opened.at(-1)) });
  await desk.queries.ask('Tag all');
  opened[0]!.write(...log.slice(0, 4));
  opened[0]!.end();
  await eventually(() => expect(opened).toHaveLength(2));
  opened[1]!.write(...log.slice(4));
  await eventually(() =>
    expect(view()).toMatchObject({
      status: 'completed',
      parts: [{ state: 'left' }, { card: { status: 'executed' } }, { text: 'Tagged.' }],
    }),
  );
  expect(desk.named('events').map(([, , after]) => after)).toEqual([0, 4]);
});
