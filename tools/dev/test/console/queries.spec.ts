import { eventually } from '@nat/testing';
import { conversationId, fakeDesk, OpenStream, refusal } from './fake-desk';
import { awaiting, canceled, completed, delta, held, logOf, queryId, resolved, said, started, toolStarted } from './query-events';

const accepted = { queryId, conversationId, status: 'running', eventsUrl: '/v1/x' };
const otherQueryId = `qry_${'2'.repeat(32)}`;

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

it('whose steps are shown again takes the place of none that runs', async () => {
  desk = fakeDesk({ ask: accepted, events: () => new OpenStream(), cancelQuery: undefined });
  await desk.queries.ask('How many?');
  desk.queries.follow(otherQueryId);
  expect(desk.store.state).toMatchObject({ activeQueryId: queryId, followedQueryId: otherQueryId });
  await desk.queries.stop();
  expect(desk.named('cancelQuery')).toEqual([[queryId]]);
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
    desk.queries.follow(queryId, { active: true });
    await eventually(() => expect(view()).toMatchObject({ status: 'completed', parts: [{ text: '42.' }] }));
    const { activeQueryId, problem, connection } = desk.store.state;
    expect([activeQueryId, problem, connection]).toEqual([undefined, undefined, 'lost']);
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
