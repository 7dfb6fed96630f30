import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { type Key, nameOf, plain, type Row } from './conditions';
import { conditionInput, type Expression, type Table } from './table';

type Step = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Which writes were refused by their condition, by their place in the transaction, with the rows that stood there. */
export type TransactionOutcome = { committed: true } | { committed: false; failed: { index: number; item?: Row }[] };

/** DynamoDB takes no more in one transaction. */
const mostSteps = 100;

/**
 * Writes that happen together or not at all. Each of `put`, `update`, `delete` and `check` answers its index, by which a
 * refusal is told. Conflicts, throttling and lost answers are retried at most 5 times with jitter, all under one request
 * token: a transaction whose answer was lost after it was written is not written again, and answers that it was committed.
 */
export class WriteTransaction {
  private readonly steps: Step[] = [];

  constructor(private readonly table: Table) {}

  put(item: Key & Row, condition?: Expression): number {
    return this.add({ Put: { TableName: this.table.name, Item: item, ...returning, ...conditionInput(condition) } });
  }

  /** Puts a row that must not exist yet: the form of every deduplication key. */
  putNew(item: Key & Row): number {
    return this.put(item, absent);
  }

  update(key: Key, update: Expression, condition?: Expression): number {
    const input = conditionInput(condition, update);
    return this.add({
      Update: { TableName: this.table.name, Key: key, UpdateExpression: update.expression, ...returning, ...input },
    });
  }

  delete(key: Key, condition?: Expression): number {
    return this.add({ Delete: { TableName: this.table.name, Key: key, ...returning, ...conditionInput(condition) } });
  }

  check(key: Key, condition: Expression): number {
    const input = conditionInput(condition);
    return this.add({
      ConditionCheck: { TableName: this.table.name, Key: key, ...returning, ...input, ConditionExpression: condition.expression },
    });
  }

  /** Number of writes so far. */
  get size(): number {
    return this.steps.length;
  }

  /**
   * Writes everything, or tells which conditions did not hold. Anything else throws: then nothing was written, unless the
   * error is transient, and whether it was is unknown.
   */
  async commit(): Promise<TransactionOutcome> {
    if (this.steps.length === 0) return { committed: true };
    const request = { TransactItems: this.steps, ClientRequestToken: this.table.rng.uuid() };
    try {
      await this.table.repeatable(() => this.table.client.send(new TransactWriteCommand(request)));
      return { committed: true };
    } catch (error) {
      const failed = refusals(error);
      if (failed.length === 0) throw error;
      return { committed: false, failed };
    }
  }

  private add(step: Step): number {
    if (this.steps.length === mostSteps) throw new RangeError(`A transaction takes at most ${mostSteps} writes.`);
    return this.steps.push(step) - 1;
  }
}

const returning = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** Holds when no row has this key. */
export const absent: Expression = { expression: 'attribute_not_exists(pk)' };
/** Holds when a row has this key. */
export const present: Expression = { expression: 'attribute_exists(pk)' };

function refusals(error: unknown): { index: number; item?: Row }[] {
  if (nameOf(error) !== 'TransactionCanceledException') return [];
  const reasons = (error as { CancellationReasons?: { Code?: string; Item?: Row }[] }).CancellationReasons ?? [];
  return reasons.flatMap(({ Code, Item }, index) => (Code === 'ConditionalCheckFailed' ? [{ index, item: plain(Item) }] : []));
}
