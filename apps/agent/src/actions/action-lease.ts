import type { Clock, Repetition } from '@nat/service-kit';
import { ActionLost } from './stored-journal';
import { actionLeaseMs, type ActionRow } from './action-row';
import type { ActionProgress, ActionStore } from './action.store';

/** Milliseconds between two looks: so often followers in other processes learn how far the action is. */
const beatMs = 2_000;
/** Milliseconds after which the lease is renewed although nothing changed. */
const renewMs = 10_000;
/** Before its end the lease is not relied upon. */
const marginMs = 5_000;

/** Holds an action for this process, tells the store how far it is, and hears that somebody wants it stopped. */
export class ActionLease {
  private renewedAt: number;
  private told = '';
  private beat?: Repetition;

  constructor(
    private readonly action: ActionRow,
    private readonly ports: { store: ActionStore; clock: Clock },
    private readonly progress: () => ActionProgress,
    private readonly on: { lost: () => void; canceled: () => void; failed: (error: unknown) => void },
  ) {
    this.renewedAt = ports.clock.monotonic();
  }

  start(): void {
    this.beat = this.ports.clock.every(beatMs, () => this.look(), this.on.failed);
  }

  async end(): Promise<void> {
    await this.beat?.stop();
  }

  /** Throws when the lease is not surely held, by our own clock, which no skew can stretch. */
  fence(): void {
    if (this.ports.clock.monotonic() - this.renewedAt < actionLeaseMs - marginMs) return;
    this.on.lost();
    throw new ActionLost(this.action.actionId);
  }

  private async look(): Promise<void> {
    const { clock, store } = this.ports;
    const progress = this.progress();
    const text = JSON.stringify(progress);
    const at = clock.monotonic();
    if (text === this.told && at - this.renewedAt < renewMs) return;
    const row = await store.renew(this.action, new Date(clock.now() + actionLeaseMs).toISOString(), progress);
    if (!row) return this.on.lost();
    this.renewedAt = at;
    this.told = text;
    if (row.cancelRequested) this.on.canceled();
  }
}
