import type { Clock, Repetition, Rng } from '@nat/service-kit';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { always, type ConnectionKey } from './connection';
import { ConnectionsStore } from './connections.store';
import { Disconnections } from './disconnections';
import { TokenRefresher } from './token-refresher';

/** Milliseconds between two sweeps: a lease that nobody ends is seen in time to be taken over within a minute. */
export const sweepMs = 20_000;
/** Connections of one sweep; what is left waits for the next. */
const perSweep = 400;
/** Refreshes at once of one sweep. */
const atOnce = 5;

export interface SweeperParts {
  store: ConnectionsStore;
  refresher: TokenRefresher;
  disconnections: Disconnections;
  /** What the connections' times are. */
  clock: Clock;
  /** What paces the sweeps. */
  sweeps: Clock;
  rng: Rng;
}

/**
 * Looks after connections whose time has come: renews tokens long before they end, tries again what failed, takes up what a
 * process left that died, and erases what a disconnect could not. Any number of processes may sweep at once.
 */
export class ConnectionSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ConnectionSweeper.name);
  private repetitions: Repetition[] = [];

  constructor(private readonly parts: SweeperParts) {}

  onApplicationBootstrap(): void {
    const report = (error: unknown): void => this.report(error);
    const { sweeps } = this.parts;
    this.repetitions = [sweeps.every(sweepMs, () => this.sweep(), report), sweeps.every(sweepMs, () => this.watch(), report)];
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.repetitions.map(repetition => repetition.stop()));
    await this.parts.refresher.settled();
  }

  /** Looks once at everything that is due. What fails is reported, looked at again next time, and keeps no other waiting. */
  sweep(): Promise<void> {
    return this.lookAtDue(this.parts.clock.now());
  }

  /**
   * Looks once at what cannot wait: leases, of which one may be a dead process's, and erasures. Apart from the sweep, which
   * takes long while NationBuilder answers nobody and many connections are due.
   */
  watch(): Promise<void> {
    return this.lookAtDue(always);
  }

  private async lookAtDue(until: number): Promise<void> {
    const { store, rng } = this.parts;
    const due = await store.due(until, perSweep);
    // In an order of this process's own: several that sweep at once begin at different ends.
    const waiting = due
      .map(key => ({ key, place: rng.next() }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ key }) => key);
    const work = async (): Promise<void> => {
      for (let key = waiting.pop(); key; key = waiting.pop()) await this.look(key).catch((error: unknown) => this.report(error));
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }

  private async look(key: ConnectionKey): Promise<void> {
    const { store, refresher, disconnections } = this.parts;
    const connection = await store.find(key);
    if (connection?.status === 'disconnected') {
      if (connection.lookAt !== undefined) await disconnections.erase(connection);
    } else if (connection) await refresher.refreshDue(connection);
  }

  private report(error: unknown): void {
    this.logger.error({ event: 'connection_sweep_failed', error: String(error) });
  }
}
