import type { QueryCount } from '@nat/contracts';
import { OutboxRelay } from '@nat/event-bus';
import { type Clock, requestContext, retry, RetryBudget, type Rng } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { caps } from '../loop/caps';
import type { StoredMessage } from '../loop/history';
import { type NewMessage, QueryLoop } from '../loop/query-loop';
import type { CacheLife } from '../loop/prompt';
import type { LoopEnd } from '../loop/stop';
import { ToolCalls } from '../loop/tool-calls';
import { historyTrimmedSentence } from '../loop/wording';
import type { ModelMessage, ModelPort } from '../model/model.port';
import { EventFrame, type LoggedEvent } from '../stream/event-frame';
import { QueryLog } from '../stream/query-log';
import type { ToolRegistry } from '../tools/kit/tool-registry';
import type { NationConnection } from './access-tokens';
import type { AgentStore } from './agent.store';
import { callsByTool, summarize } from './log-summary';
import { endOfQuery, isBillable, type QueryTotals, type RealEnd } from './query-end';
import { QueryLease } from './query-lease';
import type { QueryRow } from './query-row';
import type { Reservations } from './reservations';
import { RunningQueries, RunningQuery } from './running-queries';
import type { ToolContexts } from './tool-contexts';

/** What the runner works with; one of it per process. */
export interface RunnerPorts {
  store: AgentStore;
  reservations: Reservations;
  running: RunningQueries;
  relay: Pick<OutboxRelay, 'nudge'>;
  model: ModelPort;
  registry: ToolRegistry;
  contexts: ToolContexts;
  clock: Clock;
  rng: Rng;
  cacheLife: CacheLife;
}

/** A query whose start is committed. */
export interface StartedQuery {
  query: QueryRow;
  /** `query.started`, already saved. */
  event: LoggedEvent;
  /** History and the question, as they are sent. */
  messages: ModelMessage[];
  /** Number of the question's message. */
  seq: number;
  historyTrimmed: boolean;
  /** Everything the person wrote in this conversation. */
  typed: string;
  connection: NationConnection;
}

/** Runs started queries to their end. A run needs no one who listens; its end is one transaction. */
export class QueryRunner {
  private readonly logger = new Logger(QueryRunner.name);
  private readonly modelBudget = new RetryBudget();

  constructor(private readonly ports: RunnerPorts) {}

  /** Begins to run it, in a context of its own: the deadline of the request that started it is not the query's. */
  launch(started: StartedQuery): RunningQuery {
    const { store, clock, running } = this.ports;
    const { query, event } = started;
    const { queryId, correlationId, traceparent } = query;
    const state: { lease?: QueryLease } = {};
    const save = (events: LoggedEvent[]): Promise<void> => {
      state.lease?.fence();
      return store.appendEvents(queryId, events);
    };
    const run = new RunningQuery(queryId, new QueryLog(queryId, save, clock, [new EventFrame(event)]));
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
    try {
      lease.start();
      const timer = this.stopAfter(run, caps.workingMs);
      const tools = this.toolCalls(started, run);
      const loop = this.loop(started, run, lease, tools);
      const end = await this.outcome(query, run, loop, started.historyTrimmed);
      timer.abort();
      await lease.end();
      if (end.kind === 'lost') run.log.abandon();
      else await this.finish(started, run, lease, end, totalsOf(query, run.log, loop, tools));
    } catch (error) {
      // Nothing can be written any more: the lease lapses and the sweeper ends the query.
      this.logger.error({ event: 'query_abandoned', queryId: query.queryId, error: String((error as Error)?.stack ?? error) });
      await lease.end();
      run.log.abandon();
    } finally {
      this.ports.running.remove(run);
    }
  }

  private async outcome(query: QueryRow, run: RunningQuery, loop: QueryLoop, historyTrimmed: boolean): Promise<LoopEnd> {
    try {
      if (historyTrimmed) await run.log.record('notice', { code: 'history_trimmed', text: historyTrimmedSentence });
      const end = await loop.run();
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
    end: RealEnd,
    totals: QueryTotals,
  ): Promise<void> {
    const { store, clock, relay } = this.ports;
    const { log } = run;
    const [reservation] = await Promise.all([this.markFinishing(query), log.flush()]);
    const lost = lease.reservationLost || reservation?.held === false;
    const told = { billable: isBillable(end, totals.worked, lost), endedAt: clock.iso(), queries: reservation?.queries };
    const { terminal, final, fact } = endOfQuery(query, end, totals, told);
    const frame = log.number(terminal.event, terminal.facts as never);
    lease.fence();
    const committed = await this.commit(query, told.endedAt, () =>
      store.end({ query, final: { ...final, lastEventId: frame.seq }, events: [frame.logged], fact }),
    );
    if (!committed) return log.abandon();
    log.publish([frame]);
    relay.nudge();
  }

  /** The end may have been written although its answer was lost; then a repeat is refused, and the row tells by whom. */
  private async commit(query: QueryRow, endedAt: string, end: () => Promise<boolean>): Promise<boolean> {
    const { store, clock, rng } = this.ports;
    if (await retry({ clock, rng, attempts: 3, baseMs: 100, capMs: 1_000, retryable: () => true }, end)) return true;
    return (await store.query(query, query.queryId))?.endedAt === endedAt;
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

  private toolCalls({ query, connection }: StartedQuery, { log, signal }: RunningQuery): ToolCalls {
    const { registry, contexts, rng } = this.ports;
    const given = contexts.of(query, connection, signal);
    const context = () => connection.checked().then(() => given);
    return new ToolCalls({ registry, log, rng, role: query.role, signal, context });
  }

  private loop({ query, messages, typed, seq }: StartedQuery, run: RunningQuery, lease: QueryLease, tools: ToolCalls): QueryLoop {
    const { model, registry, clock, rng, cacheLife, store } = this.ports;
    let last = seq;
    const keep = async (message: NewMessage): Promise<void> => {
      last += 1;
      const kept: StoredMessage = { ...message, seq: last, queryId: query.queryId, createdAt: clock.iso() };
      await store.keepMessage(query.conversationId, kept);
    };
    return new QueryLoop({
      model,
      modelName: query.model,
      modelBudget: this.modelBudget,
      cacheLife,
      registry,
      tools,
      clock,
      rng,
      log: run.log,
      messages,
      typed,
      signal: run.signal,
      fence: () => lease.fence(),
      keep,
    });
  }

  private stopAfter(run: RunningQuery, milliseconds: number): AbortController {
    const timer = new AbortController();
    void this.ports.clock.sleep(milliseconds, timer.signal).then(() => {
      if (!timer.signal.aborted) run.stop({ kind: 'cap', cap: 'working_time' });
    });
    return timer;
  }

  private warn(query: QueryRow, what: string, reason: unknown): void {
    this.logger.warn({ event: 'query', queryId: query.queryId, what, reason: String(reason) });
  }
}

function totalsOf(query: QueryRow, log: QueryLog, loop: QueryLoop, tools: ToolCalls): QueryTotals {
  const { text, toolCalls } = summarize(log.events);
  return {
    turns: loop.turns,
    tools: callsByTool(toolCalls),
    usage: loop.cost.usage,
    worked: loop.spoke || tools.ran,
    text,
    toolCalls,
    timeToFirstTokenMs: loop.firstTextAt === undefined ? undefined : Math.max(0, loop.firstTextAt - Date.parse(query.admittedAt)),
  };
}
