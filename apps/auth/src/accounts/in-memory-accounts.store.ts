import { type EmailAddress, type NationSlug, normalizedEmail, type Role } from '@nat/contracts';
import { isMember, type NationChange } from '../members/membership';
import { positionOf, type Told } from '../members/members.store';
import {
  type Account,
  AccountsStore,
  nameOfAddress,
  type NewPerson,
  type PersonLink,
  type ProvenAddress,
} from './accounts.store';
import { InMemoryPeople } from './in-memory-people';

/** The twin for tests: one process, no await between reading and writing, so every call is one transaction. */
export class InMemoryAccountsStore extends AccountsStore {
  constructor(private readonly people: InMemoryPeople) {
    super();
  }

  userOfPerson(nationSlug: NationSlug, signupId: string): Promise<string | undefined> {
    return Promise.resolve(this.people.userOfPerson(nationSlug, signupId));
  }

  enter({ name, ...link }: NewPerson, change: NationChange, told: Told): Promise<boolean> {
    const { users } = this.people;
    if (users.has(link.userId) || !this.people.isAsSeen(change) || !this.people.link(link)) return Promise.resolve(false);
    users.set(link.userId, { name });
    this.people.apply(change);
    this.people.tell(link.nationSlug, told);
    return Promise.resolve(true);
  }

  joinByEmail({ address, userId, name = nameOfAddress(address) }: ProvenAddress): Promise<string> {
    const { addresses, users } = this.people;
    const known = addresses.get(normalizedEmail(address));
    if (known) return Promise.resolve(known);
    addresses.set(normalizedEmail(address), userId);
    users.set(userId, { name, email: address });
    return Promise.resolve(userId);
  }

  async linkPerson(link: PersonLink): Promise<boolean> {
    return this.people.link(link) || this.people.userOfPerson(link.nationSlug, link.signupId) === link.userId;
  }

  userOfEmail(address: EmailAddress): Promise<string | undefined> {
    return Promise.resolve(this.people.addresses.get(normalizedEmail(address)));
  }

  account(userId: string): Promise<Account | undefined> {
    const user = this.people.users.get(userId);
    if (!user) return Promise.resolve(undefined);
    const own = this.people.memberships.filter(isMember).filter(member => member.userId === userId);
    const recent = own.sort((a, b) => (positionOf(a) > positionOf(b) ? -1 : 1));
    const memberships = recent.map(({ nationSlug, role }) => ({ nationSlug, role }));
    return Promise.resolve({ userId, name: user.name, ...(user.email && { email: user.email }), memberships });
  }

  rename(userId: string, name: string): Promise<boolean> {
    const user = this.people.users.get(userId);
    if (user) this.people.users.set(userId, { ...user, name });
    return Promise.resolve(user !== undefined);
  }

  role(nationSlug: NationSlug, userId: string): Promise<Role | undefined> {
    return Promise.resolve(this.people.membership(nationSlug, userId)?.role);
  }
}
