const WINDOW_MS = 10_000;

/** Requests per window of 10 s. The vendor's are 250 and 250. */
export interface RateLimits {
  readonly perToken: number;
  readonly perAddress: number;
}

/** Where a caller stands after a request. `reset` is in Unix seconds, not a delay. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  readonly reset: number;
  readonly retryAfter: number;
  readonly exceeded: boolean;
}

/** Fixed windows of 10 s, counted per token and per address, failed calls too. */
export class RateLimiter {
  private window = -1;
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly clock: () => number,
    public limits: RateLimits,
  ) {}

  hit(token: string | undefined, address: string): Allowance {
    const now = this.clock();
    const window = Math.floor(now / WINDOW_MS);
    if (window !== this.window) {
      this.window = window;
      this.counts.clear();
    }
    const left = [this.limits.perAddress - this.count(`address ${address}`)];
    if (token !== undefined) left.push(this.limits.perToken - this.count(`token ${token}`));
    const lowest = Math.min(...left);
    const end = (window + 1) * WINDOW_MS;
    return {
      limit: token === undefined ? this.limits.perAddress : this.limits.perToken,
      remaining: Math.max(0, lowest),
      reset: end / 1000,
      retryAfter: Math.max(1, Math.ceil((end - now) / 1000)),
      exceeded: lowest < 0,
    };
  }

  private count(key: string): number {
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count;
  }
}
