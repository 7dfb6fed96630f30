import type { Clock } from '@nat/service-kit';
import { Transform, type TransformCallback } from 'node:stream';

/** Milliseconds a download may rest, whichever side does not go on. */
const stallMs = 30_000;

/** Passes bytes through until none has moved for a while: a reader that takes nothing must not hold a connection for ever. */
export class StallLimit extends Transform {
  private timer = new AbortController();

  constructor(private readonly clock: Clock) {
    super();
    this.wait();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.wait();
    done(null, chunk);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.timer.abort();
    done(error);
  }

  private wait(): void {
    this.timer.abort();
    const timer = new AbortController();
    this.timer = timer;
    void this.clock.sleep(stallMs, timer.signal).then(() => {
      if (!timer.signal.aborted) this.destroy(new Error('nothing moved for too long'));
    });
  }
}
