import type { Clock, Repetition, Rng } from '@nat/service-kit';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { ConnectionKey } from './connection';
import { ConnectionsStore } from './connections.store';
import { Disconnections } from './disconnections';
import { TokenRefresher } from './token-refresher';

/** Milliseconds between two sweeps: a lease that nobody ends is seen in time to be taken over within a minute. */
export const sweepMs = 20_000;
/** Connections of one sweep; what is left waits for the next. */
const perSweep = 400;
/** Refreshes at once. */
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
  private repetition?: Repetition;

  constructor(private readonly parts: SweeperParts) {}

  onApplicationBootstrap(): void {
    const report = (error: unknown): void => this.report(error);
    this.repetition = this.parts.sweeps.every(sweepMs, () => this.sweep(), report);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.repetition?.stop();
    await this.parts.refresher.settled();
  }

  /** Looks once at everything that is due. What fails is reported, looked at again next time, and keeps no other waiting. */
  async sweep(): Promise<void> {
    const { store, clock, rng } = this.parts;
    const due = await store.due(clock.now(), perSweep);
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
