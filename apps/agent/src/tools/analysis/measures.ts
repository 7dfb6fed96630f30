import type { AttributeKind } from '@nat/nationbuilder';
import { createHash } from 'node:crypto';
import { averageOf, numberOf, type Units, unitsOf } from './exact-number';

export const measureNames = ['count', 'sum', 'avg', 'min', 'max', 'count_distinct'] as const;
export type MeasureName = (typeof measureNames)[number];

/** What is worked out of the records of a group. */
export interface Measure {
  /** Under which it is answered. */
  readonly key: string;
  readonly fn: MeasureName;
  /** Attribute it is about; absent where records themselves are counted. */
  readonly of?: string;
  readonly kind: AttributeKind;
}

/** A figure: a number where that is exact, text for times and very large numbers, null where no value was there. */
export type Figure = number | string | null;

/** One measure of one group, fed value by value. Values that are missing, or none of the kind, are passed over. */
export interface Accumulator {
  add(value: unknown): void;
  figure(): Figure;
}

export function accumulatorOf({ fn, of, kind }: Measure): Accumulator {
  switch (fn) {
    case 'count':
      return new Count(of === undefined);
    case 'count_distinct':
      return new Distinct();
    case 'sum':
    case 'avg':
      return new Sum(kind, fn === 'avg');
    case 'min':
    case 'max':
      return new Extreme(kind, fn === 'min' ? -1 : 1);
  }
}

const isThere = (value: unknown): boolean => value !== null && value !== undefined && value !== '';

class Count implements Accumulator {
  private count = 0;
  constructor(private readonly everything: boolean) {}

  add(value: unknown): void {
    if (this.everything || isThere(value)) this.count += 1;
  }
  figure(): number {
    return this.count;
  }
}

/** Values are told apart by a digest where they are long, so that a value never costs more than 44 characters. */
class Distinct implements Accumulator {
  private readonly seen = new Set<string>();

  add(value: unknown): void {
    if (!isThere(value)) return;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    this.seen.add(text.length <= 44 ? text : createHash('sha256').update(text).digest('base64'));
  }
  figure(): number {
    return this.seen.size;
  }
}

class Sum implements Accumulator {
  private sum: Units = 0n;
  private count = 0;
  constructor(
    private readonly kind: AttributeKind,
    private readonly average: boolean,
  ) {}

  add(value: unknown): void {
    const units = unitsOf(this.kind, value);
    if (units === undefined) return;
    this.sum += units;
    this.count += 1;
  }
  figure(): Figure {
    if (!this.average) return numberOf(this.kind, this.sum);
    return this.count === 0 ? null : numberOf(this.kind, averageOf(this.sum, this.count));
  }
}

class Extreme implements Accumulator {
  private best: { rank: bigint | number; value: Figure } | undefined;
  constructor(
    private readonly kind: AttributeKind,
    private readonly direction: 1 | -1,
  ) {}

  add(value: unknown): void {
    const rank = rankOf(this.kind, value);
    if (rank === undefined) return;
    const better = !this.best || (this.direction === 1 ? rank > this.best.rank : rank < this.best.rank);
    if (better) this.best = { rank, value: typeof rank === 'bigint' ? numberOf(this.kind, rank) : String(value) };
  }
  figure(): Figure {
    return this.best?.value ?? null;
  }
}

/** Where a value stands among those of its kind; moments by their instant, whatever their offset. */
function rankOf(kind: AttributeKind, value: unknown): bigint | number | undefined {
  if (kind !== 'time' && kind !== 'date') return unitsOf(kind, value);
  const instant = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
