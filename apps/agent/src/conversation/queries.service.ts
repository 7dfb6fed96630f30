import {
  type CancelAnswer,
  type NationSettings,
  type NationSlug,
  type QueryAccepted,
  QuerySnapshot,
  type RunQueryRequest,
} from '@nat/contracts';
import { AppError, type Clock, requestContext, type ServiceIdentity } from '@nat/service-kit';
import { type StoredMessage, sendableHistory } from '../loop/history';
import { questionBlocks } from '../loop/query-context';
import { EventFrame } from '../stream/event-frame';
import type { ActionStore } from '../actions/action.store';
import type { ConfirmationsService } from '../confirmations/confirmations.service';
import type { AccessTokens, NationConnection } from './access-tokens';
import type { AgentStore, StartOutcome } from './agent.store';
import { summarize } from './log-summary';
import { expiryOf, hasExpired } from '../conversations/conversation-expiry';
import { type ConversationRow, conversationDays, conversationOf, leaseMs, logHours, type QueryRow } from './query-row';
import type { QueryRunner } from './query-runner';
import type { Reservations } from './reservations';
import { typedTexts } from './typed-texts';
import type { WaitingQueries } from './waiting-queries';
import type { RunningQueries } from './running-queries';

const titleCharacters = 80;
/** A conversation that moves on while it is read is read again; more often than this is a defect. */
const startAttempts = 5;
/** The process has 30 s to end; the last five are for telling those who were interrupted. Milliseconds. */
const drainMs = 25_000;

export interface QueriesPorts {
  store: AgentStore;
  runner: QueryRunner;
  running: RunningQueries;
  waiting: WaitingQueries;
  confirmations: ConfirmationsService;
  ledger: Pick<ActionStore, 'list'>;
  reservations: Pick<Reservations, 'release'>;
  tokens: AccessTokens;
  clock: Clock;
  /** Model of new queries. */
  model: string;
  /** What the nation decided, its zone among it. */
  settings: (nation: NationSlug) => Promise<NationSettings>;
  /** Nobody is answered. */
  disabled: boolean;
}

type Refusal = Extract<StartOutcome, { started: false }>;

/** The use cases of queries: start or join, follow, look, cancel. */
export class QueriesService {
  private draining = false;

  /** True once this process takes on nothing new. */
  get isDraining(): boolean {
    return this.draining;
  }

  constructor(private readonly ports: QueriesPorts) {}

  /**
   * Starts an admitted query and returns it once its start is committed; the model is asked only then. The same id again
   * returns the query that began before.
   *
   * @throws AppError before anything is kept: `draining`, `nation_mismatch`, `nation_not_connected`,
   *   `nation_reauth_required`, `query_in_progress`, `idempotency_mismatch`, `not_found`, `events_expired`.
   */
  async start(caller: ServiceIdentity, request: RunQueryRequest): Promise<QueryRow> {
    const query = await this.startOrFind(caller, request);
    // Whatever this repeat holds is for nothing. Should giving it back fail, its lease ends it.
    if (isEnded(query)) void this.ports.reservations.release(query, request.reservation.periodStart).catch(() => undefined);
    return query;
  }

  private async startOrFind(caller: ServiceIdentity, request: RunQueryRequest): Promise<QueryRow> {
    if (this.draining) throw new AppError('draining', 'This server is shutting down; try again in a moment.', { retryAfter: 1 });
    const { pageContext } = request.ask;
    if (pageContext && pageContext.nationSlug !== caller.nationSlug)
      throw new AppError('nation_mismatch', 'The page belongs to another nation than the one you selected.');
    await this.refuseWhileDisabled(caller);
    const identity = { ...caller, queryId: request.queryId };
    const history = this.history(caller, request); // read while auth is asked
    history.catch(() => undefined); // told below, unless auth refuses first
    let connection: NationConnection;
    try {
      connection = await this.ports.tokens.connect(identity);
    } catch (error) {
      const known = await this.ports.store.query(caller, request.queryId);
      if (known) return sameRequest(known, request);
      throw error;
    }
    for (let attempt = 1; attempt <= startAttempts; attempt++) {
      const past = await (attempt === 1 ? history : this.history(caller, request));
      const outcome = await this.tryStart(caller, request, connection, past);
      if (outcome) return outcome;
    }
    throw new AppError('conflict', 'The conversation changed while the question was asked; ask again.');
  }

