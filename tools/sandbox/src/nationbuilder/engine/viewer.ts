import type { Condition } from './filters';

/** The part of a nation that the owner of a token can read. */
export interface Viewer {
  /** Short name of the demo user. */
  readonly user: string;
  /** The user's own signup. */
  readonly signupId: string;
  /** Which records of a type are visible; undefined when the user has no permission for the type at all. */
  visible(type: string): Condition | undefined;
}

/** Sees everything. */
export const everything: Condition = () => true;
