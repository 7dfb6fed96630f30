import type { NationSlug } from '@nat/contracts';
import { absent, type Key, type Table, WriteTransaction } from '@nat/dynamo';
import { z } from 'zod';
import type { AuditEntry } from '../../audit/audit-entry';
import { addAudit } from '../../audit/audit-rows';
import { nationKey } from '../member-rows';
import { ClaimsStore, StoredClaim, type UserClaims } from './claims.store';

const claimsKey = (userId: string): Key => ({ pk: `USER#${userId}`, sk: 'CLAIMS' });

const ClaimsRow = z.object({ claims: z.array(StoredClaim), revision: z.number().int() });

/** {@link ClaimsStore} in DynamoDB: one row for each user. */
export class DynamoClaimsStore extends ClaimsStore {
  constructor(private readonly table: Table) {
    super();
  }

  async of(userId: string): Promise<UserClaims> {
    const row = await this.table.get(claimsKey(userId));
    return row ? ClaimsRow.parse(row) : { claims: [], revision: 0 };
  }

  async claim(userId: string, next: UserClaims, nationSlug: NationSlug, audit: AuditEntry): Promise<boolean> {
    const transaction = new WriteTransaction(this.table);
    const seen = { expression: 'revision = :seen', values: { ':seen': next.revision - 1 } };
    transaction.put({ ...claimsKey(userId), ...next }, next.revision === 1 ? absent : seen);
    transaction.check(nationKey(nationSlug), absent);
    addAudit(transaction, nationSlug, audit);
    return (await transaction.commit()).committed;
  }
}
