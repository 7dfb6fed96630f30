import type { EmailAddress, NationSlug } from '@nat/contracts';
import type { InMemoryOutbox } from '@nat/event-bus';
import { InMemoryAudit } from '../audit/in-memory-audit';
import type { MembershipRecord, Nation, NationChange } from '../members/membership';
import type { Told } from '../members/members.store';
import type { PersonLink } from './accounts.store';

/** What the stores in memory know of users and nations, in one place: none of them awaits between reading and writing it. */
export class InMemoryPeople {
  /** Users by normalized address. */
  readonly addresses = new Map<string, string>();
  readonly users = new Map<string, { name: string; email?: EmailAddress }>();
  readonly nations = new Map<NationSlug, Nation>();
  private readonly links: PersonLink[] = [];
  private readonly records = new Map<string, MembershipRecord>();

  constructor(
    private readonly outbox: InMemoryOutbox,
    private readonly audit = new InMemoryAudit(),
  ) {}

  userOfPerson(nationSlug: NationSlug, signupId: string): string | undefined {
    return this.links.find(link => link.nationSlug === nationSlug && link.signupId === signupId)?.userId;
  }

  /** False when one of the two is linked in the nation already. */
  link(link: PersonLink): boolean {
    const inNation = this.links.filter(({ nationSlug }) => nationSlug === link.nationSlug);
    if (inNation.some(({ signupId, userId }) => signupId === link.signupId || userId === link.userId)) return false;
    this.links.push(link);
    return true;
  }

  membership(nationSlug: NationSlug, userId: string): MembershipRecord | undefined {
    return this.records.get(`${nationSlug} ${userId}`);
  }

  /** All of them, ended ones included. */
  get memberships(): MembershipRecord[] {
    return [...this.records.values()];
  }

  /** True while everything is as a change saw it. */
  isAsSeen({ nationSlug, memberships, nation, rests = [], restsOnNation }: NationChange): boolean {
    const nationRevision = this.nations.get(nationSlug)?.revision ?? 0;
    const revisionOf = (userId: string): number => this.membership(nationSlug, userId)?.revision ?? 0;
    return (
      rests.every(({ userId, revision }) => revisionOf(userId) === revision) &&
      memberships.every(({ userId, revision }) => revisionOf(userId) === revision - 1) &&
      (!nation || nationRevision === nation.revision - 1) &&
      (!restsOnNation || nationRevision === restsOnNation.revision)
    );
  }

  /** Makes a change that is as it was seen. */
  apply({ nationSlug, memberships, nation }: NationChange): void {
    for (const record of memberships) this.records.set(`${nationSlug} ${record.userId}`, structuredClone(record));
    if (nation) this.nations.set(nationSlug, structuredClone(nation));
  }

  tell(nationSlug: NationSlug, { audits, events }: Told): void {
    for (const entry of audits) this.audit.add(nationSlug, entry);
    for (const event of events) this.outbox.add(event);
  }
}
