/** Where time comes from. Injected everywhere, so that tests and the simulator own it. */
export abstract class Clock {
  /** Milliseconds since the epoch, UTC. */
  abstract now(): number;
  /** Milliseconds of a clock that never jumps: for durations and leases only. */
  abstract monotonic(): number;
  /** Resolves after `milliseconds`, or at once when the signal aborts. Never rejects. */
  abstract sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;

  date(): Date {
    return new Date(this.now());
  }

  /** RFC 3339 UTC with milliseconds. */
  iso(): string {
    return this.date().toISOString();
  }

  /**
   * Runs `work` every `milliseconds`, counted from the end of the run before, until `stop()`, which waits for a run in
   * progress. A run that throws is reported to `onError` and the next one happens all the same.
   *
   * @param first when the first run is: after `milliseconds`, or at once.
   */
  every(
    milliseconds: number,
    work: () => Promise<void>,
    onError: (error: unknown) => void,
    first: 'later' | 'at_once' = 'later',
  ): Repetition {
    const stopping = new AbortController();
    const loop = async (): Promise<void> => {
      if (first === 'at_once') await work().catch(onError);
      for (;;) {
        await this.sleep(milliseconds, stopping.signal);
        if (stopping.signal.aborted) return;
        await work().catch(onError);
      }
    };
    const running = loop();
    return {
      stop: async () => {
        stopping.abort('stopped'); // a reason of our own: the default one is an error with a stack, costly on a hot path
        await running;
      },
    };
  }
}

/** Work started by {@link Clock.every}. */
export interface Repetition {
  stop(): Promise<void>;
}

/** The machine's clock. Its sleepers do not keep a process alive. */
export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal?.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal?.addEventListener('abort', end, { once: true });
    });
  }
}

/** A clock that stands still until it is advanced: sleepers wake in the order of their time. For tests. */
export class ManualClock extends Clock {
  private sleepers: { due: number; wake: () => void }[] = [];
  private elapsed = 0;

  /** @param start epoch milliseconds, or an RFC 3339 instant. */
  constructor(start: number | string = '2026-06-15T12:00:00.000Z') {
    super();
    this.epoch = typeof start === 'string' ? Date.parse(start) : start;
  }
  private readonly epoch: number;

  now(): number {
    return this.epoch + this.elapsed;
  }

  monotonic(): number {
    return this.elapsed;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal?.aborted) return resolve();
      const end = (): void => this.wake(sleeper);
      const wake = (): void => {
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const sleeper = { due: this.elapsed + milliseconds, wake };
      this.sleepers.push(sleeper);
      signal?.addEventListener('abort', end, { once: true });
    });
  }

  /** Moves time on, waking every sleeper that falls due on the way and letting what it started run before the next. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.elapsed + milliseconds;
    await settle();
    for (;;) {
      const [next] = this.sleepers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
      if (!next) break;
      this.elapsed = Math.max(this.elapsed, next.due);
      this.wake(next);
      await settle();
    }
    this.elapsed = end;
    await settle();
  }

  private wake(sleeper: { due: number; wake: () => void }): void {
    this.sleepers = this.sleepers.filter(other => other !== sleeper);
    sleeper.wake();
  }
}

/** Lets promise reactions and I/O callbacks that are already due run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve));
}
