import { Logger } from '@nestjs/common';
import type { DomainEvent } from '@nat/contracts';
import { type Clock, Sweeper } from '@nat/service-kit';
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
  private readonly sweeper: Sweeper;

  constructor(
    private readonly outbox: Outbox,
    private readonly publisher: EventPublisher,
    clock: Clock,
  ) {
    const [work, onError] = [() => this.publishUnsent(), (error: unknown) => this.report(error)];
    this.sweeper = new Sweeper({ clock, everyMs: sweepMs, work, onError });
  }

  start(): void {
    this.sweeper.start();
  }

  /** Something was committed: publish it now rather than at the next sweep. Never fails and never waits. */
  nudge(): void {
    this.sweeper.nudge();
  }

  /** Publishes everything unsent. */
  sweep(): Promise<void> {
    return this.sweeper.sweep();
  }

  /** Ends the repetition after a last sweep. What the bus does not take then waits for the next start. */
  stop(): Promise<void> {
    return this.sweeper.stop();
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
