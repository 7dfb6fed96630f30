import type { Clock } from '@nat/service-kit';

/** What a request asks before it is sent. */
export interface RequestLimit {
  /** Resolves when one request may be sent, or at once when the signal aborts. */
  take(signal?: AbortSignal): Promise<void>;
  /** The API refused one: none is sent for this many milliseconds. */
  pause(milliseconds: number): void;
}

/**
 * Spaces calls of one connection: `ratePerSecond` on average and `burst` at once. 18/s with a burst of 20 stays at or
 * below 200 in any 10 s, four fifths of what NationBuilder allows a token (api.md section 10). First come, first served.
 */
export class TokenBucket implements RequestLimit {
  /** Millisecond at which the bucket would be full again; the generic cell rate algorithm keeps only this. */
  private full = 0;
  private pausedUntil = 0;
  /** Milliseconds of all pauses. `full` does not count them, so a pause moves those who already wait, in their order. */
  private stoodStill = 0;

  constructor(
    private readonly clock: Clock,
    private readonly ratePerSecond = 18,
    private readonly burst = 20,
  ) {}

  /** Resolves when one call may be made, or at once when the signal aborts. */
  async take(signal?: AbortSignal): Promise<void> {
    const interval = 1000 / this.ratePerSecond;
    const earliest = Math.max(this.clock.monotonic(), this.pausedUntil) - this.stoodStill;
    const start = Math.max(this.full, earliest);
    this.full = start + interval;
    const slot = start - (this.burst - 1) * interval;
    // A pause may begin, or grow, while this call waits for its turn.
    for (;;) {
      const wait = Math.max(slot + this.stoodStill, this.pausedUntil) - this.clock.monotonic();
      if (wait <= 0 || signal?.aborted) return;
      await this.clock.sleep(wait, signal);
    }
  }

  /** Milliseconds for which no call starts because the API refused one; 0 when it is not paused. */
  pausedFor(): number {
    return Math.max(0, this.pausedUntil - this.clock.monotonic());
  }

  /** No call starts for this long, not even one that already waits: the API refused one. */
  pause(milliseconds: number): void {
    const now = this.clock.monotonic();
    const until = Math.max(this.pausedUntil, now + milliseconds);
    this.stoodStill += Math.max(0, until - Math.max(this.pausedUntil, now));
    this.pausedUntil = until;
  }
}

/** One bucket per connection of this process; the least recently used one goes when there are too many. */
export class ConnectionLimits {
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(
    private readonly clock: Clock,
    private readonly capacity = 10_000,
  ) {}

  /** @param connection names the NationBuilder token, such as `acme/nation`. */
  for(connection: string): TokenBucket {
    const bucket = this.buckets.get(connection) ?? new TokenBucket(this.clock);
    this.buckets.delete(connection);
    this.buckets.set(connection, bucket);
    if (this.buckets.size > this.capacity) this.buckets.delete(this.buckets.keys().next().value!);
    return bucket;
  }
}
