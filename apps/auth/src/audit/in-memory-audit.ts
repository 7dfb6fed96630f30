import type { NationSlug } from '@nat/contracts';
import type { AuditEntry } from './audit-entry';

/** The audit log of stores in memory. */
export class InMemoryAudit {
  private readonly all: { nationSlug: NationSlug; entry: AuditEntry }[] = [];

  /** Call it in the same synchronous step that changes the state, which is a transaction in memory. */
  add(nationSlug: NationSlug, entry: AuditEntry): void {
    this.all.push({ nationSlug, entry });
  }

  /** Every entry ever added, in order; of one nation where one is named. */
  entries(nationSlug?: NationSlug): AuditEntry[] {
    return this.all.filter(each => nationSlug === undefined || each.nationSlug === nationSlug).map(({ entry }) => entry);
  }
}
