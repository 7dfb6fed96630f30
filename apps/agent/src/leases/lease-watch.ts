import type { Clock } from '@nat/service-kit';

/** A lease as a store shows it. */
export interface SeenLease {
  /** Of what is leased. */
  id: string;
  /** RFC 3339; changes whenever the lease is renewed. */
  leaseUntil: string;
}

/**
 * Knows which leases have lapsed. A store's word is not enough: this process itself has to see a lease unrenewed for its
 * whole length, on its own monotonic clock, so that a clock that runs ahead takes nothing from a process that lives.
 */
export class LeaseWatch {
  private readonly seen = new Map<string, { leaseUntil: string; since: number }>();

  /** @param lengthMs milliseconds that a lease lasts after it was renewed. */
  constructor(
    private readonly clock: Clock,
    private readonly lengthMs: number,
  ) {}

  /** Instant up to which leases are to be looked at: watching begins when one was last renewed, not when it ends. */
  horizon(): string {
    return new Date(this.clock.now() + this.lengthMs).toISOString();
  }

  /** Forgets all leases but those of these ids. */
  keepOnly(ids: Iterable<string>): void {
    const present = new Set(ids);
    for (const id of this.seen.keys()) if (!present.has(id)) this.seen.delete(id);
  }

  /** True once the lease was seen like this for its whole length; the first look begins to watch it. */
  hasLapsed({ id, leaseUntil }: SeenLease): boolean {
    const now = this.clock.monotonic();
    const seen = this.seen.get(id);
    if (seen?.leaseUntil === leaseUntil) return now - seen.since >= this.lengthMs;
    this.seen.set(id, { leaseUntil, since: now });
    return false;
  }

  forget(id: string): void {
    this.seen.delete(id);
  }
}
