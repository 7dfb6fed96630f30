import type { NationSlug } from '@nat/contracts';
import type { WriteTransaction } from '@nat/dynamo';
import type { AuditEntry } from './audit-entry';

/** Adds an entry to the transaction that does what it tells: both are there, or neither is. */
export function addAudit(transaction: WriteTransaction, nationSlug: NationSlug, entry: AuditEntry): void {
  transaction.putNew({ pk: `NATION#${nationSlug}#AUDIT`, sk: `${entry.time}#${entry.auditId}`, ...entry });
}
