import 'reflect-metadata';
import { ManualClock } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import {
  aDecision,
  aContent,
  aHeld,
  anAction,
  anEnd,
  aSuspension,
  type ChangeStores,
  storesInMemory,
} from '../../test/change-rows';
import { aPerson, Talk } from '../../test/conversation-rows';
import { decisionMs } from '../confirmations/confirmation-row';
import type { Held } from '../confirmations/confirmation.store';
import { refused, resultBlock } from '../loop/tool-outcome';
import { EventFrame } from '../stream/event-frame';
import { LapsedQueries } from './lapsed-queries';
import type { QueryResumer } from './query-resumer';
import { leaseMs, type Owner, type QueryRow } from './query-row';
import { WaitingQueries } from './waiting-queries';

let clock: ManualClock;
let stores: ChangeStores;
let person: Owner;
let lapsed: LapsedQueries;
/** Queries that this process went on with. */
let resumed: QueryRow[];

beforeAll(() => Logger.overrideLogger(false));
beforeEach(() => {
  clock = new ManualClock('2026-11-20T10:00:00.000Z');
  stores = storesInMemory(clock);
  person = aPerson();
  lapsed = aProcess();
});

/** What looks after queries in a process of its own. */
function aProcess(): LapsedQueries {
  resumed = [];
  const { store, confirmations, actions: ledger } = stores;
  const relay = { nudge: () => undefined };
  const resume = async (query: QueryRow): Promise<boolean> => {
    const row = await store.resume(query, new Date(clock.now() + leaseMs).toISOString());
    if (row) resumed.push(row);
    return row !== undefined;
  };
  const resumer = { resume } as unknown as QueryResumer;
  const waiting = new WaitingQueries({ store, confirmations, relay, clock });
  return new LapsedQueries({ store, confirmations, ledger, waiting, resumer, relay, clock });
}

const now = ({ queryId }: QueryRow) => stores.store.query(person, queryId);
const messagesOf = async ({ conversationId }: QueryRow) => (await stores.store.conversation(person, conversationId))!.messages;
const eventsOf = async ({ queryId }: QueryRow) => stores.store.eventsAfter(queryId, 0);
const factsAbout = async (id: string) => (await stores.facts()).filter(fact => fact.id.startsWith(id));
const statusOf = async ({ row }: Held) => (await stores.confirmations.find(person, row.confirmationId))!.status;
const decide = ({ row }: Held, status: 'approved' | 'denied' = 'approved') =>
  stores.confirmations.decide(aDecision(row, clock, status));

/** A query whose model called these tools; the turn has no results yet. */
async function calling(...toolUseIds: string[]): Promise<QueryRow> {
  const query = await new Talk(stores.store, clock, person).ask('Change them');
  const content = toolUseIds.map(id => ({ type: 'tool_use', id, name: 'update_signup', input: {} }));
  const { queryId, conversationId } = query;
  await stores.store.keepMessage(conversationId, { seq: 2, queryId, role: 'assistant', content, createdAt: clock.iso() });
  return query;
}
/** A query that waits for as many calls. */
async function waiting(calls = 1): Promise<{ query: QueryRow; cards: Held[] }> {
  const ids = Array.from({ length: calls }, (_, index) => `toolu_${index + 1}`);
  const query = await calling(...ids);
  const { queryId, conversationId } = query;
  const cards = ids.map(toolUseId => aHeld(person, clock, { queryId, conversationId, toolUseId }));
  expect(await stores.store.suspend(aSuspension(query, cards, clock))).toBe('suspended');
  return { query: (await now(query))!, cards };
}
/** Sweeps as often as the process would meanwhile. */
async function pass(milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= 5_000) {
    await clock.advance(Math.min(5_000, left));
    await lapsed.sweep();
  }
}

