import type { NationSlug } from '@nat/contracts';
import { type Expression, type Key, type Row, type TableDefinition, type WriteTransaction } from '@nat/dynamo';
import type { DynamoOutbox } from '@nat/event-bus';
import { addAudit } from '../audit/audit-rows';
import { MembershipRecord, Nation, type NationChange } from './membership';
import { positionOf, type Told } from './members.store';

export const nationKey = (nation: NationSlug): Key => ({ pk: `NATION#${nation}`, sk: 'NATION' });
export const memberPrefix = 'MEMBER#';
export const memberKey = (nation: NationSlug, userId: string): Key => ({
  pk: `USER#${userId}`,
  sk: `${memberPrefix}${nation}`,
});

/** The sparse index of memberships that last, by nation. */
export const membersIndex: TableDefinition['indexes'][number] = {
  name: 'members',
  partitionKey: 'memberOf',
  sortKey: 'memberSince',
};

export function membershipIn(row: Row): MembershipRecord {
  return MembershipRecord.parse({ userId: String(row['pk']).slice('USER#'.length), ...row });
}

export function nationIn(row: Row): Nation {
  return Nation.parse({ nationSlug: String(row['pk']).slice('NATION#'.length), ...row });
}

/** Adds a change to a transaction, under the condition that all is as it was seen. */
export function addChange(transaction: WriteTransaction, change: NationChange): void {
  const { memberships, nation, rests = [], restsOnNation } = change;
  if (restsOnNation) transaction.check(nationKey(restsOnNation.nationSlug), isAt(restsOnNation.revision));
  for (const { nationSlug, userId, revision } of rests) transaction.check(memberKey(nationSlug, userId), isAt(revision));
  for (const record of memberships) {
    const listed = record.role && { memberOf: record.nationSlug, memberSince: positionOf(record) };
    transaction.put({ ...memberKey(record.nationSlug, record.userId), ...record, ...listed }, isAt(record.revision - 1));
  }
  if (nation) transaction.put({ ...nationKey(nation.nationSlug), ...nation }, isAt(nation.revision - 1));
}

/** Adds what is told of a nation to the transaction of what it tells. */
export function addTold(
  transaction: WriteTransaction,
  nationSlug: NationSlug,
  { audits, events }: Told,
  outbox: Pick<DynamoOutbox, 'add'>,
): void {
  for (const entry of audits) addAudit(transaction, nationSlug, entry);
  for (const event of events) outbox.add(transaction, event);
}

/** Revision 0 is that of a row that is not there. */
function isAt(revision: number): Expression {
  const names = { '#revision': 'revision' };
  if (revision === 0) return { expression: 'attribute_not_exists(#revision)', names };
  return { expression: '#revision = :seen', names, values: { ':seen': revision } };
}
