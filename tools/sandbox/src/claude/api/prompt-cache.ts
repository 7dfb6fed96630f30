import type { CacheTtl } from './cache-breakpoints';
import type { MeasuredPrompt, PrefixPoint } from './prompt';

/** How the tokens of one prompt are billed. The four add up to the prompt. */
export interface CacheUsage {
  input: number;
  read: number;
  write5m: number;
  write1h: number;
}

interface Entry {
  ttl: CacheTtl;
  expiresAt: number;
}

const lifeMs: Record<CacheTtl, number> = { '5m': 5 * 60_000, '1h': 60 * 60_000 };
const lookBack = 20;
const maxEntries = 20_000;

/**
 * The vendor's prompt cache: entries are written at breakpoints only, found by walking back at most 20 blocks from each
 * breakpoint (itself included), live 5 minutes or 1 hour on the given clock, and start their life anew when read. A prefix below
 * the model's minimum is neither written nor looked up, without a word.
 */
export class PromptCache {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly now: () => number) {}

  /** Bills a prompt and remembers its prefixes. `scope` separates what must not share entries: API key and model. */
  use(scope: string, prompt: MeasuredPrompt, minimum: number): CacheUsage {
    const { points } = prompt;
    const breakpoints = points.flatMap((point, index) => (point.ttl && point.tokens >= minimum ? [index] : []));
    const hit = this.#longestHit(scope, points, breakpoints, minimum);
    this.#refresh(scope, points, breakpoints, hit);
    const later = breakpoints.filter(index => index > hit);
    for (const index of later) this.#write(scope, points[index]!);
    return bill(prompt, hit, later);
  }

  clear(): void {
    this.#entries.clear();
  }

  #longestHit(scope: string, points: PrefixPoint[], breakpoints: number[], minimum: number): number {
    for (const breakpoint of breakpoints.toReversed()) {
      for (let index = breakpoint; index > breakpoint - lookBack && index >= 0; index--) {
        const point = points[index]!;
        if (point.tokens >= minimum && this.#live(scope, point)) return index;
      }
    }
    return -1;
  }

  #live(scope: string, point: PrefixPoint): Entry | undefined {
    const entry = this.#entries.get(scope + point.hash);
    return entry && entry.expiresAt > this.now() ? entry : undefined;
  }

  #refresh(scope: string, points: PrefixPoint[], breakpoints: number[], hit: number): void {
    for (const index of [hit, ...breakpoints.filter(breakpoint => breakpoint < hit)]) {
      const entry = index >= 0 ? this.#live(scope, points[index]!) : undefined;
      if (entry) entry.expiresAt = this.now() + lifeMs[entry.ttl];
    }
  }

  #write(scope: string, point: PrefixPoint): void {
    const ttl = point.ttl!;
    const key = scope + point.hash;
    this.#entries.delete(key);
    this.#entries.set(key, { ttl, expiresAt: this.now() + lifeMs[ttl] });
    if (this.#entries.size > maxEntries) this.#entries.delete(this.#entries.keys().next().value!);
  }
}

/** Between the hit and the last 1-hour breakpoint is a 1-hour write, from there to the last breakpoint a 5-minute write. */
function bill({ points, tokens }: MeasuredPrompt, hit: number, later: number[]): CacheUsage {
  const upTo = (index: number | undefined, otherwise: number): number =>
    index === undefined ? otherwise : points[index]!.tokens;
  const read = hit >= 0 ? points[hit]!.tokens : 0;
  const hour = upTo(
    later.findLast(index => points[index]!.ttl === '1h'),
    read,
  );
  const end = upTo(later.at(-1), read);
  return { read, write1h: hour - read, write5m: end - hour, input: tokens - end };
}
