import type { NationSlug } from '@nat/contracts';
import { type Key, present, type Table, WriteTransaction } from '@nat/dynamo';
import type { Clock } from '@nat/service-kit';
import { z } from 'zod';
import { conversationKey, queryKey } from '../conversation/agent-keys';
import { ConversationRow, type Owner, QueryRow } from '../conversation/query-row';
import {
  contentPartition,
  erasureKey,
  erasurePartition,
  idleIndex,
  idleShards,
  logPartition,
  ownerOf,
  queryPrefix,
} from './conversation-keys';
import { type Erasure, type ErasureStart, ErasureStore, type IdleConversation } from './erasure.store';

const ErasureRow = z.object({
  sk: z.string(),
  nationSlug: z.string(),
  userId: z.string(),
  requestedAt: z.iso.datetime(),
  dueAt: z.iso.datetime(),
});
/** Rows that are deleted at once. */
const together = 25;

/** Erasures in DynamoDB. Deleting a row twice is deleting it once, so nothing needs a lease. */
export class DynamoErasureStore extends ErasureStore {
  constructor(
    private readonly table: Table,
    private readonly clock: Clock,
  ) {
    super();
  }

  async begin(owner: Owner, conversationId: string, seen?: Pick<ConversationRow, 'updatedAt'>): Promise<ErasureStart> {
    const now = this.clock.iso();
    const { nationSlug, userId } = owner;
    const transaction = new WriteTransaction(this.table);
    transaction.delete(conversationKey(owner, conversationId), {
      expression: `${present.expression} AND attribute_not_exists(activeQueryId)${seen ? ' AND updatedAt = :seen' : ''}`,
      ...(seen && { values: { ':seen': seen.updatedAt } }),
    });
    transaction.put({ ...erasureKey(conversationId), nationSlug, userId, requestedAt: now, dueAt: now });
    const outcome = await transaction.commit();
    if (outcome.committed) return { begun: true, erasure: { owner, conversationId, requestedAt: now, dueAt: now } };
    const [refused] = outcome.failed;
    if (!refused?.item) return { begun: false, reason: 'absent' };
    const { activeQueryId } = ConversationRow.parse(refused.item);
    return activeQueryId ? { begun: false, reason: 'busy', activeQueryId } : { begun: false, reason: 'moved' };
  }

  async due(now: string): Promise<Erasure[]> {
    const where = { expression: 'pk = :pk', values: { ':pk': erasurePartition } };
    const filter = { expression: 'dueAt <= :now', values: { ':now': now } };
    const erasures: Erasure[] = [];
    for await (const row of this.table.query({ where, filter })) {
      const { sk: conversationId, nationSlug, userId, requestedAt, dueAt } = ErasureRow.parse(row);
      erasures.push({ owner: { nationSlug: nationSlug as NationSlug, userId }, conversationId, requestedAt, dueAt });
    }
    return erasures;
  }

  async queries({ conversationId }: Erasure, limit: number): Promise<QueryRow[]> {
    const values = { ':pk': contentPartition(conversationId), ':prefix': queryPrefix };
    const where = { expression: 'pk = :pk AND begins_with(sk, :prefix)', values };
    const queries: QueryRow[] = [];
    for await (const row of this.table.query({ where, pageSize: limit })) {
      queries.push(QueryRow.parse(row));
      if (queries.length === limit) break;
    }
    return queries;
  }

  /** The row of the query goes last: as long as it is there, whoever goes on after a crash finds its log. */
  async eraseQuery({ conversationId }: Erasure, queryId: string): Promise<void> {
    await this.erasePartition(logPartition(queryId));
    await this.eraseRow(queryKey({ conversationId, queryId }));
  }

  async eraseContent({ conversationId }: Erasure, limit: number): Promise<boolean> {
    return this.erasePartition(contentPartition(conversationId), limit);
  }

  async postpone({ conversationId }: Erasure, dueAt: string): Promise<void> {
    const update = { expression: 'SET dueAt = :due', values: { ':due': dueAt } };
    await this.table.update(erasureKey(conversationId), update, present);
  }

  async finish({ conversationId }: Erasure): Promise<void> {
    await this.eraseRow(erasureKey(conversationId));
  }

  async *idleSince(instant: string): AsyncGenerator<IdleConversation> {
    for (const shard of idleShards) {
      const values = { ':shard': shard, ':instant': instant };
      const where = { expression: 'idleShard = :shard AND updatedAt <= :instant', values };
      for await (const row of this.table.query({ index: idleIndex.name, where }))
        yield { owner: ownerOf(String(row.pk)), conversation: ConversationRow.parse(row) };
    }
  }

  /** True when nothing was left. */
  private async erasePartition(pk: string, limit = Number.POSITIVE_INFINITY): Promise<boolean> {
    let erased = 0;
    let keys: Key[] = [];
    const erase = async (): Promise<void> => {
      await Promise.all(keys.map(key => this.eraseRow(key)));
      erased += keys.length;
      keys = [];
    };
    const where = { expression: 'pk = :pk', values: { ':pk': pk } };
    for await (const { sk } of this.table.query({ where, ...(Number.isFinite(limit) && { pageSize: limit }) })) {
      keys.push({ pk, sk: String(sk) });
      if (keys.length === together) await erase();
      if (erased + keys.length >= limit) break;
    }
    await erase();
    return erased < limit;
  }

  private async eraseRow(key: Key): Promise<void> {
    await this.table.repeatable(() => this.table.delete(key));
  }
}
