import type { NationTime } from '../nation-time';
import type { Step, PlanKit } from '../plan';
import type { Place } from '../places';

/** One of the conditions of `find_people`. */
export interface Criterion {
  from: string;
  filter?: Record<string, unknown>;
  id?: string;
  not?: true;
  min_count?: number;
  min_sum_in_cents?: number;
  city?: string;
  state?: string;
}

/** Ends a sentence after one person and after several: `lives in Austin`, `live in Austin`. */
export type Said = readonly [one: string, many: string];

/** Something that must hold of a person. */
export interface Condition {
  said: Said;
  /** On the person's own record: goes into one filter with the others of that kind. */
  own?: Record<string, unknown>;
  /** The same, after a look at something else. */
  ownLater?: (kit: PlanKit) => Step<{ own: Record<string, unknown>; said: Said }>;
  /** Of several places each is looked at by itself. */
  places?: Place[];
  /** In other records about the person; may need looking up first, and then knows better what to say. */
  criterion?: (kit: PlanKit) => Step<{ criterion: Criterion; said?: Said }>;
  /** The moment it is about, where it has no period: means something only in groups of months and the like. */
  undated?: string;
  /** The same condition in another period, for "but not this year". */
  inPeriod?: (text: string, negated: boolean) => ConditionRead | undefined;
}

export interface ConditionRead {
  condition: Condition;
  rest: string;
}

/** Reads one kind of condition at the beginning of a text. `negated`: after "not", "never", "without". */
export type ConditionReader = (text: string, negated: boolean, now: NationTime) => ConditionRead | undefined;

/** The same words after one and after many. */
export const same = (words: string): Said => [words, words];

type Lookup = NonNullable<Condition['criterion']>;

/** A criterion for which nothing has to be looked up first. `said`: where the words need the nation's currency. */
export function lookedUp(criterion: Criterion, said?: (kit: PlanKit) => Said): Lookup {
  // oxlint-disable-next-line require-yield -- there is nothing to wait for
  return function* (kit) {
    return { criterion, ...(said && { said: said(kit) }) };
  };
}

/** What a criterion carries when people must not meet it. */
export const not = (negated: boolean): { not?: true } => (negated ? { not: true } : {});

/** `is tagged …`, `is not tagged …`. */
export const being = (negated: boolean, what: string): Said => [
  `is ${negated ? 'not ' : ''}${what}`,
  `are ${negated ? 'not ' : ''}${what}`,
];

/** `attended …`, `did not attend …`. */
export const doing = (negated: boolean, did: string, infinitive: string): Said => same(negated ? `did not ${infinitive}` : did);
