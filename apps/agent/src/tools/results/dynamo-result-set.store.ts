import { present, type Table } from '@nat/dynamo';
import { type ResourceType, resourceTypes } from '@nat/nationbuilder';
import type { Clock } from '@nat/service-kit';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { conversationKey, resultSetKey } from '../../conversation/agent-keys';
import type { Owner } from '../../conversation/query-row';
import type { SealedContent } from '../../sealed/sealed-content';
import { ResultSetStore } from './result-set.store';
import { keepable, type NewResultSet, numberOf, type ResultSet, resultSetLifeMs, ResultSets } from './result-sets';

/** Selections in DynamoDB: one sealed row each. Expiry is a condition of the read, time to live only cleans up. */
export class DynamoResultSetStore extends ResultSetStore {
  constructor(
    private readonly table: Table,
    private readonly sealed: SealedContent,
    private readonly clock: Clock,
  ) {
    super();
  }

  of(owner: Owner, conversationId: string): ResultSets {
    return new DynamoResultSets(this.table, this.sealed, this.clock, owner, conversationId);
  }
}

class DynamoResultSets extends ResultSets {
  constructor(
    private readonly table: Table,
    private readonly sealed: SealedContent,
    private readonly clock: Clock,
    private readonly owner: Owner,
    private readonly conversationId: string,
  ) {
    super();
  }

  async save(set: NewResultSet): Promise<ResultSet> {
    const saved = { ...keepable(set), createdAt: this.clock.iso() };
    const number = await this.nextNumber();
    const key = resultSetKey(this.conversationId, number);
    const expires = this.clock.now() + resultSetLifeMs;
    const row = {
      ...key,
      expires: new Date(expires).toISOString(),
      expiresAt: Math.ceil(expires / 1000),
      sealed: await this.sealed.seal(this.owner, key, packed(saved)),
    };
    await this.table.repeatable(() => this.table.put(row)); // the number is ours alone, so twice is as once
    return { ...saved, id: `rs_${number}` };
  }

  async find(id: string): Promise<ResultSet | undefined> {
    const number = numberOf(id);
    if (number === undefined) return undefined;
    const key = resultSetKey(this.conversationId, number);
    // The conversation is looked up under nation and person: another's content is never even opened.
    const [mine, row] = await Promise.all([
      this.table.get(conversationKey(this.owner, this.conversationId)),
      this.table.get(key),
    ]);
    if (!mine || !row || String(row.expires) <= this.clock.iso()) return undefined;
    const content = await this.sealed.open(this.owner, key, row.sealed);
    return content && { id, ...unpacked(content) };
  }

  /**
   * Counted in the conversation's own row, which outlives its selections: a handle never means a second selection. A number
   * that was given to nobody, because the process died or an answer was lost, is just left out.
   */
  private async nextNumber(): Promise<number> {
    const update = { expression: 'ADD resultSets :one', values: { ':one': 1 } };
    const key = conversationKey(this.owner, this.conversationId);
    const outcome = await this.table.repeatable(() => this.table.update(key, update, present));
    if (!outcome.written) throw new Error('this person has no such conversation');
    return Number(outcome.row?.resultSets);
  }
}

/** What is kept of a selection; the bound on `ids` keeps the row below DynamoDB's 400 KB. */
const Content = z.object({
  type: z.custom<ResourceType>(type => (resourceTypes as readonly unknown[]).includes(type)),
  ids: z.array(z.string()).readonly(),
  criteria: z.string(),
  truncated: z.boolean(),
  createdAt: z.iso.datetime(),
});
type Content = z.output<typeof Content>;

function packed(content: Content): Uint8Array {
  return deflateRawSync(JSON.stringify(content));
}

function unpacked(bytes: Uint8Array): Content {
  return Content.parse(JSON.parse(inflateRawSync(bytes).toString()));
}
