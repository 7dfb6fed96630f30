import type { NationSlug } from '@nat/contracts';
import { type Expression, type Row, type Table, WriteTransaction } from '@nat/dynamo';
import type { DynamoOutbox } from '@nat/event-bus';
import { addAudit } from '../audit/audit-rows';
import {
  always,
  type Attempt,
  type Change,
  type Connection,
  type ConnectionKey,
  keyOf,
  type Lease,
  type Seen,
} from './connection';
import {
  asSeen,
  changing,
  connectionIn,
  connectionPrefix,
  held,
  instantOf,
  keyOfRow,
  lookIndex,
  lookShards,
  placed,
  rowKey,
} from './connection-rows';
import { ConnectionsStore, type Told } from './connections.store';

/** {@link ConnectionsStore} in DynamoDB: each method that writes is one conditional write or one transaction. */
export class DynamoConnectionsStore extends ConnectionsStore {
  constructor(
    private readonly table: Table,
    private readonly outbox: Pick<DynamoOutbox, 'add'>,
  ) {
    super();
  }

  async find(key: ConnectionKey): Promise<Connection | undefined> {
    const row = await this.table.get(rowKey(key));
    return row && connectionIn(row);
  }

  async ofNation(nationSlug: NationSlug): Promise<Connection[]> {
    const values = { ':pk': rowKey({ nationSlug }).pk, ':prefix': connectionPrefix };
    const where = { expression: 'pk = :pk AND begins_with(sk, :prefix)', values };
    const rows: Row[] = [];
    for await (const row of this.table.query({ where })) rows.push(row);
    return rows.map(connectionIn);
  }

  async due(now: number, limit: number): Promise<ConnectionKey[]> {
    const ofShard = Math.ceil(limit / lookShards.length);
    return (await Promise.all(lookShards.map(shard => this.dueOf(shard, now, ofShard)))).flat();
  }

  async create(connection: Connection, { audit, events }: Told): Promise<boolean> {
    const transaction = new WriteTransaction(this.table);
    transaction.putNew({ ...rowKey(connection), ...placed(connection, connection) });
    return this.commit(transaction, connection, { audit, events });
  }

  advance(seen: Seen, change: Change, told: Told): Promise<boolean> {
    const ended = { attempt: undefined, failing: undefined, reauthCause: undefined };
    const next = { ...ended, ...change, generation: seen.generation + 1, leased: false };
    const transaction = new WriteTransaction(this.table);
    transaction.update(rowKey(seen), changing(seen, next), asSeen(seen));
    return this.commit(transaction, seen, told);
  }

  async takeLease(seen: Connection): Promise<Lease | undefined> {
    const { expression, names, values } = asSeen({ ...seen, status: 'connected' });
    const untouched = {
      expression: `${expression} AND #fence = :seen_fence AND #renewals = :seen_renewals`,
      names: { ...names, '#fence': 'fence', '#renewals': 'renewals' },
      values: { ...values, ':seen_fence': seen.fence, ':seen_renewals': seen.renewals },
    };
    const taken = { fence: seen.fence + 1, renewals: 0, leased: true, lookAt: always };
    const outcome = await this.table.update(rowKey(seen), changing(seen, taken), untouched);
    if (!outcome.written) return undefined;
    const { connectionId, generation, fence, attempt } = connectionIn(outcome.row!);
    return { key: keyOf(seen), connectionId, generation, fence, doubt: attempt !== undefined };
  }

  async renewLease(lease: Lease): Promise<boolean> {
    const once = { expression: 'ADD renewals :one', values: { ':one': 1 } };
    return (await this.table.update(rowKey(lease.key), once, held(lease))).written;
  }

  openAttempt(lease: Lease, attempt: Attempt): Promise<boolean> {
    return this.update(lease, { attempt });
  }

  async settle(lease: Lease, change: Change, told?: Told): Promise<boolean> {
    const ended = { ...change, leased: false };
    if (!told) return this.update(lease, ended);
    const transaction = new WriteTransaction(this.table);
    transaction.update(rowKey(lease.key), changing(lease.key, ended), held(lease));
    return this.commit(transaction, lease.key, told);
  }

  async erased(seen: Seen): Promise<void> {
    await this.table.update(rowKey(seen), changing(seen, { lookAt: undefined }), asSeen(seen));
  }

  private async update(lease: Lease, change: Partial<Connection>): Promise<boolean> {
    const condition: Expression = held(lease);
    return (await this.table.update(rowKey(lease.key), changing(lease.key, change), condition)).written;
  }

  private async commit(transaction: WriteTransaction, { nationSlug }: ConnectionKey, told: Told): Promise<boolean> {
    addAudit(transaction, nationSlug, told.audit);
    for (const event of told.events) this.outbox.add(transaction, event);
    return (await transaction.commit()).committed;
  }

  private async dueOf(shard: string, now: number, limit: number): Promise<ConnectionKey[]> {
    const { name, partitionKey, sortKey } = lookIndex;
    const where = {
      expression: '#shard = :shard AND #look <= :now',
      names: { '#shard': partitionKey, '#look': sortKey },
      values: { ':shard': shard, ':now': instantOf(now) },
    };
    const keys: ConnectionKey[] = [];
    for await (const row of this.table.query({ index: name, where, pageSize: limit })) {
      keys.push(keyOfRow(row));
      if (keys.length === limit) break;
    }
    return keys;
  }
}
