import type { NationSlug } from '@nat/contracts';
import { type Table, WriteTransaction } from '@nat/dynamo';
import type { DynamoOutbox } from '@nat/event-bus';
import { addChange, addTold, memberKey, membersIndex, membershipIn, nationIn, nationKey } from './member-rows';
import { isMember, type Member, type MembershipRecord, type Nation, type NationChange } from './membership';
import { MembersStore, type Told } from './members.store';

/** Sorts after every position. */
const afterAll = ':';

/** {@link MembersStore} in DynamoDB. A membership is one row under its user, listed by nation in an index. */
export class DynamoMembersStore extends MembersStore {
  constructor(
    private readonly table: Table,
    private readonly outbox: Pick<DynamoOutbox, 'add'>,
  ) {
    super();
  }

  async nation(nationSlug: NationSlug): Promise<Nation | undefined> {
    const row = await this.table.get(nationKey(nationSlug));
    return row && nationIn(row);
  }

  async find(nationSlug: NationSlug, userId: string): Promise<MembershipRecord | undefined> {
    const row = await this.table.get(memberKey(nationSlug, userId));
    return row && membershipIn(row);
  }

  async list(nationSlug: NationSlug, { limit, before = afterAll }: { limit: number; before?: string }): Promise<Member[]> {
    const members: Member[] = [];
    const where = {
      expression: 'memberOf = :nation AND memberSince < :before',
      values: { ':nation': nationSlug, ':before': before },
    };
    for await (const row of this.table.query({ index: membersIndex.name, where, ascending: false, pageSize: limit })) {
      const record = membershipIn(row);
      if (isMember(record)) members.push(record);
      if (members.length === limit) break;
    }
    return members;
  }

  async change(change: NationChange, told: Told): Promise<boolean> {
    const transaction = new WriteTransaction(this.table);
    addChange(transaction, change);
    addTold(transaction, change.nationSlug, told, this.outbox);
    return (await transaction.commit()).committed;
  }
}
