import type { OutboxRelay } from '@nat/event-bus';
import type { Clock, Repetition } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import type { ActionStore } from '../actions/action.store';
import type { ConfirmationStore } from '../confirmations/confirmation.store';
import { LeaseWatch } from '../leases/lease-watch';
import { EventFrame } from '../stream/event-frame';
import { seqGap } from '../stream/query-log';
import type { AgentStore, Lease } from './agent.store';
import { closesOf } from './ending';
import { callsByTool, summarize } from './log-summary';
import { openCallsMessage } from './open-calls';
import { endOfQuery, type QueryTotals } from './query-end';
import type { QueryResumer } from './query-resumer';
import { leaseMs, type QueryRow } from './query-row';
import { suspicionFacts } from './suspicion-facts';
import type { WaitingQueries } from './waiting-queries';

const sweepMs = 5_000;
const leasesPerSweep = 100;
/** A query that outlives so many of its runners is what ends them. */
const mostRuns = 20;

export interface LapsedQueriesPorts {
  store: AgentStore;
  confirmations: ConfirmationStore;
  ledger: Pick<ActionStore, 'list'>;
  waiting: WaitingQueries;
  resumer: QueryResumer;
  relay: Pick<OutboxRelay, 'nudge'>;
  clock: Clock;
}

/**
 * Looks after queries that nobody looks after. Those whose runner is gone end: once, as interrupted, not billable, and never
 * by asking the model again. Those that wait go on when somebody has decided and the process that was to go on is gone, and
 * end when their time is up.
 */
export class LapsedQueries {
  private readonly logger = new Logger(LapsedQueries.name);
  private readonly watch: LeaseWatch;
  private repetition?: Repetition;

  constructor(private readonly ports: LapsedQueriesPorts) {
    this.watch = new LeaseWatch(ports.clock, leaseMs);
  }

  start(): void {
    const report = (error: unknown): void => this.report(error);
    this.repetition = this.ports.clock.every(sweepMs, () => this.sweep(), report, 'at_once');
  }

  async stop(): Promise<void> {
    await this.repetition?.stop();
  }

  async sweep(): Promise<void> {
    const leases = await this.ports.store.lapsed(this.watch.horizon(), leasesPerSweep);
    this.watch.keepOnly(leases.map(({ query }) => query.queryId));
    // One that cannot be looked after is tried again in the next sweep, and keeps none of the others waiting.
    for (const lease of leases) await this.look(lease).catch((error: unknown) => this.report(error, lease.query));
  }

  private async look(lease: Lease): Promise<void> {
    if (lease.query.status === 'awaiting_confirmation') await this.ifDue(lease);
    else if (this.hasLapsed(lease)) await this.lapsed(lease);
  }

  /**
   * A runner that is gone while it followed decisions is followed by another one: what a person has approved is not lost. Any
   * other query ends.
   */
  private async lapsed(lease: Lease): Promise<void> {
    const { query } = lease;
    const goesOn = query.fence < mostRuns && (await this.isUnfollowed(query));
    if (!goesOn) return this.end(lease);
    if (await this.ports.resumer.resume({ ...query, leaseUntil: lease.leaseUntil })) this.watch.forget(query.queryId);
  }

  private hasLapsed({ query, leaseUntil }: Lease): boolean {
    return this.watch.hasLapsed({ id: query.queryId, leaseUntil });
  }

  private async ifDue({ query, leaseUntil }: Lease): Promise<void> {
    if (leaseUntil <= this.ports.clock.iso()) await this.lookAfter(query);
  }

  /** What was decided is followed before anything expires. */
  private async lookAfter(query: QueryRow): Promise<void> {
    const { confirmations, resumer, waiting, clock } = this.ports;
    const ids = query.confirmationIds ?? [];
    const rows = await Promise.all(ids.map(id => confirmations.find(query, id)));
    if (await this.isUnfollowed(query)) return void (await resumer.resume(query));
    const open = rows.flatMap(row => (row?.status === 'pending' ? [row.expires] : []));
    if (open.length === 0 || open.some(expires => expires <= clock.iso())) await waiting.end(query, 'confirmation_expired');
  }

  /** True while the newest turn has a call that was decided about and has no result. */
  private async isUnfollowed(query: QueryRow): Promise<boolean> {
    const { store, confirmations } = this.ports;
    const [turn, conversation] = await Promise.all([store.pendingTurn(query), store.conversation(query, query.conversationId)]);
    const last = conversation?.messages.at(-1);
    const open = new Set(last?.queryId === query.queryId && last.role === 'assistant' ? last.content.map(({ id }) => id) : []);
    for (const { toolUseId, result, confirmationId } of turn?.calls ?? []) {
      if (result || confirmationId === undefined || !open.has(toolUseId)) continue;
      const status = (await confirmations.find(query, confirmationId))?.status;
      if (status !== undefined && status !== 'pending') return true;
    }
    return false;
  }

  private async end({ query, leaseUntil }: Lease): Promise<void> {
    const { store, confirmations, clock, relay } = this.ports;
    const events = await store.eventsAfter(query.queryId, 0);
    const summary = summarize(events);
    const endedAt = clock.iso();
    const [closes, message] = await Promise.all([
      closesOf(query, confirmations, 'superseded', endedAt),
      openCallsMessage(query, endedAt, this.ports),
    ]);
    const told = { billable: false, endedAt };
    const { terminal, final, fact } = endOfQuery(query, { kind: 'failed', code: 'interrupted' }, totalsOf(summary), told);
    const frames = this.frames(query, summary.lastEventId || query.lastEventId, terminal);
    const ended = await store.end({
      query,
      lapsedLease: leaseUntil,
      final: { ...final, lastEventId: frames.at(-1)!.seq },
      events: frames.map(frame => frame.logged),
      fact,
      facts: suspicionFacts(query, events, endedAt),
      closes,
      message,
    });
    if (!ended) return;
    this.watch.forget(query.queryId);
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

  private report(error: unknown, query?: QueryRow): void {
    this.logger.error({ event: 'sweep_failed', queryId: query?.queryId, error: String(error) });
  }
}

function totalsOf({ text, toolCalls, usage, turns, spoke }: ReturnType<typeof summarize>): QueryTotals {
  const worked = spoke || toolCalls.length > 0;
  return { turns, tools: callsByTool(toolCalls), usage, worked, text, toolCalls };
}
