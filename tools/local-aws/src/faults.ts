/** What can go wrong on demand. */
export const faultKinds = ['throttle', 'conflict', 'lostAnswer', 'failedEntry', 'duplicate', 'delay'] as const;
export type FaultKind = (typeof faultKinds)[number];

/**
 * - `throttle`: refused before anything happened (DynamoDB, EventBridge, SQS, Secrets Manager)
 * - `conflict`: a DynamoDB write is refused with TransactionConflict
 * - `lostAnswer`: performed, and then the connection breaks
 * - `failedEntry`: one entry of PutEvents answers InternalFailure inside the 200
 * - `duplicate`: a message arrives twice; `delay`: it arrives up to `maximumDelayMilliseconds` later, so out of order
 */
export interface FaultRule {
  kind: FaultKind;
  /** Chance per request, entry or message, 0 to 1. */
  rate: number;
  /** Only requests of this operation, such as `TransactWriteItems`. All when absent. */
  operation?: string;
  /** Ends after so many injections. */
  times?: number;
  /** For `delay`; 1,000 when absent. */
  maximumDelayMilliseconds?: number;
}
export interface FaultPlan {
  /** The same seed and the same sequence of requests give the same faults. */
  seed?: number;
  rules: FaultRule[];
}

/** Decides, by seed, which requests fail. Without rules nothing does. */
export class Faults {
  #rules: Array<FaultRule & { injected: number }> = [];
  #state = 0;

  constructor(plan: FaultPlan = { rules: [] }) {
    this.plan(plan);
  }

  plan({ seed = 1, rules }: FaultPlan): void {
    this.#state = seed >>> 0;
    this.#rules = rules.map(rule => ({ ...rule, injected: 0 }));
  }

  /** The rules with how often each has struck. */
  report(): { rules: Array<FaultRule & { injected: number }> } {
    return { rules: this.#rules };
  }

  /** The rule that strikes now, if any. */
  strikes(kind: FaultKind, operation?: string): FaultRule | undefined {
    for (const rule of this.#rules) {
      if (rule.kind !== kind || (rule.operation !== undefined && rule.operation !== operation)) continue;
      if (rule.injected >= (rule.times ?? Infinity) || this.#chance() >= rule.rate) continue;
      rule.injected++;
      return rule;
    }
    return undefined;
  }

  /** Copies of one message, each with its delay in milliseconds. */
  copies(): number[] {
    const later = this.strikes('delay');
    const delay = later ? Math.ceil(this.#chance() * (later.maximumDelayMilliseconds ?? 1_000)) : 0;
    return this.strikes('duplicate') ? [delay, delay] : [delay];
  }

  /** mulberry32 */
  #chance(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** A plan from outside, or an error that says what is wrong with it. */
export function faultPlan(value: unknown): FaultPlan {
  const { seed, rules } = (value ?? {}) as Partial<FaultPlan>;
  if (seed !== undefined && !Number.isInteger(seed)) throw new Error('seed must be an integer');
  if (!Array.isArray(rules)) throw new Error('rules must be a list');
  for (const { kind, rate } of rules) {
    if (!faultKinds.includes(kind)) throw new Error(`kind must be one of ${faultKinds.join(', ')}`);
    if (typeof rate !== 'number' || rate < 0 || rate > 1) throw new Error('rate must be a number from 0 to 1');
  }
  return { seed, rules };
}
