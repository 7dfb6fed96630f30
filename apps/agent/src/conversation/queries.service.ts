import { type CancelAnswer, type QueryAccepted, QuerySnapshot, type RunQueryRequest } from '@nat/contracts';
import { AppError, type Clock, type ServiceIdentity } from '@nat/service-kit';
import type { ActionStore } from '../actions/action.store';
import type { ConfirmationsService } from '../confirmations/confirmations.service';
import type { AgentStore } from './agent.store';
import { summarize } from './log-summary';
import { logHours, type QueryRow } from './query-row';
import type { QueryStarter } from './query-starter';
import { sinceQuery } from './open-calls';
import type { Reservations } from './reservations';
import type { WaitingQueries } from './waiting-queries';
import type { RunningQueries } from './running-queries';

/** The process has 30 s to end; the last five are for telling those who were interrupted. Milliseconds. */
const drainMs = 25_000;

export interface QueriesPorts {
  store: AgentStore;
  starter: QueryStarter;
  running: RunningQueries;
  waiting: WaitingQueries;
  confirmations: ConfirmationsService;
  ledger: Pick<ActionStore, 'list'>;
  reservations: Pick<Reservations, 'release'>;
  clock: Clock;
}

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
    if (this.draining) throw new AppError('draining', 'This server is shutting down; try again in a moment.', { retryAfter: 1 });
    const query = await this.ports.starter.start(caller, request);
    // Whatever this repeat holds is for nothing. Should giving it back fail, its lease ends it.
    if (isEnded(query)) void this.ports.reservations.release(query, request.reservation.periodStart).catch(() => undefined);
    return query;
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
  private async actionsOf(query: QueryRow): Promise<string[]> {
    const { nationSlug, userId, queryId, toolCalls } = query;
    if (toolCalls?.every(({ actionId }) => actionId === undefined)) return [];
    const actions = await this.ports.ledger.list(nationSlug, { userId, queryId, since: sinceQuery(query) }, { limit: 50 });
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
}

/** Neither running nor waiting any more. */
const isEnded = ({ status }: QueryRow): boolean => status !== 'running' && status !== 'awaiting_confirmation';
