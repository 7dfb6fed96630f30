import { type Expression, type Key, type Row, type Table, WriteTransaction } from '@nat/dynamo';
import type { DynamoOutbox } from '@nat/event-bus';
import type { Clock } from '@nat/service-kit';
import type { StoredMessage } from '../loop/history';
import type { LoggedEvent } from '../stream/event-frame';
import { isStatus, type DynamoConfirmationStore, setStatus } from '../confirmations/dynamo-confirmation.store';
import type { SealedContent } from '../sealed/sealed-content';
import { openJson, sealJson } from '../sealed/sealed-json';
import {
  confirmationKey,
  conversationKey,
  eventKey,
  eventPrefix,
  messagePrefix,
  pendingTurnKey,
  pointerKey,
  queryKey,
} from './agent-keys';
import {
  AgentStore,
  type Lease,
  type QueryEnd,
  type QueryStart,
  type QuerySuspension,
  type StartOutcome,
  type SuspendOutcome,
} from './agent.store';
import { PendingTurn } from './pending-turn';
import { idleShardOf } from '../conversations/conversation-keys';
import { joinMessages, messageRows, readEvents, splitEvents } from './content-rows';
import { absentRow, canBeTakenOver, claim, finalUpdate, leaseOf, leaseShards, unchanged, waits } from './query-expressions';
import { expiryOf } from '../conversations/conversation-expiry';
import { ConversationRow, conversationDays, logHours, type Owner, QueryRow } from './query-row';

export const leaseIndex = 'leases';
const daySeconds = 86_400;
/** An id is remembered as long as the usage ledger: 7 years. */
const pointerDays = 7 * 366;

export interface DynamoAgentPorts {
  table: Table;
  outbox: DynamoOutbox;
  /** Held calls are written together with the queries that wait for them. */
  confirmations: DynamoConfirmationStore;
  sealed: SealedContent;
  clock: Clock;
}

/**
 * The store in DynamoDB. Every decision is one conditional write; expiry is a condition, time to live only cleans up. What
 * belongs to a conversation has none: it lives until its last message is old, and is then erased whole.
 */
export class DynamoAgentStore extends AgentStore {
  private readonly table: Table;
  private readonly outbox: DynamoOutbox;
  private readonly clock: Clock;

  constructor(private readonly ports: DynamoAgentPorts) {
    super();
    ({ table: this.table, outbox: this.outbox, clock: this.clock } = ports);
  }

  async start({ query, opens, message, event }: QueryStart): Promise<StartOutcome> {
    const transaction = new WriteTransaction(this.table);
    const { conversationId, queryId, requestHash } = query;
    const pointer = { conversationId, requestHash, expiresAt: this.inDays(pointerDays) };
    const pointerStep = transaction.putNew({ ...pointerKey(query, queryId), ...pointer });
    transaction.putNew({ ...queryKey(query), ...query, ...leaseOf(query) });
    const conversationStep = opens
      ? transaction.putNew(this.conversationItem(query, { ...opens, activeQueryId: queryId }))
      : transaction.update(conversationKey(query, conversationId), ...claim(query, this.clock.iso()));
    const [messageRow] = messageRows(message);
    const messageStep = transaction.putNew(this.contentItem(conversationId, messageRow!));
    transaction.putNew(this.logItem(queryId, [event]));
    const outcome = await transaction.commit();
    if (outcome.committed) return { started: true };
    const failed = new Map(outcome.failed.map(({ index, item }) => [index, item]));
    if (failed.has(pointerStep)) return this.existing(query, queryId);
    if (failed.has(conversationStep)) return this.refused(failed.get(conversationStep));
    if (failed.has(messageStep)) return { started: false, reason: 'moved' };
    throw new Error('a query could not be started: its rows exist without its pointer');
  }

  async query(owner: Owner, queryId: string): Promise<QueryRow | undefined> {
    const pointer = await this.table.get(pointerKey(owner, queryId));
    if (!pointer) return undefined;
    const conversationId = String(pointer.conversationId);
    const [row, conversation] = await Promise.all([
      this.table.get(queryKey({ conversationId, queryId })),
      this.table.get(conversationKey(owner, conversationId)),
    ]);
    // Without its conversation it is being erased: nobody reaches it any more.
    return row && conversation && QueryRow.parse(row);
  }

