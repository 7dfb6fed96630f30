import { EmailAddress, NationSlug, normalizedEmail, Role } from '@nat/contracts';
import { absent, type Key, type Row, type Table, WriteTransaction } from '@nat/dynamo';
import { z } from 'zod';
import { secretHash } from '../one-time/one-time-secret';
import { type Account, AccountsStore, type JoiningPerson, nameOfAddress, type ProvenAddress } from './accounts.store';

const personKey = (nation: NationSlug, signupId: string): Key => ({ pk: `NATION#${nation}#PERSON#${signupId}`, sk: 'PERSON' });
/** By a hash, so that keys, which show up in metrics and errors, hold no address. */
const emailKey = (address: EmailAddress): Key => ({ pk: `EMAIL#${secretHash(normalizedEmail(address))}`, sk: 'EMAIL' });
const nationKey = (nation: NationSlug): Key => ({ pk: `NATION#${nation}`, sk: 'NATION' });
const userKey = (userId: string): Key => ({ pk: `USER#${userId}`, sk: 'USER' });
const memberKey = (nation: NationSlug, userId: string): Key => ({ pk: `USER#${userId}`, sk: `MEMBER#${nation}` });

const PersonRow = z.object({ userId: z.string() });
const UserRow = z.object({ name: z.string(), email: EmailAddress.optional() });
const MemberRow = z.object({ nationSlug: NationSlug, role: Role, joinedAt: z.string() });

/** Rounds of a lost race: each one is lost to a write that settles the question, so two are enough. */
const rounds = 4;

/** {@link AccountsStore} in DynamoDB. One transaction makes person, user, membership and, for the first, the nation. */
export class DynamoAccountsStore extends AccountsStore {
  constructor(private readonly table: Table) {
    super();
  }

  async join(person: JoiningPerson): Promise<{ userId: string; role?: Role }> {
    for (let round = 1; round <= rounds; round++) {
      const known = await this.table.get(personKey(person.nationSlug, person.signupId));
      if (known) {
        const { userId } = PersonRow.parse(known);
        return { userId, role: await this.role(person.nationSlug, userId) };
      }
      const role = await this.create(person);
      if (role) return { userId: person.userId, role };
    }
    throw new Error('a person could not be joined to their nation: the race never ended');
  }

  async joinByEmail({ address, userId, at }: ProvenAddress): Promise<string> {
    const known = await this.userOfEmail(address);
    if (known) return known;
    const transaction = new WriteTransaction(this.table);
    transaction.putNew({ ...emailKey(address), userId });
    transaction.putNew({ ...userKey(userId), name: nameOfAddress(address), email: address, createdAt: at });
    if ((await transaction.commit()).committed) return userId;
    const winner = await this.userOfEmail(address);
    if (!winner) throw new Error('a new user id was taken already');
    return winner;
  }

  async linkPerson({
    nationSlug,
    signupId,
    userId,
  }: {
    nationSlug: NationSlug;
    signupId: string;
    userId: string;
  }): Promise<string> {
    const outcome = await this.table.put({ ...personKey(nationSlug, signupId), userId }, absent);
    return outcome.written ? userId : PersonRow.parse(outcome.old).userId;
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
    const members = rows.filter(row => row !== user).map(row => MemberRow.parse(row));
    const recent = members.toSorted((a, b) => b.joinedAt.localeCompare(a.joinedAt));
    const memberships = recent.map(({ nationSlug, role }) => ({ nationSlug, role }));
    return { userId, ...UserRow.parse(user), memberships };
  }

  async role(nationSlug: NationSlug, userId: string): Promise<Role | undefined> {
    const row = await this.table.get(memberKey(nationSlug, userId));
    return row && MemberRow.parse(row).role;
  }

  /** Nothing when somebody was faster with this person, or with this nation's ownership. */
  private async create({ nationSlug, signupId, name, userId, memberRole, at }: JoiningPerson): Promise<Role | undefined> {
    const owned = await this.table.get(nationKey(nationSlug));
    const role = owned ? memberRole : 'owner';
    const transaction = new WriteTransaction(this.table);
    transaction.putNew({ ...personKey(nationSlug, signupId), userId });
    transaction.putNew({ ...userKey(userId), name, createdAt: at });
    transaction.putNew({ ...memberKey(nationSlug, userId), nationSlug, role, joinedAt: at });
    if (!owned) transaction.putNew({ ...nationKey(nationSlug), ownerId: userId, createdAt: at });
    return (await transaction.commit()).committed ? role : undefined;
  }
}
