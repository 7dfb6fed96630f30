import type { InMemoryOutbox } from '@nat/event-bus';
import type { Clock } from '@nat/service-kit';
import type { StoredMessage } from '../loop/history';
import type { LoggedEvent } from '../stream/event-frame';
import { InMemoryConfirmationStore } from '../confirmations/in-memory-confirmation.store';
import {
  AgentStore,
  type Lease,
  type QueryEnd,
  type QueryStart,
  type QuerySuspension,
  type StartOutcome,
  type SuspendOutcome,
} from './agent.store';
import type { PendingTurn } from './pending-turn';
import { expiryOf } from '../conversations/conversation-expiry';
import type { Note } from '../conversations/conversation.store';
import { type ConversationRow, conversationDays, logHours, type Owner, type QueryRow } from './query-row';

const day = 86_400_000;

/** The store in memory, with the same conditions. Values are copied in and out, as through a network. */
export class InMemoryAgentStore extends AgentStore {
  /** The rows themselves: other stores of a conversation stand over the same ones. */
  readonly queries = new Map<string, QueryRow>();
  /** Every query that ever began: an id is remembered longer than what was asked under it. */
  readonly pointers = new Set<string>();
  readonly conversations = new Map<string, ConversationRow>();
  readonly messages = new Map<string, Map<number, StoredMessage>>();
  readonly logs = new Map<string, { expires: number; events: Map<number, LoggedEvent> }>();
  /** By conversation, then by action. */
  readonly notes = new Map<string, Map<string, Note>>();

  private readonly pending = new Map<string, PendingTurn>();
  /** Held calls are written together with the queries that wait for them. */
  readonly confirmations: InMemoryConfirmationStore;

  constructor(
    private readonly clock: Clock,
    private readonly outbox: InMemoryOutbox,
  ) {
    super();
    this.confirmations = new InMemoryConfirmationStore(clock, outbox, this.queries);
  }

  async start({ query, opens, message, event }: QueryStart): Promise<StartOutcome> {
    const key = keyOf(query, query.queryId);
    const known = this.queries.get(key);
    if (known) return { started: false, reason: 'exists', query: structuredClone(known) };
    if (this.pointers.has(key)) return { started: false, reason: 'forgotten' };
    const conversationKey = keyOf(query, query.conversationId);
    const conversation = this.liveConversation(conversationKey);
    if (!opens && !conversation) return { started: false, reason: 'conversation_absent' };
    if (conversation?.activeQueryId) return { started: false, reason: 'busy', activeQueryId: conversation.activeQueryId };
    const messages = this.messagesOf(query.conversationId);
    if (messages.has(message.seq)) return { started: false, reason: 'moved' };
    this.pointers.add(key);
    this.queries.set(key, structuredClone(query));
    this.conversations.set(conversationKey, {
      ...structuredClone(opens ?? { ...conversation!, updatedAt: this.clock.iso() }),
      activeQueryId: query.queryId,
    });
    messages.set(message.seq, structuredClone(message));
    await this.appendEvents(query.queryId, [event]);
    return { started: true };
  }

  async query(owner: Owner, queryId: string): Promise<QueryRow | undefined> {
    const query = this.queries.get(keyOf(owner, queryId));
    return query && this.conversations.has(keyOf(owner, query.conversationId)) ? structuredClone(query) : undefined;
  }

  async conversation(owner: Owner, conversationId: string) {
    const conversation = this.liveConversation(keyOf(owner, conversationId));
    if (!conversation) return undefined;
    const messages = [...this.messagesOf(conversationId).values()].sort((a, b) => a.seq - b.seq);
    return structuredClone({ conversation, messages });
  }

  async keepMessage(conversationId: string, message: StoredMessage): Promise<void> {
    const messages = this.messagesOf(conversationId);
    if (messages.has(message.seq)) throw new Error('this message number is taken');
    messages.set(message.seq, structuredClone(message));
  }

  async appendEvents(queryId: string, events: LoggedEvent[]): Promise<void> {
    const expires = this.clock.now() + (logHours * day) / 24;
    const log = this.logs.get(queryId) ?? { expires, events: new Map<number, LoggedEvent>() };
    for (const event of events) {
      if (log.events.has(event.data.seq)) throw new Error('this event id is taken');
      log.events.set(event.data.seq, structuredClone(event));
    }
    this.logs.set(queryId, { expires, events: log.events });
  }

  async eventsAfter(queryId: string, after: number): Promise<LoggedEvent[]> {
    const log = this.logs.get(queryId);
    if (!log || log.expires <= this.clock.now()) return [];
    const events = [...log.events.values()].filter(event => event.data.seq > after);
    return structuredClone(events.sort((a, b) => a.data.seq - b.data.seq));
  }

