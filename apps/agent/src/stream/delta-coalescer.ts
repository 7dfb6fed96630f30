import type { Clock } from '@nat/service-kit';

/** Milliseconds between two deltas of a message. */
export const coalesceMs = 50;
/** UTF-8 bytes after which a delta goes out at once. */
export const coalesceBytes = 256;

/**
 * Joins the small pieces a model streams: the first piece of a message goes out at once, later ones every 50 ms or
 * 256 bytes. Nothing is lost or reordered; `flush` sends what waits. What `send` throws is thrown to whoever pushes or
 * flushes next, when nobody waited for it at the time.
 */
export class DeltaCoalescer {
  private waiting: string[] = [];
  private waitingBytes = 0;
  private lastSent = Number.NEGATIVE_INFINITY;
  private asleep = false;
  private failure?: { error: unknown };

  constructor(
    private readonly clock: Clock,
    private readonly send: (text: string) => void,
  ) {}

  push(text: string): void {
    if (text === '') return;
    this.waiting.push(text);
    this.waitingBytes += Buffer.byteLength(text);
    const left = this.left();
    if (left <= 0 || this.waitingBytes >= coalesceBytes) this.flush();
    else if (!this.asleep) void this.sendLater(left);
  }

  flush(): void {
    if (this.failure) throw this.failure.error;
    if (this.waiting.length === 0) return;
    const text = this.waiting.join('');
    this.waiting = [];
    this.waitingBytes = 0;
    this.lastSent = this.clock.monotonic();
    this.send(text);
  }

  /** Milliseconds until the next delta may go out. */
  private left(): number {
    return this.lastSent + coalesceMs - this.clock.monotonic();
  }

  /** One sleeper at a time. One that a flush overtook sleeps on: to wake it each time would cost more than what it does. */
  private async sendLater(milliseconds: number): Promise<void> {
    this.asleep = true;
    for (let left = milliseconds; left > 0 && this.waiting.length > 0; left = this.left()) await this.clock.sleep(left);
    this.asleep = false;
    try {
      this.flush();
    } catch (error) {
      this.failure = { error };
    }
  }
}
