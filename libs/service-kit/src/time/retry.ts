import type { Clock } from './clock';
import type { Rng } from './rng';

/** How one dependency is retried. SDK retries are off everywhere: this is the only layer (reliability, 2.8). */
export interface RetryOptions {
  clock: Clock;
  rng: Rng;
  /** Tries in all. */
  attempts: number;
  /** Full jitter: the wait is random in [0, min(capMs, baseMs * 2^try)]. */
  baseMs: number;
  capMs: number;
  /** False: give up. `{ afterMs }`: wait at least that long, as `Retry-After` asks. */
  retryable: (error: unknown) => boolean | { afterMs: number };
  /** Taken once per repeat; false means the budget is spent and the error is passed on. */
  budget?: RetryBudget;
  signal?: AbortSignal;
}

/** Bounds repeats to a tenth of the calls, so that retries never amplify an outage. Shared by all calls to a dependency. */
export class RetryBudget {
  private tokens: number;

  constructor(
    private readonly capacity = 10,
    private readonly earnedPerCall = 0.1,
  ) {
    this.tokens = capacity;
  }

  earn(): void {
    this.tokens = Math.min(this.capacity, this.tokens + this.earnedPerCall);
  }

  take(): boolean {
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

/** Calls `operation` until it fulfills, fails for good, or the attempts, the budget or the signal end it. */
export async function retry<T>(options: RetryOptions, operation: (attempt: number) => Promise<T>): Promise<T> {
  const { clock, rng, attempts, baseMs, capMs, retryable, budget, signal } = options;
  budget?.earn();
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation(attempt);
    } catch (error) {
      const verdict = attempt < attempts && !signal?.aborted && retryable(error);
      if (!verdict || (budget && !budget.take())) throw error;
      const jitter = rng.next() * Math.min(capMs, baseMs * 2 ** attempt);
      await clock.sleep(verdict === true ? jitter : Math.max(verdict.afterMs, jitter), signal);
      if (signal?.aborted) throw error;
    }
  }
}