  async renewLease(query: QueryRow, leaseUntil: string): Promise<{ cancelRequested: boolean } | undefined> {
    const row = this.running(query);
    if (!row) return undefined;
    row.leaseUntil = leaseUntil;
    return { cancelRequested: row.cancelRequested ?? false };
  }

  async isCancelRequested(query: QueryRow): Promise<boolean> {
    return this.queries.get(keyOf(query, query.queryId))?.cancelRequested ?? false;
  }

  async requestCancel(owner: Owner, queryId: string): Promise<QueryRow | undefined> {
    const row = this.queries.get(keyOf(owner, queryId));
    if (row?.status === 'running') row.cancelRequested = true;
    return structuredClone(row);
  }

  async suspend({ query, pending, held, waiting, events, facts }: QuerySuspension): Promise<SuspendOutcome> {
    const row = this.running(query);
    if (!row) return 'lost';
    if (row.cancelRequested) return 'canceled';
    if ((row.decisions ?? 0) !== waiting.decisions) return 'decided';
    Object.assign(row, structuredClone(waiting), { status: 'awaiting_confirmation' });
    this.pending.set(query.queryId, structuredClone(pending));
    for (const one of held) this.confirmations.insert(one);
    for (const fact of facts) this.outbox.add(fact);
    await this.appendEvents(query.queryId, events);
    return 'suspended';
  }

  async pendingTurn({ queryId }: QueryRow): Promise<PendingTurn | undefined> {
    return structuredClone(this.pending.get(queryId));
  }

  async resume(query: QueryRow, leaseUntil: string): Promise<QueryRow | undefined> {
    const row = this.queries.get(keyOf(query, query.queryId));
    if (!row || row.status !== query.status || row.fence !== query.fence) return undefined;
    if (row.status !== 'awaiting_confirmation' && (row.status !== 'running' || row.leaseUntil !== query.leaseUntil))
      return undefined;
    Object.assign(row, { status: 'running', fence: row.fence + 1, leaseUntil });
    return structuredClone(row);
  }

  async end({ query, lapsedLease, final, events, fact, facts = [], closes = [], message }: QueryEnd): Promise<boolean> {
    const row = this.unchanged(query);
    if (!row || (lapsedLease !== undefined && row.leaseUntil !== lapsedLease)) return false;
    const asSeen = closes.every(({ row: one }) => this.confirmations.is(one, one.confirmationId, one.status));
    if (!asSeen || (message && this.messagesOf(query.conversationId).has(message.seq))) return false;
    if (message) await this.keepMessage(query.conversationId, message);
    for (const { row: one, status, fact: told } of closes) {
      this.confirmations.set(one, one.confirmationId, status);
      this.outbox.add(told);
    }
    const { leaseUntil: _lease, cancelRequested: _mark, ...kept } = row;
    this.queries.set(keyOf(query, query.queryId), { ...kept, ...structuredClone(final) });
    const conversationKey = keyOf(query, query.conversationId);
    const conversation = this.conversations.get(conversationKey);
    if (conversation?.activeQueryId === query.queryId) {
      const { activeQueryId: _active, ...idle } = conversation;
      const expires = expiryOf(final.endedAt, query.retentionDays ?? conversationDays);
      this.conversations.set(conversationKey, { ...idle, updatedAt: final.endedAt, expires });
    }
    await this.appendEvents(query.queryId, events);
    for (const one of [fact, ...facts]) this.outbox.add(one);
    return true;
  }

  async lapsed(instant: string, limit: number): Promise<Lease[]> {
    const leases = [...this.queries.values()].flatMap(query =>
      query.leaseUntil && query.leaseUntil < instant ? [{ query, leaseUntil: query.leaseUntil }] : [],
    );
    return structuredClone(leases.sort((a, b) => a.leaseUntil.localeCompare(b.leaseUntil)).slice(0, limit));
  }

  private running(query: QueryRow): QueryRow | undefined {
    const row = this.queries.get(keyOf(query, query.queryId));
    return row?.status === 'running' && row.fence === query.fence ? row : undefined;
  }

  /** As it was seen: running under this fence, or waiting with these decisions. */
  private unchanged(query: QueryRow): QueryRow | undefined {
    if (query.status === 'running') return this.running(query);
    const row = this.queries.get(keyOf(query, query.queryId));
    const same = row?.status === query.status && row.fence === query.fence && row.decisions === query.decisions;
    return same ? row : undefined;
  }

  private liveConversation(key: string): ConversationRow | undefined {
    const row = this.conversations.get(key);
    return row && row.expires > this.clock.iso() ? row : undefined;
  }

  private messagesOf(conversationId: string): Map<number, StoredMessage> {
    const messages = this.messages.get(conversationId) ?? new Map<number, StoredMessage>();
    this.messages.set(conversationId, messages);
    return messages;
  }
}

export function keyOf({ nationSlug, userId }: Owner, id: string): string {
  return `${nationSlug}/${userId}/${id}`;
}
