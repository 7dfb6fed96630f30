import type { DomainEvent } from '@nat/contracts';
import { InMemoryOutbox } from '@nat/event-bus';
import { type Clock, ManualClock, SystemRng } from '@nat/service-kit';
import { endOf } from '../src/actions/action-account';
import { actionLeaseMs, type ActionRow } from '../src/actions/action-row';
import type { ActionEnd, ActionStore } from '../src/actions/action.store';
import { InMemoryActionStore } from '../src/actions/in-memory-action.store';
import { decidedFact, requested } from '../src/confirmations/confirmation-facts';
import { type ConfirmationRow, decisionMs } from '../src/confirmations/confirmation-row';
import type { ConfirmationStore, Decision, Held } from '../src/confirmations/confirmation.store';
import type { WriteContent } from '../src/confirmations/write-content';
import type { AgentStore, QuerySuspension } from '../src/conversation/agent.store';
import { InMemoryAgentStore } from '../src/conversation/in-memory-agent.store';
import type { Owner, QueryRow } from '../src/conversation/query-row';
import type { Note } from '../src/conversations/conversation.store';
import type { SpentSoFar } from '../src/loop/spent-so-far';
import { EventFrame } from '../src/stream/event-frame';
import { InMemoryJournal } from '../src/tools/kit/journal';

const rng = new SystemRng();
const usage = { input: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1, costMicroUsd: 6 };
const later = (clock: Clock, milliseconds: number): string => new Date(clock.now() + milliseconds).toISOString();

/** The stores of changes, in one of their forms, over the same rows. */
export interface ChangeStores {
  store: AgentStore;
  confirmations: ConfirmationStore;
  actions: ActionStore;
  /** What is to be published. */
  facts: () => Promise<DomainEvent[]>;
}

export function storesInMemory(clock: Clock): ChangeStores {
  const outbox = new InMemoryOutbox();
  const store = new InMemoryAgentStore(clock, outbox);
  const { confirmations } = store;
  return { store, confirmations, actions: new InMemoryActionStore(store, outbox), facts: async () => outbox.events };
}

/** A word that stands nowhere but in what a change is about. */
export const secretWord = 'Wintermute';

export const aContent = (): WriteContent => ({
  input: { id: '110', employer: secretWord },
  effect: {
    kind: 'person',
    count: 1,
    sample: [{ id: '110', label: `Sarah ${secretWord}` }],
    changes: [{ field: 'employer', before: `${secretWord} Ltd`, after: secretWord }],
    reversible: true,
    notes: [],
    targets: { type: 'signups', ids: ['110'] },
  },
});

/** A call that is held from now on. */
export function aHeld(owner: Owner, clock: Clock, more: Partial<ConfirmationRow> = {}): Held {
  const { nationSlug, userId } = owner;
  const row: ConfirmationRow = {
    confirmationId: rng.timedId('cnf', clock.now()),
    nationSlug,
    userId,
    sessionId: rng.id('ses'),
    role: 'member',
    surface: 'web',
    toolCallId: rng.id('tcl'),
    toolUseId: 'toolu_1',
    tool: 'update_signup',
    version: 1,
    title: 'Changing a person',
    tier: 'change',
    targets: 1,
    inputHash: 'a'.repeat(64),
    effectDigest: 'b'.repeat(64),
    typedCountRequired: false,
    status: 'pending',
    createdAt: clock.iso(),
    expires: later(clock, decisionMs.interactive),
    ...more,
  };
  return { row, content: aContent() };
}

export function aDecision(row: ConfirmationRow, clock: Clock, status: Decision['status'] = 'approved'): Decision {
  const fact = decidedFact(row, { status, time: clock.iso(), channel: 'web' }, { correlationId: 'req_1' });
  return { row, status, decidedAt: clock.iso(), role: 'member', channel: 'web', fact };
}

/** That nobody waits for it any more. */
export function aClosing(row: ConfirmationRow, clock: Clock, status: 'expired' | 'superseded' = 'superseded') {
  return { row, status, fact: decidedFact(row, { status, time: clock.iso() }, { correlationId: 'req_1' }) };
}

/** What a query had used when it began to wait. */
export const spent: SpentSoFar = {
  turns: 1,
  pauses: 0,
  toolCalls: 1,
  invalidInputs: 0,
  workedMs: 1_200,
  usage,
  cost: '6000000',
  worked: true,
  writes: [{ tool: 'update_signup', key: 'k1' }],
  warned: false,
};

/** What lets a query wait for these calls. */
export function aSuspension(query: QueryRow, held: Held[], clock: Clock, { decisions = 0, seq = 2 } = {}): QuerySuspension {
  const { queryId } = query;
  const confirmationIds = held.map(({ row }) => row.confirmationId);
  const calls = held.map(({ row }) => ({
    toolUseId: row.toolUseId!,
    toolCallId: row.toolCallId,
    confirmationId: row.confirmationId,
  }));
  const frame = EventFrame.of('query.awaiting_confirmation', { queryId, seq, time: clock.iso() }, { confirmationIds });
  return {
    query,
    pending: { calls },
    held,
    waiting: { confirmationIds, decisions, spent, lastEventId: seq, leaseUntil: held[0]?.row.expires ?? later(clock, 1) },
    events: [frame.logged],
    facts: held.map(({ row }) => requested(row, query)),
  };
}

/** The entry of an action that begins now. */
export function anAction(owner: Owner, clock: Clock, more: Partial<ActionRow> = {}): ActionRow {
  const { nationSlug, userId } = owner;
  return {
    actionId: rng.timedId('act', clock.now()),
    nationSlug,
    userId,
    sessionId: rng.id('ses'),
    role: 'member',
    toolCallId: rng.id('tcl'),
    tool: 'update_signup',
    version: 1,
    title: 'Changing a person',
    tier: 'change',
    status: 'running',
    targets: 1,
    done: 0,
    alreadySo: 0,
    failed: 0,
    unknown: 0,
    notTried: 0,
    failures: [],
    undo: 'restore',
    reversible: true,
    background: false,
    createdAt: clock.iso(),
    correlationId: 'req_1',
    revision: 1,
    fence: 1,
    leaseUntil: later(clock, actionLeaseMs),
    ...more,
  };
}

/** Has a conversation told how an action ended that went on without its query. */
export async function tellEnd(actions: ActionStore, owner: Owner, conversationId: string, note: Note): Promise<void> {
  const clock = new ManualClock(note.createdAt);
  const action = anAction(owner, clock, { conversationId, actionId: note.actionId });
  expect(await actions.begin({ action, content: aContent() })).toBe('begun');
  expect(await actions.end({ ...(await anEnd(action, clock)), note })).toBe(true);
}

/** What ends an action whose first `done` targets were changed, and the rest failed. */
export async function anEnd(
  action: ActionRow,
  clock: Clock,
  { done = action.targets, original }: { done?: number; original?: ActionRow } = {},
): Promise<ActionEnd> {
  const journal = new InMemoryJournal();
  const ids = Array.from({ length: action.targets }, (_, index) => String(index));
  await journal.plan(ids.map(id => ({ id, type: 'signups' })));
  await journal.mark(ids.slice(0, done), { state: 'done' });
  await journal.mark(ids.slice(done), { state: 'failed', reason: 'no longer exists' });
  return endOf(action, journal, { summary: 'Changed.', endedAt: clock.iso(), original });
}
