import type { Clock } from '@nat/service-kit';
import type { ToolProgress } from '../tools/kit/define-tool';

/** Milliseconds between two events of one call's progress: while it changes, none is later than two of these. */
export const progressMs = 1_000;

/**
 * Thins out what a tool tells of its progress: the first change goes out at once, then at most one event a second, always
 * the newest; what waits at the end still goes out. What did not change is not told again.
 */
export class ProgressCoalescer {
  private waiting?: ToolProgress;
  private told?: string;
  private lastSent = Number.NEGATIVE_INFINITY;
  private timer?: AbortController;
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly send: (progress: ToolProgress) => Promise<void>,
  ) {}

  tell({ done, alreadySo, failed, total, reading }: ToolProgress): void {
    this.waiting = { done, alreadySo, failed, total, reading };
    const since = this.clock.monotonic() - this.lastSent;
    if (since >= progressMs) this.flush();
    else if (!this.timer) this.flushLater(progressMs - since);
  }

  /** Sends what waits. Resolves when everything is sent; rejects when it could not be. */
  async end(): Promise<void> {
    this.flush();
    await this.sending;
  }

  private flush(): void {
    this.timer?.abort();
    this.timer = undefined;
    const progress = this.waiting;
    this.waiting = undefined;
    const text = JSON.stringify(progress);
    if (!progress || text === this.told) return;
    this.told = text;
    this.lastSent = this.clock.monotonic();
    this.sending = this.sending.then(() => this.send(progress));
    this.sending.catch(() => undefined); // told by `end`
  }

  private flushLater(milliseconds: number): void {
    const timer = new AbortController();
    this.timer = timer;
    void this.clock.sleep(milliseconds, timer.signal).then(() => {
      if (!timer.signal.aborted) this.flush();
    });
  }
}