  private async refuseWhileDisabled({ nationSlug }: ServiceIdentity): Promise<void> {
    const { disabled, settings } = this.ports;
    if (disabled || (await settings(nationSlug)).agentDisabled)
      throw new AppError('agent_disabled', 'Nat is switched off at the moment. Nothing was asked and nothing was changed.');
  }

  accepted(query: QueryRow): QueryAccepted {
    const { queryId, conversationId, status } = query;
    return { queryId, conversationId, status, eventsUrl: `/v1/queries/${queryId}/events` };
  }

  /** The query of this person in this nation; anyone else's id is unknown. */
  async find(caller: ServiceIdentity, queryId: string): Promise<QueryRow> {
    const query = await this.ports.store.query(caller, queryId);
    if (!query) throw new AppError('not_found', 'There is no such query.');
    return query;
  }

  async snapshot(caller: ServiceIdentity, queryId: string): Promise<QuerySnapshot> {
    const query = await this.find(caller, queryId);
    const [confirmations, actions] = await Promise.all([this.ports.confirmations.ofQuery(query), this.actionsOf(query)]);
    const more = { confirmations, actions };
    if (isEnded(query)) return QuerySnapshot.parse({ ...query, toolCalls: query.toolCalls ?? [], ...more });
    const { text, toolCalls, usage, lastEventId } = summarize(await this.ports.store.eventsAfter(queryId, 0));
    return QuerySnapshot.parse({ ...query, text, toolCalls, usage, lastEventId, ...more });
  }

  /**
   * The query whose events after `after` can be followed; undefined when it has ended and there are none.
   *
   * @throws AppError `events_expired` when there were, but they are no longer kept.
   */
  async followable(caller: ServiceIdentity, queryId: string, after: number): Promise<QueryRow | undefined> {
    const query = await this.find(caller, queryId);
    if (!isEnded(query)) return query;
    if (after >= query.lastEventId) return undefined;
    const kept = Date.parse(query.endedAt!) + logHours * 3_600_000 > this.ports.clock.now();
    if (kept) return query;
    throw new AppError('events_expired', 'The events of this query are no longer kept; read the query itself.');
  }

  /** Idempotent, also after the end. The mark is durable before the answer; a runner in this process stops at once. */
  async cancel(caller: ServiceIdentity, queryId: string): Promise<CancelAnswer> {
    const query = await this.ports.store.requestCancel(caller, queryId);
    if (!query) throw new AppError('not_found', 'There is no such query.');
    if (query.status === 'running') this.ports.running.get(queryId)?.stop({ kind: 'canceled' });
    if (query.status !== 'awaiting_confirmation') return { status: query.status };
    // Should somebody decide in the same moment, it runs again, and is stopped as what runs.
    if (await this.ports.waiting.end(query, 'user')) return { status: 'canceled' };
    return this.cancel(caller, queryId);
  }

  /** Changes it made, first to last. */
  private async actionsOf({ nationSlug, userId, queryId, toolCalls }: QueryRow): Promise<string[]> {
    if (toolCalls?.every(({ actionId }) => actionId === undefined)) return [];
    const actions = await this.ports.ledger.list(nationSlug, { userId, queryId }, { limit: 50 });
    return actions.map(({ actionId }) => actionId).reverse();
  }

  /** No new query; those that run may finish for `graceMs`, the rest ends as interrupted. */
  async drain(graceMs = drainMs): Promise<void> {
    this.draining = true;
    const { running, clock } = this.ports;
    const idle = (): Promise<unknown> => Promise.all(running.all().map(query => query.ended));
    const waited = new AbortController();
    await Promise.race([idle(), clock.sleep(graceMs, waited.signal)]);
    waited.abort();
    for (const query of running.all()) query.stop({ kind: 'interrupted' });
    await idle();
  }

  /**
   * The messages so far; a conversation that does not exist is refused by the start itself, one that a shorter retention let
   * expire is refused here.
   */
  private async history(caller: ServiceIdentity, { ask }: RunQueryRequest): Promise<StoredMessage[]> {
    const { store, settings, clock } = this.ports;
    const found = ask.conversationId && (await store.conversation(caller, ask.conversationId));
    if (!found) return [];
    const { retentionDays } = await settings(caller.nationSlug);
    if (hasExpired(found.conversation, retentionDays, clock.iso())) throw noSuchConversation();
    return found.messages;
  }

