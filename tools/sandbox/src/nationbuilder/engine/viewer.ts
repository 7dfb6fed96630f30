import type { Condition } from './filters';

export type Verb = 'create' | 'update' | 'delete';

/** The part of a nation that the owner of a token can read, and what they may do to it. */
export interface Viewer {
  /** Short name of the demo user. */
  readonly user: string;
  /** The user's own signup. */
  readonly signupId: string;
  /** Which records of a type are visible; undefined when the user has no permission for the type at all. */
  visible(type: string): Condition | undefined;
  /** Whether the user may do that to the visible records of a type. */
  may(verb: Verb, type: string): boolean;
}

/** Sees everything. */
export const everything: Condition = () => true;
