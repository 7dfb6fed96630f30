import { type EmailAddress, type NationSlug, normalizedEmail, type Role } from '@nat/contracts';
import {
  type Account,
  AccountsStore,
  type JoiningPerson,
  type Membership,
  nameOfAddress,
  type ProvenAddress,
} from './accounts.store';

/** The twin for tests: one process, no await between reading and writing, so every call is one transaction. */
export class InMemoryAccountsStore extends AccountsStore {
  private readonly people = new Map<string, string>();
  private readonly users = new Map<
    string,
    { name: string; email?: EmailAddress; memberships: (Membership & { joinedAt: string })[] }
  >();
  private readonly addresses = new Map<string, string>();
  private readonly owners = new Map<string, string>();

  join(person: JoiningPerson): Promise<{ userId: string; role?: Role }> {
    const { nationSlug, signupId, name, memberRole, at } = person;
    const key = `${nationSlug}#${signupId}`;
    const userId = this.people.get(key) ?? person.userId;
    if (!this.people.has(key)) {
      const role = this.owners.has(nationSlug) ? memberRole : 'owner';
      if (role === 'owner') this.owners.set(nationSlug, userId);
      this.people.set(key, userId);
      this.users.set(userId, { name, memberships: [{ nationSlug, role, joinedAt: at }] });
    }
    return Promise.resolve({ userId, role: this.roleOf(nationSlug, userId) });
  }

  joinByEmail({ address, userId }: ProvenAddress): Promise<string> {
    const known = this.addresses.get(normalizedEmail(address));
    if (known) return Promise.resolve(known);
    this.addresses.set(normalizedEmail(address), userId);
    this.users.set(userId, { name: nameOfAddress(address), email: address, memberships: [] });
    return Promise.resolve(userId);
  }

  linkPerson({ nationSlug, signupId, userId }: { nationSlug: NationSlug; signupId: string; userId: string }): Promise<string> {
    const key = `${nationSlug}#${signupId}`;
    if (!this.people.has(key)) this.people.set(key, userId);
    return Promise.resolve(this.people.get(key)!);
  }

  userOfEmail(address: EmailAddress): Promise<string | undefined> {
    return Promise.resolve(this.addresses.get(normalizedEmail(address)));
  }

  account(userId: string): Promise<Account | undefined> {
    const user = this.users.get(userId);
    if (!user) return Promise.resolve(undefined);
    const recent = user.memberships.toSorted((a, b) => b.joinedAt.localeCompare(a.joinedAt));
    const memberships = recent.map(({ nationSlug, role }) => ({ nationSlug, role }));
    return Promise.resolve({ userId, name: user.name, ...(user.email && { email: user.email }), memberships });
  }

  role(nationSlug: NationSlug, userId: string): Promise<Role | undefined> {
    return Promise.resolve(this.roleOf(nationSlug, userId));
  }

  private roleOf(nationSlug: NationSlug, userId: string): Role | undefined {
    return this.users.get(userId)?.memberships.find(membership => membership.nationSlug === nationSlug)?.role;
  }
}
