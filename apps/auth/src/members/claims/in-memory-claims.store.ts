import type { NationSlug } from '@nat/contracts';
import { InMemoryPeople } from '../../accounts/in-memory-people';
import type { AuditEntry } from '../../audit/audit-entry';
import { ClaimsStore, type UserClaims } from './claims.store';

/** The twin for tests: no await between reading and writing, so every call is one transaction. */
export class InMemoryClaimsStore extends ClaimsStore {
  private readonly rows = new Map<string, UserClaims>();

  constructor(private readonly people: InMemoryPeople) {
    super();
  }

  of(userId: string): Promise<UserClaims> {
    return Promise.resolve(structuredClone(this.rows.get(userId)) ?? { claims: [], revision: 0 });
  }

  claim(userId: string, next: UserClaims, nationSlug: NationSlug, audit: AuditEntry): Promise<boolean> {
    const revision = this.rows.get(userId)?.revision ?? 0;
    if (revision !== next.revision - 1 || this.people.nations.has(nationSlug)) return Promise.resolve(false);
    this.rows.set(userId, structuredClone(next));
    this.people.tell(nationSlug, { audits: [audit], events: [] });
    return Promise.resolve(true);
  }
}
