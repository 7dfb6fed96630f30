import { ToolError } from '../kit/tool-error';
import { type Accumulator, accumulatorOf, type Figure, type Measure } from './measures';

/** Groups one aggregate holds at most: what bounds its memory. */
export const groupCap = 50_000;

/** A group with its figures by the keys of the measures; the key is null for records without a value. */
export interface Group {
  readonly key: string | null;
  readonly figures: Readonly<Record<string, Figure>>;
}

/** Works out measures by group while records are read: it keeps groups, never records. */
export class Aggregation {
  /** Records fed so far. */
  records = 0;
  private readonly byKey = new Map<string | null, Accumulator[]>();

  constructor(
    private readonly measures: readonly Measure[],
    private readonly cap = groupCap,
  ) {}

  /** One record: the group it belongs to, and its value for each measure. Throws a {@link ToolError} beyond the cap. */
  add(key: string | null, values: readonly unknown[]): void {
    let accumulators = this.byKey.get(key);
    if (!accumulators) {
      if (this.byKey.size >= this.cap)
        throw new ToolError(
          'too_many_groups',
          `There are more than ${this.cap} groups. Group by something coarser, or narrow the conditions.`,
        );
      accumulators = this.measures.map(accumulatorOf);
      this.byKey.set(key, accumulators);
    }
    this.records += 1;
    for (const [index, accumulator] of accumulators.entries()) accumulator.add(values[index]);
  }

  groups(): Group[] {
    return Array.from(this.byKey, ([key, accumulators]) => ({ key, figures: this.figuresOf(accumulators) }));
  }

  /** The figures of all records taken together, also when there were none. */
  total(): Readonly<Record<string, Figure>> {
    return this.figuresOf(this.byKey.get(null) ?? this.measures.map(accumulatorOf));
  }

  private figuresOf(accumulators: readonly Accumulator[]): Record<string, Figure> {
    return Object.fromEntries(this.measures.map(({ key }, index) => [key, accumulators[index]!.figure()]));
  }
}
