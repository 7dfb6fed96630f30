import { eventually } from '@nat/testing';
import { opened } from '../../console/state/console-state.js';
import { conversation, conversationId, fakeDesk, message, OpenStream, refusal, time } from './fake-desk';
import { awaiting, held, logOf, queryId, started, toolStarted } from './query-events';

let desk: ReturnType<typeof fakeDesk>;
afterEach(() => desk.close());

const view = (id = queryId) => desk.store.state.views[id];

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

  it('whose last query has ended read its steps, and nothing runs', async () => {
    const messages = { items: [message(1, 'user', 'Tag all')] };
    desk = fakeDesk({ messages, confirmations: { items: [] }, events: () => new OpenStream() });
    await desk.conversations.open(conversationId);
    expect(desk.named('events')).toEqual([['queries', queryId, 0]]);
    expect([desk.store.state.followedQueryId, desk.store.state.activeQueryId]).toEqual([queryId, undefined]);
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

  it('that were left while they were found to be gone leave alone what is open now', async () => {
    let refuse: (problem: unknown) => void = () => undefined;
    desk = fakeDesk({ messages: () => new Promise((_, reject) => (refuse = reject)), confirmations: { items: [] } });
    const opening = desk.conversations.open(conversationId);
    const other = `cnv_${'2'.repeat(32)}`;
    desk.store.update(state => opened(state, other));
    refuse(refusal('not_found', 404));
    await opening;
    expect(desk.store.state.conversationId).toBe(other);
    expect(desk.store.state.problem).toBeUndefined();
  });

  it('that are gone make room for a new one', async () => {
    desk = fakeDesk({ messages: () => Promise.reject(refusal('not_found', 404)), confirmations: { items: [] } });
    await desk.conversations.open(conversationId);
    expect(desk.store.state).toMatchObject({ conversationId: undefined, problem: { code: 'not_found' } });
  });
});
