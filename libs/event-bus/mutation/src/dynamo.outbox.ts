import type { DomainEvent } from '@nat/contracts';
import { absent, type Row, type Table, type TableDefinition, type WriteTransaction } from '@nat/dynamo';
import type { Clock } from '@nat/service-kit';
import { createHash } from 'node:crypto';
import { Outbox, type OutboxEntry, serialized } from './outbox';

const shards = ['OUT#0', 'OUT#1', 'OUT#2', 'OUT#3'] as const;
const keptAfterSendingSeconds = 7 * 86_400;

/** The sparse index every table with an outbox needs: it holds only what is unsent. */
export const unsentIndex: TableDefinition['indexes'][number] = {
  name: 'unsent',
  partitionKey: 'unsentShard',
  sortKey: 'unsentAt',
};

/** Row key: `OUT#<shard>` / `<event id>`. The id is a pure function of the fact, so the same fact is stored once. */
export class DynamoOutbox extends Outbox {
  constructor(
    private readonly table: Table,
    private readonly clock: Clock,
  ) {
    super();
  }

  /**
   * Saves the event in the transaction of the state it tells of; answers the index of the write.
   * The write is refused, and the transaction with it, when the same fact was saved before.
   */
  add(transaction: WriteTransaction, event: DomainEvent): number {
    const shard = shardOf(event.id);
    const row = { pk: shard, sk: event.id, event: serialized(event), unsentShard: shard, unsentAt: `${event.time}#${event.id}` };
    return transaction.put(row, absent);
  }

  async unsent(limit: number): Promise<OutboxEntry[]> {
    const perShard = await Promise.all(shards.map(shard => this.unsentOf(shard, limit)));
    const rows = perShard.flat().sort((a, b) => (String(a.unsentAt) < String(b.unsentAt) ? -1 : 1));
    return rows.slice(0, limit).map(row => ({ event: JSON.parse(String(row.event)) as DomainEvent }));
  }

  async markSent(entries: readonly OutboxEntry[]): Promise<void> {
    const expiresAt = Math.floor(this.clock.now() / 1000) + keptAfterSendingSeconds;
    const update = {
      expression: 'REMOVE unsentShard, unsentAt SET sentAt = :now, expiresAt = :expiresAt',
      values: { ':now': this.clock.iso(), ':expiresAt': expiresAt },
    };
    const known = { expression: 'attribute_exists(pk)' };
    await Promise.all(entries.map(({ event }) => this.table.update({ pk: shardOf(event.id), sk: event.id }, update, known)));
  }

  private async unsentOf(shard: string, limit: number): Promise<Row[]> {
    const rows: Row[] = [];
    const where = { expression: 'unsentShard = :shard', values: { ':shard': shard } };
    for await (const row of this.table.query({ index: unsentIndex.name, where, pageSize: limit })) {
      rows.push(row);
      if (rows.length === limit) break;
    }
    return rows;
  }
}

function shardOf(eventId: string): string {
  return shards[createHash('sha256').update(eventId).digest()[0]! % shards.length]!;
}
