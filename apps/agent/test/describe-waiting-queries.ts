import type { NationSlug } from '@nat/contracts';
import { ManualClock, SystemRng } from '@nat/service-kit';
import type { Held } from '../src/confirmations/confirmation.store';
import type { QueryEnd } from '../src/conversation/agent.store';
import { closingMessage } from '../src/conversation/ending';
import { endOfQuery } from '../src/conversation/query-end';
import type { Owner, QueryRow } from '../src/conversation/query-row';
import { EventFrame } from '../src/stream/event-frame';
import { aClosing, aContent, aDecision, aHeld, anAction, aSuspension, type ChangeStores, spent } from './change-rows';
import { aPerson, Talk } from './conversation-rows';

const rng = new SystemRng();

/** The promises of `AgentStore` about queries that wait for their person, for each of its forms. */
export function describeWaitingQueries(name: string, make: (clock: ManualClock) => Promise<ChangeStores>): void {
  describe(name, () => {
    let clock: ManualClock;
    let stores: ChangeStores;
    let person: Owner;
    let talk: Talk;

    beforeEach(async () => {
      clock = new ManualClock('2026-11-20T10:00:00.000Z');
      stores = await make(clock);
      person = aPerson();
      talk = new Talk(stores.store, clock, person);
    });

    const later = (milliseconds: number) => new Date(clock.now() + milliseconds).toISOString();
    const now = async ({ queryId }: QueryRow) => (await stores.store.query(person, queryId))!;
    const held = ({ queryId, conversationId }: QueryRow, toolUseId = 'toolu_1') =>
      aHeld(person, clock, { queryId, conversationId, toolUseId });
    const statusOf = async ({ row }: Held) => (await stores.confirmations.find(person, row.confirmationId))?.status;
    const decide = ({ row }: Held, status: 'approved' | 'denied' = 'approved') =>
      stores.confirmations.decide(aDecision(row, clock, status));
    const factIds = async () => (await stores.facts()).map(({ id }) => id);

    /** A query that waits for some calls. */
    async function waiting(calls = 1): Promise<{ query: QueryRow; cards: Held[] }> {
      const query = await talk.ask('Change them');
      const cards = Array.from({ length: calls }, (_, index) => held(query, `toolu_${index + 1}`));
      expect(await stores.store.suspend(aSuspension(query, cards, clock))).toBe('suspended');
      return { query: await now(query), cards };
    }
    /** A query that went on after a decision. */
    async function resumed() {
      const { query, cards } = await waiting(2);
      await decide(cards[0]!);
      return { query: (await stores.store.resume(await now(query), later(45_000)))!, cards };
    }
    /** What ends a waiting query, as the runtime writes it. */
    function anEnd(query: QueryRow, more: Partial<QueryEnd> = {}): QueryEnd {
      const totals = { turns: 1, tools: [], usage: spent.usage, worked: true, toolCalls: [] };
      const told = { billable: true, endedAt: clock.iso() };
      const { terminal, final, fact } = endOfQuery(query, { kind: 'canceled', reason: 'superseded' }, totals, told);
      const common = { queryId: query.queryId, seq: query.lastEventId + 1, time: clock.iso() };
      const { logged } = EventFrame.of(terminal.event, common, terminal.facts as never);
      return { query, final: { ...final, lastEventId: common.seq }, events: [logged], fact, ...more };
    }
    /** That these are closed with it, and the conversation gets the results it lacks. */
    function withAll(query: QueryRow, cards: Held[]): Partial<QueryEnd> {
      const calls = cards.map(({ row }) => ({ toolUseId: row.toolUseId!, toolCallId: row.toolCallId }));
      const told = { status: 'superseded' as const, createdAt: clock.iso() };
      return {
        closes: cards.map(({ row }) => aClosing(row, clock)),
        message: closingMessage(query, { calls }, 2, told),
      };
    }

    describe('a query begins to wait', () => {
      it('in one step with its calls, its turn, its events and its facts', async () => {
        const query = await talk.ask('Change them');
        const [first, second] = [held(query), held(query, 'toolu_2')];
        const suspension = aSuspension(query, [first, second], clock);
        expect(await stores.store.suspend(suspension)).toBe('suspended');
        const { waiting: told, pending, events, facts } = suspension;
        expect(await now(query)).toEqual({ ...query, ...told, status: 'awaiting_confirmation' });
        expect(await stores.store.pendingTurn(query)).toEqual(pending);
        expect(await stores.store.eventsAfter(query.queryId, 1)).toEqual(events);
        expect((await factIds()).toSorted()).toEqual(facts.map(({ id }) => id).toSorted());
        for (const { row } of [first, second]) {
          expect(await stores.confirmations.find(person, row.confirmationId)).toEqual(row);
          expect(await stores.confirmations.content(row)).toEqual(aContent());
        }
      });

      it('and is nobody’s then: no lease of it can be renewed, and its conversation takes no other', async () => {
        const { query } = await waiting();
        expect(await stores.store.renewLease(query, later(45_000))).toBeUndefined();
        expect(await stores.store.renewLease({ ...query, status: 'running' }, later(45_000))).toBeUndefined();
        const { conversation } = (await stores.store.conversation(person, query.conversationId))!;
        expect(conversation.activeQueryId).toBe(query.queryId);
      });

      it('but not when somebody decided meanwhile', async () => {
        const { query, cards } = await resumed();
        const another = held(query, 'toolu_3');
        const asSeen = (decisions: number) => aSuspension(query, [another], clock, { decisions, seq: 3 });
        await decide(cards[1]!);
        for (const seen of [0, 1, 3]) expect(await stores.store.suspend(asSeen(seen))).toBe('decided');
        expect(await statusOf(another)).toBeUndefined();
        expect(await now(query)).toEqual({ ...query, decisions: 2 });
        expect(await stores.store.eventsAfter(query.queryId, 2)).toEqual([]);
        expect(await factIds()).not.toContain(`${another.row.confirmationId}.requested`);
        expect(await stores.store.suspend(asSeen(2))).toBe('suspended');
        expect(await statusOf(another)).toBe('pending');
      });

      it('but not when its person asked to stop it', async () => {
        const query = await talk.ask('Change them');
        await stores.store.requestCancel(person, query.queryId);
        const card = held(query);
        expect(await stores.store.suspend(aSuspension(query, [card], clock))).toBe('canceled');
        expect(await statusOf(card)).toBeUndefined();
        expect(await stores.store.pendingTurn(query)).toBeUndefined();
        expect(await now(query)).toMatchObject({ status: 'running', cancelRequested: true });
      });

      it('but not for a runner that lost it, whether it waits, runs elsewhere, or has ended', async () => {
        const { query, cards } = await waiting();
        const stale = { ...query, status: 'running' as const };
        const attempt = async () => {
          const card = held(query, 'toolu_9');
          const before = await now(query);
          expect(await stores.store.suspend(aSuspension(stale, [card], clock, { seq: 9 }))).toBe('lost');
          expect(await statusOf(card)).toBeUndefined();
          expect(await now(query)).toEqual(before);
        };
        await attempt();
        await decide(cards[0]!);
        const next = (await stores.store.resume(await now(query), later(45_000)))!;
        await attempt();
        await stores.store.end(anEnd(next));
        await attempt();
      });
    });

    describe('a query goes on', () => {
      it('in one process of twenty, under the next fence', async () => {
        const { query, cards } = await waiting();
        await decide(cards[0]!);
        const seen = await now(query);
        await clock.advance(1_000);
        const takers = await Promise.all(Array.from({ length: 20 }, () => stores.store.resume(seen, later(45_000))));
        const [taken, ...rest] = takers.filter(row => row !== undefined);
        expect(rest).toEqual([]);
        expect(taken).toEqual({ ...seen, status: 'running', fence: 2, leaseUntil: later(45_000) });
        expect(await now(query)).toEqual(taken);
        expect(await stores.store.renewLease(taken!, later(50_000))).toEqual({ cancelRequested: false });
      });

      it('not from an earlier wait, and not once it has ended', async () => {
        const { query } = await resumed();
        const earlier = { ...query, status: 'awaiting_confirmation' as const, fence: 1 };
        expect(await stores.store.suspend(aSuspension(query, [held(query, 'toolu_3')], clock, { decisions: 1, seq: 3 }))).toBe(
          'suspended',
        );
        expect(await stores.store.resume(earlier, later(45_000))).toBeUndefined();
        await stores.store.end(anEnd(await now(query)));
        const ended = await now(query);
        expect(await stores.store.resume({ ...ended, status: 'awaiting_confirmation' }, later(45_000))).toBeUndefined();
        expect(await now(query)).toEqual(ended);
      });

      it('from a runner that is gone, in one process of twenty, and only while its lease is the one that was seen', async () => {
        const { query } = await resumed();
        const renewed = later(60_000);
        await stores.store.renewLease(query, renewed);
        expect(await stores.store.resume(query, later(90_000))).toBeUndefined();
        const seen = { ...query, leaseUntil: renewed };
        const takers = await Promise.all(Array.from({ length: 20 }, () => stores.store.resume(seen, later(90_000))));
        const [taken, ...rest] = takers.filter(row => row !== undefined);
        expect(rest).toEqual([]);
        expect(taken).toEqual({ ...seen, fence: 3, leaseUntil: later(90_000) });
        expect(await stores.store.renewLease(query, later(95_000))).toBeUndefined();
      });

      it('with the turn for which it waited, for its own person', async () => {
        const { query } = await waiting(2);
        const turn = (await stores.store.pendingTurn(query))!;
        const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: '{"ok":true}' };
        expect(turn.calls.map(({ toolUseId }) => toolUseId)).toEqual(['toolu_1', 'toolu_2']);
        const taken = (await stores.store.resume(query, later(45_000)))!;
        const pending = { calls: turn.calls.map((call, index) => (index === 0 ? { ...call, result } : call)) };
        const again = { ...aSuspension(taken, [], clock, { seq: 3 }), pending };
        expect(await stores.store.suspend(again)).toBe('suspended');
        expect(await stores.store.pendingTurn(query)).toEqual(pending);
      });
    });

    describe('a query that waits', () => {
      it('is due when the first of its calls expires', async () => {
        const { query, cards } = await waiting();
        const due = async () => (await stores.store.lapsed(clock.iso(), 10)).map(({ query: one }) => one.queryId);
        await clock.advance(Date.parse(cards[0]!.row.expires) - clock.now());
        expect(await due()).toEqual([]);
        await clock.advance(1);
        expect(await due()).toEqual([query.queryId]);
      });

      it('is not marked as to be canceled: whoever gives it up ends it', async () => {
        const { query } = await waiting();
        expect(await stores.store.requestCancel(person, query.queryId)).toEqual(query);
        expect(await now(query)).toEqual(query);
      });

      it('ends once of twenty at once, with its calls, the results they lack, its event and its facts', async () => {
        const { query, cards } = await waiting(2);
        const end = anEnd(query, withAll(query, cards));
        const outcomes = await Promise.all(Array.from({ length: 20 }, () => stores.store.end(end)));
        expect(outcomes.filter(Boolean)).toHaveLength(1);
        const row = await now(query);
        expect(row).toMatchObject({ status: 'canceled', endedAt: clock.iso(), billable: true, lastEventId: 3 });
        expect(row).not.toHaveProperty('leaseUntil');
        expect(await Promise.all(cards.map(statusOf))).toEqual(['superseded', 'superseded']);
        const { conversation, messages } = (await stores.store.conversation(person, query.conversationId))!;
        expect(conversation).not.toHaveProperty('activeQueryId');
        expect(messages.at(-1)).toEqual(end.message);
        expect((await stores.store.eventsAfter(query.queryId, 2)).map(({ event }) => event)).toEqual(['query.canceled']);
        const closed = cards.map(({ row: { confirmationId } }) => `${confirmationId}.superseded`);
        expect((await factIds()).filter(id => !id.endsWith('.requested'))).toEqual(
          expect.arrayContaining([...closed, `${query.queryId}.end`]),
        );
        expect(await factIds()).toHaveLength(5);
      });

      it('does not end when somebody decided meanwhile: then nothing is written at all', async () => {
        const { query, cards } = await waiting(2);
        const end = anEnd(query, withAll(query, cards));
        await decide(cards[0]!, 'denied');
        const before = { row: await now(query), facts: await factIds() };
        expect(await stores.store.end(end)).toBe(false);
        expect(await stores.store.end({ ...end, closes: end.closes!.slice(1) })).toBe(false);
        expect(await stores.store.end({ ...end, closes: [] })).toBe(false);
        expect({ row: await now(query), facts: await factIds() }).toEqual(before);
        expect(await Promise.all(cards.map(statusOf))).toEqual(['denied', 'pending']);
        expect((await stores.store.conversation(person, query.conversationId))!.messages).toHaveLength(1);
        expect(await stores.store.end({ ...end, query: before.row, closes: end.closes!.slice(1) })).toBe(true);
        expect(await Promise.all(cards.map(statusOf))).toEqual(['denied', 'superseded']);
      });

      it('does not end as one that runs, nor does one that runs end as one that waits', async () => {
        const { query } = await waiting();
        expect(await stores.store.end(anEnd({ ...query, status: 'running' }))).toBe(false);
        const taken = (await stores.store.resume(query, later(45_000)))!;
        expect(await stores.store.end(anEnd(query))).toBe(false);
        expect(await stores.store.end(anEnd({ ...query, fence: 2 }))).toBe(false);
        expect(await now(query)).toEqual(taken);
      });
    });

    describe('a query that runs', () => {
      it('does not end with a call that was decided since it was looked at', async () => {
        const { query, cards } = await resumed();
        const [first, second] = cards;
        const approved = (await stores.confirmations.find(person, first!.row.confirmationId))!;
        const closes = [aClosing(approved, clock), aClosing(second!.row, clock)];
        await decide(second!);
        expect(await stores.store.end(anEnd(query, { closes }))).toBe(false);
        expect(await statusOf(second!)).toBe('approved');
        expect(await statusOf(first!)).toBe('approved');
        expect(await now(query)).toMatchObject({ status: 'running' });
        const [, ofSecond] = closes;
        const anew = [closes[0]!, { ...ofSecond!, row: { ...second!.row, status: 'approved' as const } }];
        expect(await stores.store.end(anEnd(query, { closes: anew }))).toBe(true);
        expect(await Promise.all(cards.map(statusOf))).toEqual(['superseded', 'superseded']);
      });

      it('does not end with a call that is being carried out', async () => {
        const { query, cards } = await resumed();
        const approved = (await stores.confirmations.find(person, cards[0]!.row.confirmationId))!;
        const action = anAction(person, clock, { confirmationId: approved.confirmationId });
        expect(await stores.actions.begin({ action, content: aContent(), confirmation: approved })).toBe('begun');
        expect(await stores.store.end(anEnd(query, { closes: [aClosing(approved, clock)] }))).toBe(false);
        expect(await statusOf(cards[0]!)).toBe('executing');
      });
    });

    it('is known to its person alone while it waits', async () => {
      const { query, cards } = await waiting();
      for (const other of [{ userId: rng.id('usr') }, { nationSlug: 'other' as NationSlug }]) {
        const somebody = { ...person, ...other };
        expect(await stores.store.query(somebody, query.queryId)).toBeUndefined();
        expect(await stores.confirmations.find(somebody, cards[0]!.row.confirmationId)).toBeUndefined();
      }
    });
  });
}
