import type { NationSettings, NationSlug, QueryCount } from '@nat/contracts';
import { OutboxRelay } from '@nat/event-bus';
import { type Clock, requestContext, retry, RetryBudget, type Rng } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import type { ActionRunner } from '../actions/action-runner';
import type { ActionStore } from '../actions/action.store';
import type { ConfirmationStore } from '../confirmations/confirmation.store';
import type { CacheLife } from '../loop/prompt';
import { historyTrimmedSentence } from '../loop/wording';
import type { ModelMessage, ModelPort } from '../model/model.port';
import { EventFrame, type LoggedEvent } from '../stream/event-frame';
import { QueryLog } from '../stream/query-log';
import type { ToolRegistry } from '../tools/kit/tool-registry';
import type { NationConnection } from './access-tokens';
import type { AgentStore, QueryEnd } from './agent.store';
import { closesOf } from './ending';
import type { PendingTurn } from './pending-turn';
import { endOfQuery, isBillable, type RealEnd } from './query-end';
import { QueryLease } from './query-lease';
import type { QueryRow } from './query-row';
import { QueryWork, type WorkEnd } from './query-work';
import { suspicionFacts } from './suspicion-facts';
import type { Reservations } from './reservations';
import { RunningQueries, RunningQuery } from './running-queries';
import type { ToolContexts } from './tool-contexts';

/** Ends that are tried again because somebody decided about a held call in the same moment. */
const commitAttempts = 3;

/** What the runner works with; one of it per process. */
export interface RunnerPorts {
  store: AgentStore;
  confirmations: ConfirmationStore;
  actions: ActionRunner;
  ledger: Pick<ActionStore, 'find'>;
  reservations: Reservations;
  running: RunningQueries;
  relay: Pick<OutboxRelay, 'nudge'>;
  model: ModelPort;
  modelBudget: RetryBudget;
  registry: ToolRegistry;
  contexts: ToolContexts;
  settings: (nation: NationSlug) => Promise<NationSettings>;
  clock: Clock;
  rng: Rng;
  cacheLife: CacheLife;
}

/** A query that this process holds: its start, or its resumption, is committed. */
export interface StartedQuery {
  query: QueryRow;
  /** Everything its log holds so far. */
  events: LoggedEvent[];
  /** History and the question, as they are sent, and its own turns of before it waited. */
  messages: ModelMessage[];
  /** Number of the newest message. */
  seq: number;
  historyTrimmed: boolean;
  /** Everything the person wrote in this conversation. */
  typed: string;
  /** What the person wrote now. */
  question: string;
  connection: NationConnection;
  /** The turn for which it waited. */
  pending?: PendingTurn;
}

/** Runs queries that this process holds, until they end or wait for their person. A run needs no one who listens. */
export class QueryRunner {
  private readonly logger = new Logger(QueryRunner.name);

  constructor(private readonly ports: RunnerPorts) {}

  /** Begins to run it, in a context of its own: the deadline of the request that started it is not the query's. */
  launch(started: StartedQuery): RunningQuery {
    const { store, clock, running } = this.ports;
    const { query, events } = started;
    const { queryId, correlationId, traceparent } = query;
    const state: { lease?: QueryLease } = {};
    const save = (events: LoggedEvent[]): Promise<void> => {
      state.lease?.fence();
      return store.appendEvents(queryId, events);
    };
    const already = events.map(event => new EventFrame(event));
    const run = new RunningQuery(queryId, new QueryLog(queryId, save, clock, already));
    const lease = new QueryLease(
      query,
      this.ports,
      cause => run.stop(cause),
      error => this.warn(query, 'lease', error),
    );
    state.lease = lease;
    running.add(run);
    run.ended = requestContext.run({ correlationId, traceparent }, () => this.work(started, run, lease));
    return run;
  }

