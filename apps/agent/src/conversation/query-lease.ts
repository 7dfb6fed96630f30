import type { Clock, Repetition } from '@nat/service-kit';
import { Stopped, type StopCause } from '../loop/stop';
import type { AgentStore } from './agent.store';
import { leaseMs, type QueryRow } from './query-row';
import type { Reservations } from './reservations';

/** Milliseconds between two renewals of lease and reservation. */
const renewMs = 15_000;
/** Milliseconds between two looks whether another process was asked to cancel the query. */
const lookMs = 3_000;
/** Before its end the lease is not relied upon: a write that begins now must also end in time. */
const marginMs = 5_000;

/**
 * Holds a running query for this process: renews lease and reservation every 15 s and hears cancels that reached another
 * process. When the lease is not surely ours any more, the run is stopped and writes nothing.
 */
export class QueryLease {
  /** True once usage said that the reservation is gone: nothing will be billed. */
  reservationLost = false;
  private renewedAt: number;
  private triedAt: number;
  private beat?: Repetition;

  constructor(
    private readonly query: QueryRow,
    private readonly ports: { store: AgentStore; reservations: Reservations; clock: Clock },
    private readonly stop: (cause: StopCause) => void,
    private readonly warn: (reason: unknown) => void,
  ) {
    this.renewedAt = ports.clock.monotonic();
    this.triedAt = this.renewedAt;
  }

  start(): void {
    this.beat = this.ports.clock.every(lookMs, () => this.look(), this.warn);
  }

  async end(): Promise<void> {
    await this.beat?.stop();
  }

  /** Throws when the lease is not surely held: by our own clock, which no skew can stretch. */
  fence(): void {
    if (this.ports.clock.monotonic() - this.renewedAt < leaseMs - marginMs) return;
    this.stop({ kind: 'lost' });
    throw new Stopped({ kind: 'lost' });
  }

  private async look(): Promise<void> {
    const { clock, store } = this.ports;
    if (clock.monotonic() - this.triedAt >= renewMs) await this.renew();
    else if (await store.isCancelRequested(this.query)) this.stop({ kind: 'canceled' });
  }

  private async renew(): Promise<void> {
    const { clock } = this.ports;
    const at = clock.monotonic();
    this.triedAt = at;
    const [lease] = await Promise.all([this.renewLease(at), this.renewReservation()]);
    if (lease === 'lost') this.stop({ kind: 'lost' });
    else if (lease === 'cancel') this.stop({ kind: 'canceled' });
    else if (this.reservationLost) this.stop({ kind: 'interrupted' });
  }

  private async renewLease(at: number): Promise<'held' | 'lost' | 'cancel' | 'unknown'> {
    const { clock, store } = this.ports;
    try {
      const answer = await store.renewLease(this.query, new Date(clock.now() + leaseMs).toISOString());
      if (!answer) return 'lost';
      this.renewedAt = at;
      return answer.cancelRequested ? 'cancel' : 'held';
    } catch (error) {
      this.warn(error); // the next look tries again; the fence decides meanwhile
      return 'unknown';
    }
  }

  private async renewReservation(): Promise<void> {
    try {
      const { held } = await this.ports.reservations.renew(this.query, 'held');
      this.reservationLost ||= !held;
    } catch (error) {
      this.warn(error);
    }
  }
}
