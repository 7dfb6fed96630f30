import type { Phrase } from '../phrases';

/** Something that records of a kind may be, said before or after their noun. */
export interface Trait {
  phrase: Phrase;
  filter: Record<string, unknown>;
  /** Before the noun: `pending`. */
  said: string;
  /** The attribute that a period is about, where it is another than usual. */
  time?: string;
  /** It is of days and not of moments. */
  dates?: true;
  /** When it came to be is not on record: a period with it would be about something else. */
  timeless?: true;
  /** It means nothing without a period. */
  needsPeriod?: true;
}

export interface Group {
  phrase: Phrase;
  /** Said alone after "which": `event`. */
  name: Phrase;
  by: string;
  said: string;
  /** Wording of the noun in a question that is put to people: "how many people signed each petition". */
  people?: Phrase;
  /** What such a question takes for granted. */
  assumes?: Trait;
}

/** A kind of record that questions are about: its names, what it may be, what it is grouped by. */
export interface Subject {
  type: string;
  nouns: { phrase: Phrase; said: readonly [one: string, many: string]; filter?: Record<string, unknown> }[];
  /** The attribute that a period is about. */
  time?: string;
  /** The amount that is summed up, in cents. */
  money?: string;
  traits: Trait[];
  groups: Group[];
  /** The tool that lists them by name. */
  list?: string;
}
