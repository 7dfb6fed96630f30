import { type Key, present, type Table } from '@nat/dynamo';
import { type OneTimeKind, OneTimeStore, type OneTimeValue, oneTimeValues } from './one-time.store';

const keyOf = (kind: OneTimeKind, hash: string): Key => ({ pk: `ONCE#${kind}#${hash}`, sk: 'ONCE' });

/** {@link OneTimeStore} in DynamoDB: taking is one conditional delete that answers what was there. */
export class DynamoOneTimeStore extends OneTimeStore {
  constructor(private readonly table: Table) {
    super();
  }

  async keep<Kind extends OneTimeKind>(kind: Kind, hash: string, value: OneTimeValue<Kind>, expiresAt: number): Promise<void> {
    await this.table.put({ ...keyOf(kind, hash), value, expiresAt });
  }

  async take<Kind extends OneTimeKind>(kind: Kind, hash: string, nowSeconds: number): Promise<OneTimeValue<Kind> | undefined> {
    const outcome = await this.table.delete(keyOf(kind, hash), present);
    if (!outcome.written || !outcome.row || Number(outcome.row.expiresAt) <= nowSeconds) return undefined;
    return oneTimeValues[kind].parse(outcome.row.value) as OneTimeValue<Kind>;
  }
}
