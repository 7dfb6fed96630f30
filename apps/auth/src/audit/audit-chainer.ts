import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { NationSlug } from '@nat/contracts';
import { type Clock, Sweeper } from '@nat/service-kit';
import type { AuditEntry } from './audit-entry';
import { AuditStore, mostAppended } from './audit.store';
import { linkedTo } from './chain-link';

const sweepMs = 1_000;
/** Entries looked at before they are chained: what one process holds at once. */
const mostHeld = 1_000;
/** Rounds of a lost race; each is lost to somebody who moved the chain on. */
const rounds = 50;

/**
 * Gives every entry its place in the chain of its nation: soon after its commit when nudged, and every second whatever happens.
 * Several processes may do so at once, and each may die at any instant: an entry gets its place in one write with the head.
 */
export class AuditChainer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AuditChainer.name);
  private readonly sweeper: Sweeper;

  constructor(
    private readonly store: AuditStore,
    clock: Clock,
  ) {
    const [work, onError] = [() => this.chainAll(), (error: unknown) => this.report(error)];
    this.sweeper = new Sweeper({ clock, everyMs: sweepMs, work, onError });
  }

  onApplicationBootstrap(): void {
    this.sweeper.start();
  }

  /** Ends the repetition after a last sweep: what it cannot chain then waits for another process, or the next start. */
  onApplicationShutdown(): Promise<void> {
    return this.sweeper.stop();
  }

  /** Something was committed: chain it now rather than at the next sweep. Never fails and never waits. */
  nudge(): void {
    this.sweeper.nudge();
  }

  /**
   * Chains everything that waits.
   *
   * @throws AggregateError when nations could not be served, after all the others were.
   */
  sweep(): Promise<void> {
    return this.sweeper.sweep();
  }

  private async chainAll(): Promise<void> {
    const failures: unknown[] = [];
    const chain = ([nation, entries]: [NationSlug, AuditEntry[]]): Promise<void> =>
      this.chain(nation, entries).catch((error: unknown) => void failures.push(error));
    let held = new Waiting();
    for await (const { nationSlug, entry } of this.store.unchained()) {
      held.add(nationSlug, entry);
      if (held.size < mostHeld) continue;
      await Promise.all([...held.byNation].map(chain));
      held = new Waiting();
    }
    await Promise.all([...held.byNation].map(chain));
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
  }

  private async chain(nationSlug: NationSlug, entries: readonly AuditEntry[]): Promise<void> {
    let waiting = entries;
    for (let round = 0; waiting.length > 0; round++) {
      if (round === rounds) throw new Error(`the chain of ${nationSlug} moved with every look at it`);
      const batch = waiting.slice(0, mostAppended);
      const head = await this.store.head(nationSlug);
      const outcome = await this.store.append(nationSlug, head, linkedTo(nationSlug, head, batch));
      if (outcome.appended) round = -1;
      const done = outcome.appended ? batch.map(({ auditId }) => auditId) : outcome.settled;
      waiting = waiting.filter(({ auditId }) => !done.includes(auditId));
    }
  }

  private report(error: unknown): void {
    this.logger.warn({ event: 'chain', outcome: 'retried', reason: String(error) });
  }
}

/** Entries that wait, by nation. */
class Waiting {
  readonly byNation = new Map<NationSlug, AuditEntry[]>();
  size = 0;

  add(nationSlug: NationSlug, entry: AuditEntry): void {
    const known = this.byNation.get(nationSlug);
    if (known) known.push(entry);
    else this.byNation.set(nationSlug, [entry]);
    this.size++;
  }
}