  async conversation(owner: Owner, conversationId: string) {
    const [row, messages] = await Promise.all([
      this.table.get(conversationKey(owner, conversationId)),
      this.content(conversationId, messagePrefix),
    ]);
    const conversation = row && ConversationRow.parse(row);
    if (!conversation || conversation.expires <= this.clock.iso()) return undefined;
    return { conversation, messages: joinMessages(messages) };
  }

  async keepMessage(conversationId: string, message: StoredMessage): Promise<void> {
    const transaction = new WriteTransaction(this.table);
    for (const row of messageRows(message)) transaction.putNew(this.contentItem(conversationId, row));
    if (!(await transaction.commit()).committed) throw new Error('this message number is taken');
  }

  async appendEvents(queryId: string, events: LoggedEvent[]): Promise<void> {
    for (const batch of splitEvents(events)) {
      const { written } = await this.table.put(this.logItem(queryId, batch), absentRow);
      if (!written) throw new Error('this event id is taken');
    }
  }

  async eventsAfter(queryId: string, after: number): Promise<LoggedEvent[]> {
    const from = eventKey(queryId, after + 1);
    const rows: Row[] = [];
    const where = {
      expression: 'pk = :pk AND sk BETWEEN :from AND :to',
      values: { ':pk': from.pk, ':from': from.sk, ':to': `${eventPrefix}~` },
    };
    const now = this.seconds();
    for await (const row of this.table.query({ where })) if (Number(row.expiresAt) > now) rows.push(row);
    return readEvents(rows).filter(event => event.data.seq > after);
  }

  async renewLease(query: QueryRow, leaseUntil: string): Promise<{ cancelRequested: boolean } | undefined> {
    const update = { expression: 'SET leaseUntil = :until', values: { ':until': leaseUntil } };
    const outcome = await this.table.update(queryKey(query), update, unchanged({ ...query, status: 'running' }));
    return outcome.written ? { cancelRequested: outcome.row?.cancelRequested === true } : undefined;
  }

  async isCancelRequested(query: QueryRow): Promise<boolean> {
    return (await this.table.get(queryKey(query), { consistent: false }))?.cancelRequested === true;
  }

  async requestCancel(owner: Owner, queryId: string): Promise<QueryRow | undefined> {
    const query = await this.query(owner, queryId);
    if (query?.status !== 'running') return query;
    const update = { expression: 'SET cancelRequested = :yes', values: { ':yes': true } };
    const running = { expression: '#status = :running', names: { '#status': 'status' }, values: { ':running': 'running' } };
    const outcome = await this.table.update(queryKey(query), update, running);
    return QueryRow.parse(outcome.written ? outcome.row : (outcome.old ?? query));
  }

  async suspend({ query, pending, held, waiting, events, facts }: QuerySuspension): Promise<SuspendOutcome> {
    const { confirmations, sealed } = this.ports;
    const key = pendingTurnKey(query);
    const turn = { ...key, sealed: await sealJson(sealed, query, key, pending) };
    const rows = await Promise.all(held.map(one => confirmations.rowsOf(one)));
    const transaction = new WriteTransaction(this.table);
    transaction.update(queryKey(query), ...waits(query, waiting));
    transaction.put(turn);
    for (const row of rows.flat()) transaction.putNew(row);
    for (const batch of splitEvents(events)) transaction.putNew(this.logItem(query.queryId, batch));
    for (const fact of facts) this.outbox.add(transaction, fact);
    const outcome = await transaction.commit();
    if (outcome.committed) return 'suspended';
    const refused = outcome.failed.find(({ index }) => index === 0);
    if (!refused) throw new Error(`a query could not wait: step ${outcome.failed[0]?.index} was refused`);
    const now = refused.item && QueryRow.parse(refused.item);
    if (now?.status !== 'running' || now.fence !== query.fence) return 'lost';
    return now.cancelRequested ? 'canceled' : 'decided';
  }

  async pendingTurn(query: QueryRow): Promise<PendingTurn | undefined> {
    const key = pendingTurnKey(query);
    const row = await this.table.get(key);
    return row && openJson(this.ports.sealed, query, key, row.sealed, PendingTurn);
  }

  async resume(query: QueryRow, leaseUntil: string): Promise<QueryRow | undefined> {
    const update = {
      expression: 'SET #status = :running, fence = fence + :one, leaseUntil = :until',
      names: { '#status': 'status' },
      values: { ':running': 'running', ':one': 1, ':until': leaseUntil },
    };
    const outcome = await this.table.update(queryKey(query), update, canBeTakenOver(query));
    return outcome.written ? QueryRow.parse(outcome.row) : undefined;
  }

