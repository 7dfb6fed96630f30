import type { StoredMessage } from '../loop/history';
import { caps } from '../loop/caps';
import { barredBy } from '../loop/narrowing';
import { type NewMessage, QueryLoop } from '../loop/query-loop';
import type { SpentSoFar } from '../loop/spent-so-far';
import { Stopped } from '../loop/stop';
import { ToolCalls } from '../loop/tool-calls';
import { WriteGate } from '../loop/write-gate';
import type { ToolContext } from '../tools/kit/define-tool';
import type { ContentBlock } from '../model/model.port';
import { HeldCalls, type Settled, type Waiting } from './held-calls';
import { callsByTool, summarize } from './log-summary';
import { filledResults, type PendingTurn, resultsOf } from './pending-turn';
import type { QueryTotals, RealEnd } from './query-end';
import type { QueryLease } from './query-lease';
import type { RunnerPorts, StartedQuery } from './query-runner';
import { QuerySuspender } from './query-suspender';
import { QueryWrites } from './query-writes';
import type { RunningQuery } from './running-queries';
import { WorkingTime } from './working-time';

/** How a run of a query ends: `waits`: for its person, and that is written down. */
export type WorkEnd = RealEnd | { kind: 'lost' } | { kind: 'waits' };

/** One run of a query in this process: its loop, its tools, its changes, and its waiting. */
export class QueryWork {
  /** Number of the newest message that was kept. */
  private lastSeq: number;
  /** The turn of which results are missing, where there is one. */
  private openTurn?: PendingTurn;
  private readonly loop: QueryLoop;
  private readonly tools: ToolCalls;
  private readonly gate: WriteGate;
  private readonly held: HeldCalls;
  private readonly suspender: QuerySuspender;
  private readonly working: WorkingTime;

  constructor(
    private readonly started: StartedQuery,
    private readonly running: RunningQuery,
    lease: QueryLease,
    private readonly ports: RunnerPorts,
  ) {
    const { query, seq, pending, connection } = started;
    const { clock, rng, contexts, actions, ledger, settings, registry } = ports;
    this.lastSeq = seq;
    this.openTurn = pending;
    const usedUp = (): void => running.stop({ kind: 'cap', cap: 'working_time' });
    this.working = new WorkingTime(clock, caps.workingMs, usedUp, query.spent?.workedMs);
    const given = contexts.of(query, connection, { signal: running.signal });
    const context = (): Promise<ToolContext> => connection.checked().then(() => given);
    const writes = new QueryWrites({
      query,
      run: running,
      actions,
      ledger,
      contexts,
      connection,
      working: this.working,
      clock,
      rng,
    });
    const nation = () => settings(query.nationSlug);
    this.gate = new WriteGate({
      carryOut: (call, within) => writes.carryOut(call, within),
      forbidden: async call => barredBy(await nation(), call),
      sent: started.messages,
      message: started.question,
      pageContext: query.pageContext,
      writes: query.spent?.writes,
    });
    this.tools = new ToolCalls({
      registry,
      context,
      writes: this.gate,
      log: running.log,
      rng,
      role: query.role,
      signal: running.signal,
      spent: query.spent,
    });
    this.held = new HeldCalls({ ...ports, query, writes, context, settings: nation, log: running.log, signal: running.signal });
    this.suspender = new QuerySuspender(query, running.log, ports);
    this.loop = this.loopOf(lease);
  }

  /** Until it ends, or waits and that is written down. */
  async run(): Promise<WorkEnd> {
    this.working.start();
    let end: WorkEnd;
    try {
      end = await this.untilRest();
    } catch (error) {
      end = await this.failed(error);
    }
    if (this.openTurn && end.kind !== 'lost' && end.kind !== 'waits') await this.closeTurn();
    return end;
  }

  private async untilRest(): Promise<WorkEnd> {
    let waiting: Waiting | undefined = this.openTurn && { pending: this.openTurn, held: [] };
    let results: ContentBlock[] | undefined;
    for (;;) {
      if (!waiting) {
        const end = await this.loop.run(results);
        if (end.kind !== 'awaiting') return end;
        waiting = this.suspender.hold(end.turn);
      }
      this.openTurn = waiting.pending;
      const settled: Settled = await this.held.settle(waiting, pending => (this.openTurn = pending));
      results = resultsOf(settled.pending);
      if (results) {
        this.gate.read(results);
        [waiting, this.openTurn] = [undefined, undefined];
        continue;
      }
      const outcome = await this.suspender.suspend(settled, this.spent());
      if (outcome === 'suspended') return { kind: 'waits' };
      if (outcome !== 'decided') return { kind: outcome };
      waiting = settled;
    }
  }

  /** The turn is given its results first, so that whatever is said about the end stands behind them. */
  private async failed(error: unknown): Promise<WorkEnd> {
    if (this.running.signal.reason instanceof Stopped && this.running.signal.reason.cause.kind === 'lost')
      return { kind: 'lost' };
    if (this.openTurn) await this.closeTurn();
    return this.loop.endOf(error);
  }

  /** Gives every call of the open turn a result, so that the conversation can go on after the query. */
  private async closeTurn(): Promise<void> {
    const content = filledResults(this.openTurn!);
    this.openTurn = undefined;
    await this.keep({ role: 'user', content });
  }

  stop(): void {
    this.working.stop();
  }

  totals(): QueryTotals {
    const { query } = this.started;
    const { text, toolCalls } = summarize(this.running.log.events);
    const { firstTextAt, cost, turns } = this.loop;
    return {
      turns,
      tools: callsByTool(toolCalls),
      usage: cost.usage,
      worked: this.worked,
      text,
      toolCalls,
      timeToFirstTokenMs: firstTextAt === undefined ? undefined : Math.max(0, firstTextAt - Date.parse(query.admittedAt)),
    };
  }

  private spent(): SpentSoFar {
    const { cost, turns, pauses, firstTextAt } = this.loop;
    return {
      turns,
      pauses,
      toolCalls: this.tools.made,
      invalidInputs: this.tools.invalidInARow,
      workedMs: this.working.workedMs,
      usage: cost.usage,
      cost: cost.exact,
      worked: this.worked,
      firstTextAt,
      writes: this.gate.writes,
      warned: this.tools.warned,
    };
  }

  private get worked(): boolean {
    return (this.started.query.spent?.worked ?? false) || this.loop.spoke || this.tools.ran;
  }

  private async keep(message: NewMessage): Promise<void> {
    const { query } = this.started;
    this.lastSeq += 1;
    const kept: StoredMessage = { ...message, seq: this.lastSeq, queryId: query.queryId, createdAt: this.ports.clock.iso() };
    await this.ports.store.keepMessage(query.conversationId, kept);
  }

  private loopOf(lease: QueryLease): QueryLoop {
    const { query, messages, typed } = this.started;
    const { model, modelBudget, registry, clock, rng, cacheLife } = this.ports;
    return new QueryLoop({
      model,
      modelName: query.model,
      modelBudget,
      cacheLife,
      registry,
      tools: this.tools,
      clock,
      rng,
      log: this.running.log,
      messages,
      typed,
      signal: this.running.signal,
      fence: () => lease.fence(),
      keep: message => this.keep(message),
      spent: query.spent,
    });
  }
}
