// Taken out once: within Jest a look at a global costs more than the arithmetic, and a seed draws a million times.
const { floor, imul } = Math;

/** Repeatable chance. Each part of the seed draws from a stream of its own name, so that a change in one moves no other. */
export class Random {
  private state: number;

  constructor(seed: number, stream: string) {
    let hash = 2_166_136_261;
    for (const character of `${seed}:${stream}`) hash = imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
    this.state = hash >>> 0;
  }

  /** From 0 up to but not including 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let at = copy.length - 1; at > 0; at -= 1) {
      const other = this.int(0, at);
      [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
    }
    return copy;
  }

  sample<T>(items: readonly T[], size: number): T[] {
    if (size > items.length) throw new Error(`cannot sample ${size} of ${items.length}`);
    return this.shuffled(items).slice(0, size);
  }
}
