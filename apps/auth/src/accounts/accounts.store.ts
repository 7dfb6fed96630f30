import type { EmailAddress, Membership, NationSlug, Role } from '@nat/contracts';
import type { NationChange } from '../members/membership';
import type { Told } from '../members/members.store';

/** Who somebody is at NationBuilder, and who they are here. In one nation each is one of the other. */
export interface PersonLink {
  nationSlug: NationSlug;
  signupId: string;
  userId: string;
}

/** A person whom nobody knew, and the user they become. */
export interface NewPerson extends PersonLink {
  /** What the user is called until they say otherwise. */
  name: string;
  /** RFC 3339 UTC. */
  at: string;
}

/** Somebody whom mail to an address reaches: they have just shown it, or a trusted issuer says so. */
export interface ProvenAddress {
  address: EmailAddress;
  /** The id a user made for this address gets. */
  userId: string;
  /** What that user is called until they say otherwise; what stands before the `@` unless told. */
  name?: string;
  /** RFC 3339 UTC. */
  at: string;
}

export interface Account {
  userId: string;
  name: string;
  /** Where the account was proven by mail. */
  email?: EmailAddress;
  /** Those that last, most recent first. */
  memberships: Membership[];
}

/** Users, who they are at NationBuilder, and the nations each belongs to. */
export abstract class AccountsStore {
  /** The user a person of a nation is known as, if they are. */
  abstract userOfPerson(nationSlug: NationSlug, signupId: string): Promise<string | undefined>;

  /**
   * Makes the user of a person who was not known, together with what changes in their nation by it.
   * @returns false when the person is known by now, or something is not as the change saw it: then nothing was done.
   */
  abstract enter(person: NewPerson, change: NationChange, told: Told): Promise<boolean>;

  /**
   * The user of an address, made on the first call, without a membership. Letter case aside, one address is one user, however
   * many calls come at once.
   */
  abstract joinByEmail(proven: ProvenAddress): Promise<string>;

  /**
   * Makes a person of a nation known as a user who exists: they have shown that they are both. Changes no membership.
   *
   * @returns true when they are one and the same from now on, or were before; false when one of them is somebody else.
   */
  abstract linkPerson(link: PersonLink): Promise<boolean>;

  /** The user of an address, if there is one. */
  abstract userOfEmail(address: EmailAddress): Promise<string | undefined>;

  abstract account(userId: string): Promise<Account | undefined>;

  /** Calls a user something else. False when there is no such user. */
  abstract rename(userId: string, name: string): Promise<boolean>;

  /** The live role of a user in a nation, or nothing. */
  abstract role(nationSlug: NationSlug, userId: string): Promise<Role | undefined>;
}

/** What an account is called until its person says otherwise: what stands before the `@`. */
export function nameOfAddress(address: EmailAddress): string {
  return address.slice(0, address.lastIndexOf('@'));
}