describe('a query that waits', () => {
  it('is left alone until its time is up', async () => {
    const { query } = await waiting();
    await pass(decisionMs.interactive - 1_000);
    expect(await now(query)).toEqual(query);
    expect(resumed).toEqual([]);
  });

  it('ends when nobody decided in time: once, told with its reason, and the conversation can go on', async () => {
    const { query, cards } = await waiting(2);
    await pass(decisionMs.interactive + 20_000);
    expect(await now(query)).toMatchObject({ status: 'canceled', billable: true, endedAt: expect.any(String) });
    expect(await Promise.all(cards.map(statusOf))).toEqual(['expired', 'expired']);
    expect(await factsAbout(query.queryId)).toMatchObject([
      { type: 'nat.query.canceled.v1', data: { reason: 'confirmation_expired', billable: true, turns: 1 } },
    ]);
    for (const { row } of cards)
      expect((await factsAbout(row.confirmationId)).map(({ id }) => id)).toContain(`${row.confirmationId}.expired`);
    const events = await eventsOf(query);
    expect(events.at(-1)).toMatchObject({ event: 'query.canceled', data: { reason: 'confirmation_expired', seq: 3 } });
    const last = (await messagesOf(query)).at(-1)!;
    expect(last.content.map(({ tool_use_id: id }) => id)).toEqual(['toolu_1', 'toolu_2']);
    for (const { content, is_error: failed } of last.content) {
      expect(failed).toBe(true);
      expect(JSON.parse(String(content))).toMatchObject({ ok: false, code: 'expired' });
    }
    await pass(60_000);
    expect(await factsAbout(`${query.queryId}.end`)).toHaveLength(1);
    expect(resumed).toEqual([]);
  });

  it.each(['approved', 'denied'] as const)('goes on when somebody decided (%s) and the process is gone', async status => {
    const { query, cards } = await waiting(2);
    await clock.advance(60_000);
    await decide(cards[0]!, status);
    await pass(5_000);
    expect(resumed).toMatchObject([{ queryId: query.queryId, status: 'running', fence: 2, decisions: 1 }]);
    expect(await Promise.all(cards.map(statusOf))).toEqual([status, 'pending']);
  });

  it('goes on with a decision of the last moment before anything of it expires', async () => {
    const { query, cards } = await waiting(2);
    await clock.advance(decisionMs.interactive - 1);
    await decide(cards[0]!);
    await clock.advance(60_000);
    await lapsed.sweep();
    expect(resumed).toMatchObject([{ queryId: query.queryId }]);
  });

  it('does not go on for a decision that was followed, and ends when the other call expires', async () => {
    const { query, cards } = await waiting(2);
    await decide(cards[0]!, 'denied');
    const run = (await stores.store.resume((await now(query))!, new Date(clock.now() + leaseMs).toISOString()))!;
    const result = resultBlock('toolu_1', refused('denied', 'The person does not want it.'));
    const turn = (await stores.store.pendingTurn(query))!;
    const pending = { calls: turn.calls.map(call => (call.toolUseId === 'toolu_1' ? { ...call, result } : call)) };
    const again = aSuspension(run, [], clock, { decisions: 1, seq: 3 });
    const { expires } = cards[1]!.row;
    const waits = { ...again.waiting, confirmationIds: query.confirmationIds!, leaseUntil: expires };
    expect(await stores.store.suspend({ ...again, pending, waiting: waits })).toBe('suspended');
    await pass(decisionMs.interactive + 10_000);
    expect(resumed).toEqual([]);
    expect(await now(query)).toMatchObject({ status: 'canceled' });
    expect(await Promise.all(cards.map(statusOf))).toEqual(['denied', 'expired']);
    const told = (await messagesOf(query)).at(-1)!.content.map(({ content }) => JSON.parse(String(content)) as { code: string });
    expect(told.map(({ code }) => code)).toEqual(['denied', 'expired']);
  });

  it('is ended or taken up by one of many processes', async () => {
    const { query } = await waiting();
    const decided = await waiting();
    await decide(decided.cards[0]!);
    await clock.advance(decisionMs.interactive + 5_000);
    const processes = Array.from({ length: 8 }, () => aProcess());
    await Promise.all(processes.map(process => process.sweep()));
    expect(await factsAbout(`${query.queryId}.end`)).toHaveLength(1);
    expect(await now(decided.query)).toMatchObject({ status: 'running', fence: 2 });
  });
});

