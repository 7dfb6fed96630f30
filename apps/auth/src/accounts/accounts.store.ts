import type { EmailAddress, NationSlug, Role } from '@nat/contracts';

/** A person as NationBuilder names them: a signup of one nation. */
export interface JoiningPerson {
  nationSlug: NationSlug;
  signupId: string;
  /** Shown to the person only. */
  name: string;
  /** The id a user made for this person gets. */
  userId: string;
  /** Role in a nation that has its owner already. */
  memberRole: Role;
  /** RFC 3339 UTC. */
  at: string;
}

/** Somebody who has just shown that mail to an address reaches them. */
export interface ProvenAddress {
  address: EmailAddress;
  /** The id a user made for this address gets. */
  userId: string;
  /** RFC 3339 UTC. */
  at: string;
}

export interface Membership {
  nationSlug: NationSlug;
  role: Role;
}

export interface Account {
  userId: string;
  name: string;
  /** Where the account was proven by mail. */
  email?: EmailAddress;
  /** Most recent first. */
  memberships: Membership[];
}

/** Users, who they are at NationBuilder, and their memberships. */
export abstract class AccountsStore {
  /**
   * The user of a person, made on the first call together with the membership. The first person of a nation becomes its
   * owner. Any number of calls at once end in one user for each person and one owner for each nation.
   *
   * @returns no role when the person's membership has ended.
   */
  abstract join(person: JoiningPerson): Promise<{ userId: string; role?: Role }>;

  /**
   * The user of an address, made on the first call, without a membership. Letter case aside, one address is one user, however
   * many calls come at once.
   */
  abstract joinByEmail(proven: ProvenAddress): Promise<string>;

  /**
   * Makes a person of a nation known as a user who exists: they have shown that they are both. Changes no membership.
   *
   * @returns the user the person is from then on; another one when they were known before.
   */
  abstract linkPerson(person: { nationSlug: NationSlug; signupId: string; userId: string }): Promise<string>;

  /** The user of an address, if there is one. */
  abstract userOfEmail(address: EmailAddress): Promise<string | undefined>;

  abstract account(userId: string): Promise<Account | undefined>;

  /** The live role of a user in a nation, or nothing. */
  abstract role(nationSlug: NationSlug, userId: string): Promise<Role | undefined>;
}

/** What an account is called until its person says otherwise: what stands before the `@`. */
export function nameOfAddress(address: EmailAddress): string {
  return address.slice(0, address.lastIndexOf('@'));
}