  async end({ query, lapsedLease, final, events, fact, facts = [], closes = [], message }: QueryEnd): Promise<boolean> {
    const transaction = new WriteTransaction(this.table);
    transaction.update(queryKey(query), finalUpdate(final), unchanged(query, lapsedLease));
    for (const { row, status, fact: told } of closes) {
      transaction.update(confirmationKey(row, row.confirmationId), setStatus(status), isStatus(row.status));
      this.outbox.add(transaction, told);
    }
    const mayBeMoved = transaction.size;
    transaction.update(conversationKey(query, query.conversationId), ...this.idle(query, final.endedAt));
    for (const row of message ? messageRows(message) : []) transaction.putNew(this.contentItem(query.conversationId, row));
    for (const batch of splitEvents(events)) transaction.putNew(this.logItem(query.queryId, batch));
    for (const one of [fact, ...facts]) this.outbox.add(transaction, one);
    const outcome = await transaction.commit();
    if (outcome.committed) return true;
    if (outcome.failed.some(({ index }) => index < mayBeMoved)) return false;
    throw new Error(`a query could not be ended: step ${outcome.failed[0]?.index} was refused`);
  }

  async lapsed(instant: string, limit: number): Promise<Lease[]> {
    const shards = Array.from({ length: leaseShards }, (_, shard) => this.lapsedIn(`LEASE#${shard}`, instant, limit));
    const leases = (await Promise.all(shards)).flat();
    return leases.sort((a, b) => a.leaseUntil.localeCompare(b.leaseUntil)).slice(0, limit);
  }

  private async lapsedIn(shard: string, instant: string, limit: number): Promise<Lease[]> {
    const leases: Lease[] = [];
    const where = {
      expression: 'leaseShard = :shard AND leaseUntil < :instant',
      values: { ':shard': shard, ':instant': instant },
    };
    for await (const row of this.table.query({ index: leaseIndex, where, pageSize: limit })) {
      const query = QueryRow.parse(row);
      leases.push({ query, leaseUntil: query.leaseUntil! });
      if (leases.length === limit) break;
    }
    return leases;
  }

  private async existing(owner: Owner, queryId: string): Promise<StartOutcome> {
    const query = await this.query(owner, queryId);
    return query ? { started: false, reason: 'exists', query } : { started: false, reason: 'forgotten' };
  }

  private refused(item: Row | undefined): StartOutcome {
    const conversation = item && ConversationRow.parse(item);
    if (!conversation || conversation.expires <= this.clock.iso()) return { started: false, reason: 'conversation_absent' };
    return { started: false, reason: 'busy', activeQueryId: conversation.activeQueryId! };
  }

  private async content(conversationId: string, prefix: string): Promise<Row[]> {
    const rows: Row[] = [];
    const values = { ':pk': `CONV#${conversationId}`, ':prefix': prefix };
    const where = { expression: 'pk = :pk AND begins_with(sk, :prefix)', values };
    for await (const row of this.table.query({ where })) rows.push(row);
    return rows;
  }

  /** Leaves the conversation, if the query is still the one that runs in it, and counts its days anew. */
  private idle(query: QueryRow, endedAt: string): [Expression, Expression?] {
    const expires = expiryOf(endedAt, query.retentionDays ?? conversationDays);
    const update = {
      expression: 'SET updatedAt = :ended, expires = :expires REMOVE activeQueryId',
      values: { ':ended': endedAt, ':expires': expires },
    };
    return [update, { expression: 'activeQueryId = :query', values: { ':query': query.queryId } }];
  }

  private conversationItem(owner: Owner, conversation: ConversationRow): Key & Row {
    const key = conversationKey(owner, conversation.conversationId);
    return { ...key, ...conversation, ...idleShardOf(conversation.conversationId) };
  }

  private contentItem(conversationId: string, row: { sk: string } & Row): Key & Row {
    return { pk: `CONV#${conversationId}`, ...row };
  }

  /** A row of events is found by its last id, so "after n" is a range of keys. */
  private logItem(queryId: string, events: LoggedEvent[]): Key & Row {
    const last = events.at(-1)!.data.seq;
    return { ...eventKey(queryId, last), events: JSON.stringify(events), expiresAt: this.seconds() + logHours * 3600 };
  }

  private seconds(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  private inDays(days: number): number {
    return this.seconds() + days * daySeconds;
  }
}