describe('a query whose runner is gone', () => {
  it('ends only after a whole lease that this process has watched, as interrupted and not billed', async () => {
    const query = await calling('toolu_1');
    await clock.advance(leaseMs + 60_000); // nobody watched meanwhile
    await lapsed.sweep();
    expect(await now(query)).toMatchObject({ status: 'running' });
    await pass(leaseMs - 5_000);
    expect(await now(query)).toMatchObject({ status: 'running' });
    await pass(5_000);
    expect(await now(query)).toMatchObject({ status: 'failed', billable: false, problem: { code: 'interrupted' } });
    expect(await factsAbout(query.queryId)).toMatchObject([{ type: 'nat.query.failed.v1', data: { code: 'interrupted' } }]);
  });

  it('is not ended while its lease is renewed, whatever the clock of the wall says', async () => {
    const query = await calling('toolu_1');
    for (let minute = 0; minute < 10; minute++) {
      await pass(leaseMs - 5_000);
      // The renewal of a runner whose clock is far behind.
      expect(await stores.store.renewLease(query, `2026-11-20T09:0${minute}:00.000Z`)).toBeDefined();
    }
    expect(await now(query)).toMatchObject({ status: 'running' });
  });

  it('gives every open call a result: none was run where none was begun', async () => {
    const query = await calling('toolu_1', 'toolu_2');
    await pass(2 * leaseMs);
    const last = (await messagesOf(query)).at(-1)!;
    expect(last).toMatchObject({ role: 'user', seq: 3 });
    expect(last.content.map(({ content }) => (JSON.parse(String(content)) as { code: string }).code)).toEqual([
      'not_run',
      'not_run',
    ]);
  });

  it('never tells a change that was begun as not done, whether it ended or not', async () => {
    const query = await calling('toolu_1', 'toolu_2', 'toolu_3');
    const { queryId, conversationId } = query;
    const changes = ['toolu_1', 'toolu_2'].map(toolUseId => anAction(person, clock, { queryId, conversationId, toolUseId }));
    for (const action of changes) await stores.actions.begin({ action, content: aContent() });
    await stores.actions.end(await anEnd(changes[0]!, clock));
    await pass(2 * leaseMs);
    const results = (await messagesOf(query)).at(-1)!.content.map(({ content }) => JSON.parse(String(content)) as object);
    expect(results).toMatchObject([
      { ok: true, data: { status: 'begun' }, action_id: changes[0]!.actionId },
      { ok: true, data: { status: 'begun' }, action_id: changes[1]!.actionId },
      { ok: false, code: 'not_run' },
    ]);
  });

  it('says in its end that something was changed when its log tells of a change', async () => {
    const query = await calling('toolu_1');
    const { queryId } = query;
    const common = { queryId, time: clock.iso() };
    const toolCallId = anAction(person, clock).toolCallId;
    const started = { toolCallId, tool: 'update_signup', title: 'Changing a person', tier: 'change' as const };
    const { actionId } = anAction(person, clock);
    const completed = { toolCallId, ok: true, summary: 'Changed.', links: [], undoable: true, background: false, actionId };
    await stores.store.appendEvents(queryId, [
      EventFrame.of('tool.started', { ...common, seq: 2 }, started).logged,
      EventFrame.of('tool.completed', { ...common, seq: 3 }, completed).logged,
    ]);
    await pass(2 * leaseMs);
    const { problem, toolCalls } = (await now(query))!;
    expect(toolCalls).toMatchObject([{ actionId }]);
    expect(problem!.detail).not.toMatch(/nothing was changed/i);
    expect(problem!.detail).toContain('activity list');
  });

  it('numbers its last events above all that the crashed run may have sent', async () => {
    const query = await calling('toolu_1');
    await pass(2 * leaseMs);
    const events = await eventsOf(query);
    expect(events.map(({ event }) => event)).toEqual(['query.started', 'notice', 'query.failed']);
    expect(events[1]!.data.seq).toBeGreaterThan(1_000);
    expect((await now(query))!.lastEventId).toBe(events[2]!.data.seq);
  });

  it('closes what nobody decided about, and goes on where somebody did', async () => {
    const { query, cards } = await waiting(2);
    await decide(cards[0]!);
    await stores.store.resume((await now(query))!, new Date(clock.now() + leaseMs).toISOString());
    await pass(2 * leaseMs);
    // What was approved is not lost: another process follows it.
    expect(resumed).toMatchObject([{ queryId: query.queryId, fence: 3 }]);
    expect(await Promise.all(cards.map(statusOf))).toEqual(['approved', 'pending']);
  });

  it('that outlives one runner after the other is what ends them, and ends', async () => {
    const { query, cards } = await waiting(1);
    await decide(cards[0]!);
    await stores.store.resume((await now(query))!, new Date(clock.now() + leaseMs).toISOString());
    for (let run = 0; run < 40; run++) await pass(leaseMs + 5_000);
    expect(await now(query)).toMatchObject({ status: 'failed' });
    expect(resumed.length).toBeLessThan(25);
    expect(await statusOf(cards[0]!)).toBe('superseded');
    const last = (await messagesOf(query)).at(-1)!;
    expect(JSON.parse(String(last.content[0]!.content))).toMatchObject({ ok: false, code: 'not_run' });
  });
});

it('one query that cannot be looked after keeps none of the others waiting', async () => {
  const broken = await waiting();
  await clock.advance(1);
  const fine = await waiting();
  const pendingTurn = stores.store.pendingTurn.bind(stores.store);
  stores.store.pendingTurn = async query => {
    if (query.queryId === broken.query.queryId) throw new Error('a sealed content was changed');
    return pendingTurn(query);
  };
  await pass(decisionMs.interactive + 10_000).catch(() => undefined);
  expect(await now(fine.query)).toMatchObject({ status: 'canceled' });
  expect(await now(broken.query)).toMatchObject({ status: 'awaiting_confirmation' });
});
