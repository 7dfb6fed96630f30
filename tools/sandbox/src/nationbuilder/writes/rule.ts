import type { Json, NationRecord } from '../engine/records';
import type { Change } from './change';

/** Values by attribute, extra field or hidden key; undefined is not there. */
export type Values = Readonly<Record<string, Json | undefined>>;

/** A record on its way into its table. */
export interface Step {
  readonly change: Change;
  /** As it would be stored. */
  readonly record: NationRecord;
  /** As it was; absent for a new one. */
  readonly before: NationRecord | undefined;
  /** What the writer named, of what is stored. */
  readonly given: Values;
  /** What the writer named, of what is not stored: flags that send mail, addresses for somebody else. */
  readonly orders: Values;
  /** Reports what is wrong: "must be between 1 and 5". */
  readonly fail: (attribute: string, message: string, code?: string) => void;
}

/** A write that was stored. `after` is absent for a deletion, `before` for a creation. */
export interface Effect {
  readonly change: Change;
  readonly before: NationRecord | undefined;
  readonly after: NationRecord | undefined;
  readonly given: Values;
  readonly orders: Values;
}

/** What is special about a type. What the catalog says of attributes and keys is checked before and for all types alike. */
export interface Rule {
  /** Values of a new record that nobody gave. */
  readonly defaults?: (step: Step) => Values;
  readonly check?: (step: Step) => void;
  /** What stands in the way of a deletion, as said of the record; undefined when nothing does. */
  readonly keeps?: (record: NationRecord) => string | undefined;
  /** Values that follow from others of the record. */
  readonly derive?: (step: Step) => Values;
  /** What changes elsewhere: counters, histories, mail. */
  readonly follow?: (effect: Effect) => void;
  /** Changes of state, by the name of their route. */
  readonly actions?: Readonly<Record<string, (change: Change, record: NationRecord, parameters: URLSearchParams) => void>>;
}

export type Rules = Readonly<Record<string, Rule>>;
