import { EmailAddress, NationSlug, normalizedEmail, type Role } from '@nat/contracts';
import { type Key, present, type Row, type Table, WriteTransaction } from '@nat/dynamo';
import type { DynamoOutbox } from '@nat/event-bus';
import { z } from 'zod';
import { addChange, addTold, memberKey, memberPrefix, membershipIn } from '../members/member-rows';
import { isMember, type NationChange } from '../members/membership';
import { positionOf, type Told } from '../members/members.store';
import { secretHash } from '../one-time/one-time-secret';
import {
  type Account,
  AccountsStore,
  nameOfAddress,
  type NewPerson,
  type PersonLink,
  type ProvenAddress,
} from './accounts.store';

const personKey = (nation: NationSlug, signupId: string): Key => ({ pk: `NATION#${nation}#PERSON#${signupId}`, sk: 'PERSON' });
/** Whom a user is at NationBuilder: the way back, which keeps a user from being two people of one nation. */
const signupKey = (nation: NationSlug, userId: string): Key => ({ pk: `USER#${userId}`, sk: `PERSON#${nation}` });
/** By a hash, so that keys, which show up in metrics and errors, hold no address. */
const emailKey = (address: EmailAddress): Key => ({ pk: `EMAIL#${secretHash(normalizedEmail(address))}`, sk: 'EMAIL' });
const userKey = (userId: string): Key => ({ pk: `USER#${userId}`, sk: 'USER' });

const PersonRow = z.object({ userId: z.string() });
const UserRow = z.object({ name: z.string(), email: EmailAddress.optional() });

/** {@link AccountsStore} in DynamoDB. */
export class DynamoAccountsStore extends AccountsStore {
  constructor(
    private readonly table: Table,
    private readonly outbox: Pick<DynamoOutbox, 'add'>,
  ) {
    super();
  }

  async userOfPerson(nationSlug: NationSlug, signupId: string): Promise<string | undefined> {
    const row = await this.table.get(personKey(nationSlug, signupId));
    return row && PersonRow.parse(row).userId;
  }

  async enter({ name, at, ...link }: NewPerson, change: NationChange, told: Told): Promise<boolean> {
    const transaction = this.linking(link);
    transaction.putNew({ ...userKey(link.userId), name, createdAt: at });
    addChange(transaction, change);
    addTold(transaction, link.nationSlug, told, this.outbox);
    return (await transaction.commit()).committed;
  }

  async joinByEmail({ address, userId, name = nameOfAddress(address), at }: ProvenAddress): Promise<string> {
    const known = await this.userOfEmail(address);
    if (known) return known;
    const transaction = new WriteTransaction(this.table);
    transaction.putNew({ ...emailKey(address), userId });
    transaction.putNew({ ...userKey(userId), name, email: address, createdAt: at });
    if ((await transaction.commit()).committed) return userId;
    const winner = await this.userOfEmail(address);
    if (!winner) throw new Error('a new user id was taken already');
    return winner;
  }

  async linkPerson(link: PersonLink): Promise<boolean> {
    if ((await this.linking(link).commit()).committed) return true;
    return (await this.userOfPerson(link.nationSlug, link.signupId)) === link.userId;
  }

  async userOfEmail(address: EmailAddress): Promise<string | undefined> {
    const row = await this.table.get(emailKey(address));
    return row && PersonRow.parse(row).userId;
  }

  async account(userId: string): Promise<Account | undefined> {
    const where = { expression: 'pk = :pk', values: { ':pk': userKey(userId).pk } };
    const rows: Row[] = [];
    for await (const row of this.table.query({ where })) rows.push(row);
    const user = rows.find(({ sk }) => sk === userKey(userId).sk);
    if (!user) return undefined;
    const members = rows
      .filter(({ sk }) => String(sk).startsWith(memberPrefix))
      .map(membershipIn)
      .filter(isMember);
    const recent = members.toSorted((a, b) => (positionOf(a) > positionOf(b) ? -1 : 1));
    return { userId, ...UserRow.parse(user), memberships: recent.map(({ nationSlug, role }) => ({ nationSlug, role })) };
  }

  async rename(userId: string, name: string): Promise<boolean> {
    const update = { expression: 'SET #name = :name', names: { '#name': 'name' }, values: { ':name': name } };
    return (await this.table.update(userKey(userId), update, present)).written;
  }

  async role(nationSlug: NationSlug, userId: string): Promise<Role | undefined> {
    const row = await this.table.get(memberKey(nationSlug, userId));
    return row && membershipIn(row).role;
  }

  private linking({ nationSlug, signupId, userId }: PersonLink): WriteTransaction {
    const transaction = new WriteTransaction(this.table);
    transaction.putNew({ ...personKey(nationSlug, signupId), userId });
    transaction.putNew({ ...signupKey(nationSlug, userId), signupId });
    return transaction;
  }
}
