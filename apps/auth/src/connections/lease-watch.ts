import type { Clock } from '@nat/service-kit';
import type { Connection } from './connection';

/** Milliseconds a lease holds. */
export const leaseMs = 30_000;
const watched = 10_000;

/**
 * Tells when a lease has lapsed. A lease lapses for whoever saw the same fence, not renewed, for its whole length on their own
 * monotonic clock; no machine's wall clock is asked, so none that runs wrong can steal a lease (reliability, 2.5).
 */
export class LeaseWatch {
  private readonly seen = new Map<string, { lease: string; since: number }>();

  constructor(private readonly clock: Clock) {}

  /** Notes what was seen; true when the lease is free to take. */
  isFree({ connectionId, generation, fence, renewals, leased }: Connection): boolean {
    if (!leased) {
      this.seen.delete(connectionId);
      return true;
    }
    const now = this.clock.monotonic();
    const before = this.seen.get(connectionId);
    const lease = `${generation} ${fence} ${renewals}`;
    if (before?.lease === lease) return now - before.since >= leaseMs;
    if (this.seen.size >= watched) this.seen.clear();
    this.seen.set(connectionId, { lease, since: now });
    return false;
  }
}
