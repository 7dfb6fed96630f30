import type { OutboxRelay } from '@nat/event-bus';
import type { Clock, Repetition } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { EventFrame } from '../stream/event-frame';
import { seqGap } from '../stream/query-log';
import type { AgentStore, Lease } from './agent.store';
import { callsByTool, summarize } from './log-summary';
import { endOfQuery, type QueryTotals } from './query-end';
import { leaseMs, type QueryRow } from './query-row';

const sweepMs = 5_000;
const leasesPerSweep = 100;

/**
 * Ends queries whose runner is gone: once, as interrupted, not billable, and never by asking the model again. A lapsed lease
 * is not believed at once: this process itself has to see it unrenewed for a whole lease on its own monotonic clock, so that
 * a clock that runs ahead steals no live query.
 */
export class LapsedQueries {
  private readonly logger = new Logger(LapsedQueries.name);
  private readonly seen = new Map<string, { leaseUntil: string; since: number }>();
  private repetition?: Repetition;

  constructor(private readonly ports: { store: AgentStore; relay: Pick<OutboxRelay, 'nudge'>; clock: Clock }) {}

  start(): void {
    void this.sweep().catch(error => this.report(error));
    this.repetition = this.ports.clock.every(
      sweepMs,
      () => this.sweep(),
      error => this.report(error),
    );
  }

  async stop(): Promise<void> {
    await this.repetition?.stop();
  }

  /** Looks at every running query whose lease has less than one sweep to go, so that watching begins in time. */
  async sweep(): Promise<void> {
    const { clock, store } = this.ports;
    const horizon = new Date(clock.now() + sweepMs).toISOString();
    const leases = await store.lapsed(horizon, leasesPerSweep);
    const present = new Set(leases.map(({ query }) => query.queryId));
    for (const queryId of this.seen.keys()) if (!present.has(queryId)) this.seen.delete(queryId);
    for (const lease of leases) if (this.watchedLongEnough(lease)) await this.end(lease);
  }

  private watchedLongEnough({ query, leaseUntil }: Lease): boolean {
    const now = this.ports.clock.monotonic();
    const seen = this.seen.get(query.queryId);
    if (seen?.leaseUntil === leaseUntil) return now - seen.since >= leaseMs;
    this.seen.set(query.queryId, { leaseUntil, since: now });
    return false;
  }

  private async end({ query, leaseUntil }: Lease): Promise<void> {
    const { store, clock, relay } = this.ports;
    const summary = summarize(await store.eventsAfter(query.queryId, 0));
    const told = { billable: false, endedAt: clock.iso() };
    const { terminal, final, fact } = endOfQuery(query, { kind: 'failed', code: 'interrupted' }, totalsOf(summary), told);
    const frames = this.frames(query, summary.lastEventId || query.lastEventId, terminal);
    const lastEventId = frames.at(-1)!.seq;
    const events = frames.map(frame => frame.logged);
    if (!(await store.end({ query, lapsedLease: leaseUntil, final: { ...final, lastEventId }, events, fact }))) return;
    this.seen.delete(query.queryId);
    this.logger.warn({ event: 'query_interrupted', queryId: query.queryId });
    relay.nudge();
  }

  /** Numbered above every id the crashed run may have sent. */
  private frames(query: QueryRow, lastEventId: number, terminal: ReturnType<typeof endOfQuery>['terminal']): EventFrame[] {
    const common = { queryId: query.queryId, time: this.ports.clock.iso() };
    const text = 'Some of what was shown may be missing here.';
    const seq = lastEventId + seqGap;
    return [
      EventFrame.of('notice', { ...common, seq }, { code: 'stream_gap', text }),
      EventFrame.of(terminal.event, { ...common, seq: seq + 1 }, terminal.facts as never),
    ];
  }

  private report(error: unknown): void {
    this.logger.error({ event: 'sweep_failed', error: String(error) });
  }
}

function totalsOf({ text, toolCalls, usage, turns, spoke }: ReturnType<typeof summarize>): QueryTotals {
  const worked = spoke || toolCalls.length > 0;
  return { turns, tools: callsByTool(toolCalls), usage, worked, text, toolCalls };
}
