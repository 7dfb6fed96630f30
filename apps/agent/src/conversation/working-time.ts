import type { Clock } from '@nat/service-kit';

/** Counts the time a query works, and tells when it is used up. Waiting for a person and long changes do not count. */
export class WorkingTime {
  private used: number;
  private since?: number;
  private timer?: AbortController;
  private pauses = 0;
  private over = false;

  /** @param limitMs, used milliseconds. */
  constructor(
    private readonly clock: Clock,
    private readonly limitMs: number,
    private readonly onUsedUp: () => void,
    used = 0,
  ) {
    this.used = used;
  }

  start(): void {
    this.since = this.clock.monotonic();
    const timer = new AbortController();
    this.timer = timer;
    void this.clock
      .sleep(Math.max(0, this.limitMs - this.used), timer.signal)
      .then(() => timer.signal.aborted || this.onUsedUp());
  }

  /** Stops counting while `work` lasts; several may last at once. */
  async without<T>(work: () => Promise<T>): Promise<T> {
    if (this.pauses++ === 0) this.pause();
    try {
      return await work();
    } finally {
      if (--this.pauses === 0 && !this.over) this.start();
    }
  }

  /** Stops counting for good. */
  stop(): void {
    this.over = true;
    this.pause();
  }

  /** Milliseconds so far. */
  get workedMs(): number {
    return Math.round(this.used + (this.since === undefined ? 0 : this.clock.monotonic() - this.since));
  }

  private pause(): void {
    this.timer?.abort();
    this.used = this.workedMs;
    this.since = undefined;
  }
}
