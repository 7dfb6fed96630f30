import type { NationSlug } from '@nat/contracts';
import { ManualClock, SystemRng } from '@nat/service-kit';
import type { DomainEvent } from '@nat/contracts';
import type { AgentStore, QueryStart } from '../src/conversation/agent.store';
import { endOfQuery } from '../src/conversation/query-end';
import { conversationOf, type QueryRow } from '../src/conversation/query-row';
import type { StoredMessage } from '../src/loop/history';
import { EventFrame, type LoggedEvent } from '../src/stream/event-frame';

const rng = new SystemRng();
const day = 86_400_000;
const later = (clock: ManualClock, milliseconds: number): string => new Date(clock.now() + milliseconds).toISOString();
const usage = { input: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1, costMicroUsd: 6 };

/** The promises of {@link AgentStore}, for each of its forms. */
export function describeAgentStore(
  name: string,
  make: (clock: ManualClock) => Promise<{ store: AgentStore; facts: () => Promise<DomainEvent[]> }>,
): void {
  describe(name, () => {
    let clock: ManualClock;
    let store: AgentStore;
    let facts: () => Promise<DomainEvent[]>;
    let person: { nationSlug: NationSlug; userId: string };

    beforeEach(async () => {
      clock = new ManualClock('2026-11-20T10:00:00.000Z');
      ({ store, facts } = await make(clock));
      person = { nationSlug: `n${rng.hex(6)}` as NationSlug, userId: rng.id('usr') };
    });

    const event = (queryId: string, seq: number, text = 'x'): LoggedEvent =>
      EventFrame.of('message.delta', { queryId, seq, time: clock.iso() }, { messageId: 'msg_1', text }).logged;
    const question = (queryId: string, seq = 1): StoredMessage => ({
      seq,
      queryId,
      role: 'user',
      createdAt: clock.iso(),
      content: [
        {
          type: 'text',
          text: 'How many?',
          odd: {
            empty: '',
            deep: [1.5, null, '\0'],
          },
        },
      ],
    });

    /** What begins a query of this person, in a conversation of its own unless one is given. */
    function aStart(given: Partial<QueryRow> = {}, seq = 1): QueryStart {
      const queryId = given.queryId ?? rng.id('qry');
      const query: QueryRow = {
        queryId,
        conversationId: conversationOf(queryId),
        ...person,
        sessionId: rng.id('ses'),
        role: 'member',
        surface: 'cli',
        requestHash: 'a'.repeat(64),
        status: 'running',
        model: 'claude-haiku-4-5',
        createdAt: clock.iso(),
        fence: 1,
        lastEventId: 1,
        admittedAt: clock.iso(),
        periodStart: '2026-11-01T00:00:00.000Z',
        correlationId: 'req_1',
        leaseUntil: later(clock, 45e3),
        ...given,
      };
      const { conversationId, createdAt } = query;
      const conversation = {
        conversationId,
        title: 'How many?',
        createdAt,
        updatedAt: createdAt,
        expires: later(clock, 30 * day),
      };
      const opens = given.conversationId ? undefined : conversation;
      return { query, opens, message: question(queryId, seq), event: event(queryId, 1) };
    }
    async function started(given: Partial<QueryRow> = {}, seq = 1): Promise<QueryRow> {
      const start = aStart(given, seq);
      expect(await store.start(start)).toEqual({ started: true });
      return start.query;
    }
    function anEnd(query: QueryRow, lapsedLease?: string) {
      const totals = { turns: 1, tools: [], usage, worked: true, text: 'Three.', toolCalls: [] };
      const told = { billable: true, endedAt: clock.iso() };
      const { terminal, final, fact } = endOfQuery(query, { kind: 'completed', outcome: 'answered' }, totals, told);
      const common = { queryId: query.queryId, seq: 9, time: clock.iso() };
      const { logged } = EventFrame.of(terminal.event, common, terminal.facts as never);
      return store.end({ query, lapsedLease, final: { ...final, lastEventId: 9 }, events: [logged], fact });
    }

    it('begins a query with its conversation, question and first event', async () => {
      const query = await started();
      expect(await store.query(person, query.queryId)).toEqual(query);
      const { conversation, messages } = (await store.conversation(person, query.conversationId))!;
      expect(conversation).toMatchObject({ title: 'How many?', activeQueryId: query.queryId });
      expect(messages).toEqual([question(query.queryId)]);
      expect(await store.eventsAfter(query.queryId, 0)).toEqual([event(query.queryId, 1)]);
    });

    it('begins one of fifty at once and tells the others of it', async () => {
      const start = aStart();
      const outcomes = await Promise.all(Array.from({ length: 50 }, () => store.start(start)));
      expect(outcomes.filter(outcome => outcome.started)).toHaveLength(1);
      for (const outcome of outcomes)
        if (!outcome.started) expect(outcome).toEqual({ started: false, reason: 'exists', query: start.query });
    });

    it('runs one query at a time in a conversation', async () => {
      const query = await started();
      const { conversationId } = query;
      expect(await store.start(aStart({ conversationId }, 2))).toEqual({
        started: false,
        reason: 'busy',
        activeQueryId: query.queryId,
      });
      expect(await anEnd(query)).toBe(true);
      expect(await store.start(aStart({ conversationId }, 2))).toEqual({ started: true });
    });

    it('refuses a question that was asked on an old history', async () => {
      const query = await started();
      await store.keepMessage(query.conversationId, { ...question(query.queryId, 2), role: 'assistant' });
      await anEnd(query);
      const { conversationId } = query;
      expect(await store.start(aStart({ conversationId }, 2))).toEqual({ started: false, reason: 'moved' });
      expect(await store.start(aStart({ conversationId }, 3))).toEqual({ started: true });
    });

    it('knows no conversation of another person, another nation, or of no one', async () => {
      const { conversationId, queryId } = await started();
      const others = [{ userId: rng.id('usr') }, { nationSlug: 'other' as NationSlug }];
      for (const other of others) {
        const owner = { ...person, ...other };
        expect(await store.start(aStart({ conversationId, ...other }, 2))).toEqual({
          started: false,
          reason: 'conversation_absent',
        });
        expect(await store.conversation(owner, conversationId)).toBeUndefined();
        expect(await store.query(owner, queryId)).toBeUndefined();
        expect(await store.requestCancel(owner, queryId)).toBeUndefined();
      }
      expect(await store.start(aStart({ conversationId: rng.id('cnv') }))).toMatchObject({ reason: 'conversation_absent' });
    });

    it('forgets a conversation 30 days after its last message, whether or not it was cleaned up', async () => {
      const query = await started();
      await clock.advance(10 * day);
      await anEnd(query);
      const { conversationId } = query;
      await clock.advance(30 * day - 1);
      expect(await store.conversation(person, conversationId)).toBeDefined();
      await clock.advance(1);
      expect(await store.conversation(person, conversationId)).toBeUndefined();
      expect(await store.start(aStart({ conversationId }, 2))).toEqual({ started: false, reason: 'conversation_absent' });
    });

    it('gives messages back exactly as they were, also long ones, in order', async () => {
      const query = await started();
      const long = `${'👍é"\\'.repeat(90_000)}\ud83d`; // 450,000 characters: several rows
      const kept: StoredMessage = {
        seq: 2,
        queryId: query.queryId,
        role: 'assistant',
        createdAt: clock.iso(),
        partial: true,
        content: [
          {
            type: 'thinking',
            thinking: long,
            signature: 'zz',
          },
          {
            type: 'text',
            text: '',
          },
        ],
      };
      await store.keepMessage(query.conversationId, kept);
      await store.keepMessage(query.conversationId, { ...question(query.queryId, 3), synthetic: true });
      const { messages } = (await store.conversation(person, query.conversationId))!;
      expect(messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect(messages[1]).toEqual(kept);
      expect(messages[2]).toMatchObject({ synthetic: true });
      await expect(store.keepMessage(query.conversationId, kept)).rejects.toThrow('taken');
    });

    it('gives the events after any id, in order, and takes no id twice', async () => {
      const { queryId } = await started();
      await store.appendEvents(queryId, [event(queryId, 2), event(queryId, 3)]);
      await store.appendEvents(queryId, [event(queryId, 4, 'y'.repeat(90_000)), event(queryId, 5, 'z'.repeat(90_000))]);
      await store.appendEvents(queryId, [event(queryId, 1010)]);
      const after = async (id: number) => (await store.eventsAfter(queryId, id)).map(({ data }) => data.seq);
      expect([await after(0), await after(2), await after(5), await after(1010)]).toEqual([
        [1, 2, 3, 4, 5, 1010],
        [3, 4, 5, 1010],
        [1010],
        [],
      ]);
      await expect(store.appendEvents(queryId, [event(queryId, 3)])).rejects.toThrow('taken');
    });

    it('forgets events after a day', async () => {
      const { queryId } = await started();
      await clock.advance(day);
      expect(await store.eventsAfter(queryId, 0)).toEqual([]);
    });

    it('ends a query once, with its last event and its fact', async () => {
      const query = await started();
      const ends = await Promise.all(Array.from({ length: 10 }, () => anEnd(query)));
      expect(ends.filter(Boolean)).toHaveLength(1);
      const row = (await store.query(person, query.queryId))!;
      expect(row).toMatchObject({
        status: 'completed',
        outcome: 'answered',
        text: 'Three.',
        usage,
        billable: true,
        lastEventId: 9,
      });
      expect(row).not.toHaveProperty('leaseUntil');
      expect((await store.eventsAfter(query.queryId, 1)).map(one => one.event)).toEqual(['query.completed']);
      expect((await facts()).filter(({ id }) => id === `${query.queryId}.end`)).toHaveLength(1);
      expect((await store.conversation(person, query.conversationId))!.conversation).not.toHaveProperty('activeQueryId');
    });

    it('lets nobody end or renew a query under another fence', async () => {
      const query = await started();
      const stale = { ...query, fence: 2 };
      expect(await store.renewLease(stale, later(clock, 90_000))).toBeUndefined();
      expect(await anEnd(stale)).toBe(false);
      expect(await anEnd(query, later(clock, 1))).toBe(false); // its lease is another one
      expect(await facts()).toEqual([]);
      expect(await anEnd(query, query.leaseUntil)).toBe(true);
    });

    it('lists the leases that have lapsed, until they are renewed or their query ends', async () => {
      const [first, second] = [await started(), await started()];
      const lapsed = async () => {
        const ids = (await store.lapsed(later(clock, 1), 1_000)).map(({ query }) => query.queryId);
        return [first, second].map(({ queryId }) => ids.includes(queryId));
      };
      expect(await lapsed()).toEqual([false, false]);
      await clock.advance(50_000);
      expect(await lapsed()).toEqual([true, true]);
      expect(await store.renewLease(first, later(clock, 45_000))).toEqual({ cancelRequested: false });
      await anEnd(second);
      expect(await lapsed()).toEqual([false, false]);
    });

    it('keeps the wish to cancel until the runner hears it, and leaves an ended query as it is', async () => {
      const query = await started();
      expect(await store.isCancelRequested(query)).toBe(false);
      expect(await store.requestCancel(person, query.queryId)).toMatchObject({ status: 'running', cancelRequested: true });
      expect(await store.isCancelRequested(query)).toBe(true);
      expect(await store.renewLease(query, later(clock, 60_000))).toEqual({ cancelRequested: true });
      await anEnd(query);
      const ended = (await store.requestCancel(person, query.queryId))!;
      expect(ended).toMatchObject({ status: 'completed' });
      expect(ended).not.toHaveProperty('cancelRequested');
    });
  });
}
