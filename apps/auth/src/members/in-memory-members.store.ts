import type { NationSlug } from '@nat/contracts';
import { InMemoryPeople } from '../accounts/in-memory-people';
import { isMember, type Member, type MembershipRecord, type Nation, type NationChange } from './membership';
import { MembersStore, positionOf, type Told } from './members.store';

/** The twin for tests: no await between reading and writing, so every call is one transaction. */
export class InMemoryMembersStore extends MembersStore {
  constructor(private readonly people: InMemoryPeople) {
    super();
  }

  nation(nationSlug: NationSlug): Promise<Nation | undefined> {
    return Promise.resolve(structuredClone(this.people.nations.get(nationSlug)));
  }

  find(nationSlug: NationSlug, userId: string): Promise<MembershipRecord | undefined> {
    return Promise.resolve(structuredClone(this.people.membership(nationSlug, userId)));
  }

  list(nationSlug: NationSlug, { limit, before = ':' }: { limit: number; before?: string }): Promise<Member[]> {
    const members = this.people.memberships.filter(isMember).filter(member => member.nationSlug === nationSlug);
    const wanted = members.filter(member => positionOf(member) < before);
    wanted.sort((a, b) => (positionOf(a) > positionOf(b) ? -1 : 1));
    return Promise.resolve(structuredClone(wanted.slice(0, limit)));
  }

  change(change: NationChange, told: Told): Promise<boolean> {
    if (!this.people.isAsSeen(change)) return Promise.resolve(false);
    this.people.apply(change);
    this.people.tell(change.nationSlug, told);
    return Promise.resolve(true);
  }
}
