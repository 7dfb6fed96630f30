import { absent, type Key, type Table, WriteTransaction } from '@nat/dynamo';
import type { ExternalPerson } from '@nat/session';
import { z } from 'zod';
import { type NewExternalPerson, OidcIdentitiesStore, personHash } from './oidc-identities.store';

const personKey = (person: ExternalPerson): Key => ({ pk: `OIDC#${personHash(person)}`, sk: 'OIDC' });
const tokenKey = (tokenHash: string): Key => ({ pk: `ONCE#external_token#${tokenHash}`, sk: 'ONCE' });
/** The row every account has. */
const userKey = (userId: string): Key => ({ pk: `USER#${userId}`, sk: 'USER' });

const PersonRow = z.object({ userId: z.string() });

/** {@link OidcIdentitiesStore} in DynamoDB. */
export class DynamoOidcIdentitiesStore extends OidcIdentitiesStore {
  constructor(private readonly table: Table) {
    super();
  }

  async userOf(person: ExternalPerson): Promise<string | undefined> {
    const row = await this.table.get(personKey(person));
    return row && PersonRow.parse(row).userId;
  }

  async enter({ userId, name, at, ...person }: NewExternalPerson): Promise<string> {
    const transaction = new WriteTransaction(this.table);
    transaction.putNew({ ...personKey(person), userId });
    transaction.putNew({ ...userKey(userId), name, createdAt: at });
    if ((await transaction.commit()).committed) return userId;
    const winner = await this.userOf(person);
    if (!winner) throw new Error('a new user id was taken already');
    return winner;
  }

  async link({ userId, ...person }: ExternalPerson & { userId: string }): Promise<string> {
    const outcome = await this.table.put({ ...personKey(person), userId }, absent);
    return outcome.written ? userId : PersonRow.parse(outcome.old).userId;
  }

  async useUp(tokenHash: string, expiresAt: number): Promise<boolean> {
    return (await this.table.put({ ...tokenKey(tokenHash), expiresAt }, absent)).written;
  }
}
