import type { NationSettings, NationSlug, RunQueryRequest } from '@nat/contracts';
import { AppError, type Clock, requestContext, type ServiceIdentity } from '@nat/service-kit';
import type { ActionRow } from '../actions/action-row';
import type { ActionStore } from '../actions/action.store';
import { expiryOf, hasExpired } from '../conversations/conversation-expiry';
import { type StoredMessage, sendableHistory } from '../loop/history';
import { questionBlocks } from '../loop/query-context';
import { EventFrame } from '../stream/event-frame';
import type { AccessTokens, NationConnection } from './access-tokens';
import type { AgentStore, StartOutcome } from './agent.store';
import { type ConversationRow, conversationDays, conversationOf, leaseMs, type QueryRow } from './query-row';
import type { QueryRunner } from './query-runner';
import { typedTexts } from './typed-texts';
import type { WaitingQueries } from './waiting-queries';

const titleCharacters = 80;
/** As long as a change may take. */
const underWayMs = 30 * 60_000;
/** A conversation that moves on while it is read is read again; more often than this is a defect. */
const startAttempts = 5;

export interface QueryStarterPorts {
  store: AgentStore;
  runner: QueryRunner;
  waiting: WaitingQueries;
  ledger: Pick<ActionStore, 'list'>;
  tokens: AccessTokens;
  clock: Clock;
  /** Model of new queries. */
  model: string;
  /** What the nation decided, its zone among it. */
  settings: (nation: NationSlug) => Promise<NationSettings>;
}

type Refusal = Extract<StartOutcome, { started: false }>;

/** Begins queries: in the conversation as it stands, in one transaction, and once for each id. */
export class QueryStarter {
  constructor(private readonly ports: QueryStarterPorts) {}

  /**
   * The query of this request: begun now, or before by the same request.
   *
   * @throws AppError before anything is kept, see `QueriesService.start`.
   */
  async start(caller: ServiceIdentity, request: RunQueryRequest): Promise<QueryRow> {
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
    if ((await this.ports.settings(nationSlug)).agentDisabled)
      throw new AppError('agent_disabled', 'Nat is switched off at the moment. Nothing was asked and nothing was changed.');
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
    const [{ retentionDays, timeZone }, underWay] = await Promise.all([settings(caller.nationSlug), this.underWay(caller)]);
    const query = { ...this.newQuery(caller, request), retentionDays, timeZone };
    const { nationSlug, role } = caller;
    const message: StoredMessage = {
      seq: (past.at(-1)?.seq ?? 0) + 1,
      queryId,
      role: 'user',
      content: questionBlocks({ now: clock.now(), timeZone, nationSlug, role, pageContext: ask.pageContext, underWay }, ask.text),
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

  /** Changes of this person that go on without their query, or came to their end lately: the model is to know of them. */
  private async underWay({ nationSlug, userId }: ServiceIdentity): Promise<ActionRow[]> {
    const { ledger, clock } = this.ports;
    const rows = await ledger.list(nationSlug, { userId, since: clock.now() - underWayMs }, { limit: 10 });
    return rows.filter(({ background }) => background);
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