  /** One attempt; undefined when the conversation moved on meanwhile. */
  private async tryStart(
    caller: ServiceIdentity,
    request: RunQueryRequest,
    connection: NationConnection,
    past: StoredMessage[],
  ): Promise<QueryRow | undefined> {
    const { store, runner, clock, settings } = this.ports;
    const { ask, queryId } = request;
    const { retentionDays, timeZone } = await settings(caller.nationSlug);
    const query = { ...this.newQuery(caller, request), retentionDays, timeZone };
    const { nationSlug, role } = caller;
    const message: StoredMessage = {
      seq: (past.at(-1)?.seq ?? 0) + 1,
      queryId,
      role: 'user',
      content: questionBlocks({ now: clock.now(), timeZone, nationSlug, role, pageContext: ask.pageContext }, ask.text),
      createdAt: query.createdAt,
    };
    const facts = { conversationId: query.conversationId, model: query.model, resumed: false };
    const { logged } = EventFrame.of('query.started', { queryId, seq: 1, time: query.createdAt }, facts);
    const opens = ask.conversationId ? undefined : openedBy(query, ask.text);
    const outcome = await store.start({ query, opens, message, event: logged });
    if (!outcome.started) return this.refused(outcome, request, caller);
    const { messages, trimmed } = sendableHistory(past);
    runner.launch({
      query,
      events: [logged],
      messages: [...messages, { role: 'user', content: message.content }],
      seq: message.seq,
      historyTrimmed: trimmed,
      typed: typedTexts([...past, message]),
      question: ask.text,
      connection,
    });
    return query;
  }

  private async refused(outcome: Refusal, request: RunQueryRequest, caller: ServiceIdentity): Promise<QueryRow | undefined> {
    switch (outcome.reason) {
      case 'exists':
        return sameRequest(outcome.query, request);
      case 'moved':
        return undefined;
      case 'busy':
        if (await this.superseded(caller, outcome.activeQueryId)) return undefined;
        throw new AppError('query_in_progress', 'Nat is still answering in this conversation. Wait, or stop that answer first.', {
          existing: outcome.activeQueryId,
        });
      case 'conversation_absent':
        throw noSuchConversation();
      case 'forgotten':
        throw new AppError('events_expired', 'This query was asked long ago and is no longer kept.');
    }
  }

  /** A new message takes the place of a question that waits for its person; one that runs is answered first. */
  private async superseded(caller: ServiceIdentity, queryId: string): Promise<boolean> {
    const active = await this.ports.store.query(caller, queryId);
    if (active?.status === 'running') return false;
    if (active?.status !== 'awaiting_confirmation') return true;
    return this.ports.waiting.end(active, 'superseded');
  }

  private newQuery(caller: ServiceIdentity, { queryId, requestHash, ask, surface, reservation }: RunQueryRequest): QueryRow {
    const { clock, model } = this.ports;
    const { nationSlug, userId, sessionId, role } = caller;
    const { correlationId = 'none', traceparent } = requestContext.current() ?? {};
    return {
      queryId,
      conversationId: ask.conversationId ?? conversationOf(queryId),
      nationSlug,
      userId,
      sessionId,
      role,
      surface,
      requestHash,
      pageContext: ask.pageContext,
      status: 'running',
      model,
      createdAt: clock.iso(),
      admittedAt: reservation.admittedAt,
      periodStart: reservation.periodStart,
      correlationId,
      traceparent,
      fence: 1,
      leaseUntil: new Date(clock.now() + leaseMs).toISOString(),
      lastEventId: 1,
    };
  }
}

/** Neither running nor waiting any more. */
const isEnded = ({ status }: QueryRow): boolean => status !== 'running' && status !== 'awaiting_confirmation';

/** The query that began before, for a repeat of the same request only. */
function sameRequest(query: QueryRow, { requestHash }: RunQueryRequest): QueryRow {
  if (query.requestHash === requestHash) return query;
  throw new AppError('idempotency_mismatch', 'This Idempotency-Key was used for another question.');
}

function noSuchConversation(): AppError {
  return new AppError('not_found', 'There is no such conversation.');
}

function openedBy({ conversationId, createdAt, retentionDays }: QueryRow, text: string): ConversationRow {
  const expires = expiryOf(createdAt, retentionDays ?? conversationDays);
  const title = Array.from(text.split('\n')[0]!).slice(0, titleCharacters).join('');
  return { conversationId, title, createdAt, updatedAt: createdAt, expires };
}
