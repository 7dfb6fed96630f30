import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { NationSlug } from '@nat/contracts';
import { Clock, type Repetition } from '@nat/service-kit';
import { UsageStore } from '../usage.store';
import { placed } from './balance';
import { lapsedHolds, nextLook } from './lapse';

const sweepMs = 10_000;

/**
 * Gives back the holds of queries that nobody renews any more, and of those whose person did not answer in time: neither a
 * process that died nor a forgotten question may eat its nation's plan.
 */
@Injectable()
export class ReservationSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ReservationSweeper.name);
  private repetition?: Repetition;

  constructor(
    private readonly store: UsageStore,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.repetition = this.clock.every(
      sweepMs,
      async () => void (await this.sweep()),
      error => this.logger.error(`sweep failed: ${String(error)}`),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await this.repetition?.stop();
  }

  /**
   * Looks once; answers how many holds were given back. Several processes may sweep at once.
   * @throws AggregateError when balances could not be swept, after all the others were.
   */
  async sweep(): Promise<number> {
    let expired = 0;
    const failures: unknown[] = [];
    for await (const { nation, periodStart } of this.store.balancesToSweep(this.clock.now())) {
      try {
        expired += await this.sweepBalance(nation, periodStart);
      } catch (error) {
        failures.push(new Error(`${nation} ${periodStart}: ${String(error)}`, { cause: error }));
      }
    }
    if (expired > 0) this.logger.warn(`gave back ${expired} lapsed reservation(s)`);
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
    return expired;
  }

  private async sweepBalance(nation: NationSlug, periodStart: string): Promise<number> {
    const balance = await this.store.balance(nation, periodStart);
    if (!balance) return 0;
    const lapsed = lapsedHolds(balance, this.clock.now());
    const expired = await Promise.all(lapsed.map(hold => this.store.expire(nation, periodStart, hold)));
    const left = lapsed.reduce((rest, { queryId }) => placed(rest, queryId), balance);
    await this.store.sweepAgain(nation, periodStart, nextLook(left, this.clock.now()));
    return expired.filter(Boolean).length;
  }
}
