import type { ExternalPerson } from '@nat/session';
import { createHash } from 'node:crypto';

/** A person whom nobody knew, and the user they become. */
export interface NewExternalPerson extends ExternalPerson {
  userId: string;
  /** What the user is called until they say otherwise. */
  name: string;
  /** RFC 3339 UTC. */
  at: string;
}

/** Whom people of an external issuer are here, and which of its tokens were used up. */
export abstract class OidcIdentitiesStore {
  /** The user a person is known as, if they are. */
  abstract userOf(person: ExternalPerson): Promise<string | undefined>;

  /**
   * Makes a user of a person who was not known, without a membership. Of any number of calls at once for one person one makes
   * a user.
   * @returns the user the person is from then on.
   */
  abstract enter(person: NewExternalPerson): Promise<string>;

  /**
   * Makes a person known as a user who exists.
   * @returns the user the person is from then on: another one where they were known before.
   */
  abstract link(person: ExternalPerson & { userId: string }): Promise<string>;

  /**
   * Uses up a token; of any number of calls for one token one is told true.
   * @param expiresAt epoch seconds from which the token is worth nothing anyway.
   */
  abstract useUp(tokenHash: string, expiresAt: number): Promise<boolean>;
}

/** One text for each person of each issuer, and no way to make one of another: lengths do not mix, and nobody's id is in it. */
export function personHash({ issuer, subject }: ExternalPerson): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex');
}
