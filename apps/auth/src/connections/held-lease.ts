import type { Clock } from '@nat/service-kit';
import type { Lease } from './connection';
import { ConnectionsStore } from './connections.store';
import { leaseMs } from './lease-watch';
import { vendorTimeoutMs } from './vendor-http.adapter';

/** Lease time that must be left right before NationBuilder is called: the time of its answer and as much again. */
export const marginMs = 2 * vendorTimeoutMs;
/** Age at which a lease is renewed while there is still something to write. */
const renewalMs = 10_000;

/** A lease that this process holds, and how long it has. */
export class HeldLease {
  private monotonic: number;
  private wall: number;

  /** Make it before the lease is taken: then it never believes in more time than it has. */
  constructor(private readonly clock: Clock) {
    this.monotonic = clock.monotonic();
    this.wall = clock.now();
  }

  /** True while enough of the lease is left for a call to NationBuilder and for what has to be written after it. */
  maySend(): boolean {
    return leaseMs - this.age() >= marginMs;
  }

  /**
   * Renews the lease when it is getting old: whoever holds tokens that are stored nowhere yet must not be taken for dead only
   * because the vault is slow. One that is lost stays lost.
   */
  async keep(store: ConnectionsStore, lease: Lease): Promise<void> {
    if (this.age() < renewalMs) return;
    const since = { monotonic: this.clock.monotonic(), wall: this.clock.now() };
    if (await store.renewLease(lease)) Object.assign(this, since);
  }

  /** By the clock that says more: one that stood still with its machine, or was set, makes the lease older, never younger. */
  private age(): number {
    return Math.max(this.clock.monotonic() - this.monotonic, this.clock.now() - this.wall);
  }
}
