import { Logger } from '@nestjs/common';
import type { DomainEvent } from '@nat/contracts';
import type { Clock, Repetition } from '@nat/service-kit';
import type { EventPublisher } from './event-publisher';
import type { Outbox } from './outbox';
import { reasonOf } from './reason';

const sweepMs = 1000;
const batchSize = 50;

/**
 * Publishes what the outbox holds: soon after each commit when nudged, and every second whatever happens, oldest first.
 * The sweep alone is sufficient; a crash between publishing and marking makes a duplicate, which consumers bear.
 */
export class OutboxRelay {
  private readonly logger = new Logger(OutboxRelay.name);
  private sweeping?: Promise<void>;
  private again = false;
  private repetition?: Repetition;

  constructor(
    private readonly outbox: Outbox,
    private readonly publisher: EventPublisher,
    private readonly clock: Clock,
  ) {}

  start(): void {
    this.repetition ??= this.clock.every(
      sweepMs,
      () => this.sweep(),
      error => this.report(error),
    );
  }

  /** Something was committed: publish it now rather than at the next sweep. Never fails and never waits. */
  nudge(): void {
    void this.sweep().catch((error: unknown) => this.report(error));
  }

  /** Publishes everything unsent. Calls that meet share one run and one more after it, so that none misses its event. */
  sweep(): Promise<void> {
    if (this.sweeping) {
      this.again = true;
      return this.sweeping;
    }
    this.sweeping = this.run().finally(() => (this.sweeping = undefined));
    return this.sweeping;
  }

  /** Ends the repetition after a last sweep. What the bus does not take then waits for the next start. */
  async stop(): Promise<void> {
    await this.repetition?.stop();
    await this.sweep().catch((error: unknown) => this.report(error));
  }

  private async run(): Promise<void> {
    do {
      this.again = false;
      await this.publishUnsent();
    } while (this.again);
  }

  /**
   * Oldest first, until nothing is left or the bus takes nothing. Events that it refuses do not hold up those behind them.
   * What was sent in this run is not sent again although the index, which follows the table late, may still show it.
   */
  private async publishUnsent(): Promise<void> {
    const tried = new Set<string>();
    const refused: DomainEvent[] = [];
    for (;;) {
      const limit = batchSize + refused.length;
      const entries = await this.outbox.unsent(limit);
      const fresh = entries.filter(({ event }) => !tried.has(event.id));
      if (fresh.length === 0) break;
      const { failed } = await this.publisher.publish(fresh.map(({ event }) => event));
      const failedIds = new Set(failed.map(({ id }) => id));
      await this.outbox.markSent(fresh.filter(({ event }) => !failedIds.has(event.id)));
      for (const { event } of fresh) tried.add(event.id);
      refused.push(...failed);
      if (failed.length === fresh.length || entries.length < limit) break;
    }
    if (refused.length > 0)
      throw new Error(`${refused.length} events were not taken by the bus, the oldest of ${refused[0]!.time}`);
  }

  private report(error: unknown): void {
    this.logger.warn({ event: 'relay', outcome: 'retried', reason: reasonOf(error) });
  }
}