  private async work(started: StartedQuery, run: RunningQuery, lease: QueryLease): Promise<void> {
    const { query } = started;
    const work = new QueryWork(started, run, lease, this.ports);
    try {
      lease.start();
      const end = await this.outcome(started, run, work);
      work.stop();
      await lease.end();
      if (end.kind === 'lost' || end.kind === 'waits') run.log.abandon();
      else await this.finish(started, run, lease, work, end);
    } catch (error) {
      // Nothing can be written any more: the lease lapses and the sweeper ends the query.
      this.logger.error({ event: 'query_abandoned', queryId: query.queryId, error: String((error as Error)?.stack ?? error) });
      work.stop();
      await lease.end();
      run.log.abandon();
    } finally {
      this.ports.running.remove(run);
    }
  }

  private async outcome({ query, historyTrimmed, pending }: StartedQuery, run: RunningQuery, work: QueryWork): Promise<WorkEnd> {
    try {
      if (pending) await run.log.record('query.started', { ...startFacts(query), resumed: true });
      else if (historyTrimmed) await run.log.record('notice', { code: 'history_trimmed', text: historyTrimmedSentence });
      const end = await work.run();
      if (end.kind === 'failed') this.warn(query, end.code, end.reason);
      return end;
    } catch (error) {
      this.logger.error({ event: 'defect', queryId: query.queryId, error: String((error as Error)?.stack ?? error) });
      return { kind: 'failed', code: 'internal_error' };
    }
  }

  /** Marks the reservation as finishing, then ends the query in one transaction, then tells. */
  private async finish(
    { query }: StartedQuery,
    run: RunningQuery,
    lease: QueryLease,
    work: QueryWork,
    end: RealEnd,
  ): Promise<void> {
    const { clock, relay } = this.ports;
    const { log } = run;
    const [reservation] = await Promise.all([this.markFinishing(query), log.flush()]);
    const lost = lease.reservationLost || reservation?.held === false;
    const totals = work.totals();
    const told = { billable: isBillable(end, totals.worked, lost), endedAt: clock.iso(), queries: reservation?.queries };
    const { terminal, final, fact } = endOfQuery(query, end, totals, told);
    const frame = log.number(terminal.event, terminal.facts as never);
    lease.fence();
    const facts = suspicionFacts(query, log.events, told.endedAt);
    const ending = { query, final: { ...final, lastEventId: frame.seq }, events: [frame.logged], fact, facts };
    if (!(await this.commit(ending))) return log.abandon();
    log.publish([frame]);
    relay.nudge();
  }

  /**
   * With the end go the calls that still wait. Somebody may decide about one just then: so it is looked again. And the end may
   * have been written although its answer was lost: then a repeat is refused, and the row tells by whom.
   */
  private async commit(ending: QueryEnd): Promise<boolean> {
    const { store, confirmations, clock, rng } = this.ports;
    const { query, final } = ending;
    const again = { clock, rng, attempts: 3, baseMs: 100, capMs: 1_000, retryable: () => true };
    for (let attempt = 0; attempt < commitAttempts; attempt++) {
      const closes = await closesOf(query, confirmations, 'superseded', final.endedAt);
      if (await retry(again, () => store.end({ ...ending, closes }))) return true;
      const now = await store.query(query, query.queryId);
      if (now?.endedAt === final.endedAt) return true;
      if (now?.status !== 'running' || now.fence !== query.fence) return false;
    }
    return false;
  }

  private async markFinishing(query: QueryRow): Promise<{ held: boolean; queries?: QueryCount } | undefined> {
    const { clock, rng, reservations } = this.ports;
    const again = { clock, rng, attempts: 3, baseMs: 100, capMs: 1_000, retryable: () => true };
    try {
      return await retry(again, () => reservations.renew(query, 'finishing', 1_000));
    } catch (error) {
      // The answer is there and is not held back for it: usage settles by the terminal event alone.
      this.warn(query, 'finishing', error);
      return undefined;
    }
  }

  private warn(query: QueryRow, what: string, reason: unknown): void {
    this.logger.warn({ event: 'query', queryId: query.queryId, what, reason: String(reason) });
  }
}

const startFacts = ({ conversationId, model }: QueryRow) => ({ conversationId, model });
