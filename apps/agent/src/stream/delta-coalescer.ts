import type { Clock } from '@nat/service-kit';

/** Milliseconds between two deltas of a message. */
export const coalesceMs = 50;
/** UTF-8 bytes after which a delta goes out at once. */
export const coalesceBytes = 256;

/**
 * Joins the small pieces a model streams: the first piece of a message goes out at once, later ones every 50 ms or
 * 256 bytes. Nothing is lost or reordered; `flush` sends what waits.
 */
export class DeltaCoalescer {
  private waiting = '';
  private lastSent = Number.NEGATIVE_INFINITY;
  private timer?: AbortController;

  constructor(
    private readonly clock: Clock,
    private readonly send: (text: string) => void,
  ) {}

  push(text: string): void {
    if (text === '') return;
    this.waiting += text;
    const since = this.clock.monotonic() - this.lastSent;
    if (since >= coalesceMs || Buffer.byteLength(this.waiting) >= coalesceBytes) this.flush();
    else if (!this.timer) this.sendLater(coalesceMs - since);
  }

  flush(): void {
    this.timer?.abort();
    this.timer = undefined;
    if (this.waiting === '') return;
    const text = this.waiting;
    this.waiting = '';
    this.lastSent = this.clock.monotonic();
    this.send(text);
  }

  private sendLater(milliseconds: number): void {
    const timer = new AbortController();
    this.timer = timer;
    void this.clock.sleep(milliseconds, timer.signal).then(() => {
      if (!timer.signal.aborted) this.flush();
    });
  }
}
