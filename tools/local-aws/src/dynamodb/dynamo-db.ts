import { AwsError, isPreparedError } from '../aws-error';
import type { Journal } from '../journal';
import type { Operations } from '../service';
import { database, perform, performed, storedItem, tableOf, validated, type Item, type Performed, type Store } from './dynalite';
import { changeIndexes, finishInterrupted, type UpdateTableInput } from './tables';
import { continuingAt, StagedWrites } from './staged-store';
import { TimeToLive, type TimeToLiveSpecification } from './time-to-live';
import { Transactions, type TransactWriteInput } from './transactions';
import { WriteLock } from './write-lock';

const itemWrites: Performed[] = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
const fiveYears = 5 * 365 * 24 * 3600;

interface Input extends Record<string, unknown> {
  TableName: string;
  Key?: Item;
  Item?: Item;
  IndexName?: string;
  ExclusiveStartKey?: Item;
  ReturnValuesOnConditionCheckFailure?: string;
}

/**
 * DynamoDB: dynalite for one item at a time, and around it what it lacks: transactions, time to live, the old item of a
 * failed condition, new indexes on existing tables. Writes are made one after the other, each as one LevelDB batch.
 */
export class DynamoDb {
  readonly #lock = new WriteLock();
  readonly #transactions: Transactions;
  readonly #timeToLive: TimeToLive;

  private constructor(
    private readonly store: Store,
    journal: Journal,
  ) {
    this.#transactions = new Transactions(store);
    this.#timeToLive = new TimeToLive(journal);
  }

  /** Opens the tables in the folder (which no other process may hold), or empty ones in memory. */
  static async open(journal: Journal, store: Store): Promise<DynamoDb> {
    const opened = new DynamoDb(store, journal);
    await finishInterrupted(store);
    await opened.#transactions.load();
    return opened;
  }

  get operations(): Operations {
    const simple = performed.map(name => [name, (input: Input) => this.#perform(name, input)] as const);
    return {
      ...Object.fromEntries(simple),
      CreateTable: input => this.#createTable(input as Input),
      DeleteTable: input => this.#deleteTable(input as Input),
      UpdateTable: input => this.#updateTable(input as UpdateTableInput),
      TransactWriteItems: input => this.#lock.run(() => this.#transactions.write(input as TransactWriteInput, Date.now())),
      TransactGetItems: input => this.#transactGet(input as TransactGetInput),
      UpdateTimeToLive: input => this.#updateTimeToLive(input as Input & { TimeToLiveSpecification: TimeToLiveSpecification }),
      DescribeTimeToLive: async input => {
        await tableOf(this.store, (input as Input).TableName);
        return this.#timeToLive.describe((input as Input).TableName);
      },
    };
  }

  /** Deletes what has expired at `now` (epoch milliseconds). AWS does so within days; values older than five years stay, as there. */
  async sweepTimeToLive(now: number): Promise<void> {
    const seconds = Math.floor(now / 1000);
    const expired = {
      ExpressionAttributeNames: { '#ttl': '' },
      ExpressionAttributeValues: { ':from': { N: String(seconds - fiveYears) }, ':now': { N: String(seconds) } },
    };
    for (const { table: TableName, attribute } of this.#timeToLive.tables()) {
      expired.ExpressionAttributeNames['#ttl'] = attribute;
      const condition = '#ttl BETWEEN :from AND :now';
      const { KeySchema } = await tableOf(this.store, TableName);
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = await this.#perform('Scan', { TableName, FilterExpression: condition, ...expired, ExclusiveStartKey });
        for (const item of page.Items as Item[]) {
          const Key = Object.fromEntries(KeySchema.map(({ AttributeName: name }) => [name, item[name]!]));
          await this.#perform('DeleteItem', { TableName, Key, ConditionExpression: condition, ...expired }).catch(ignoreRefusal);
        }
        ExclusiveStartKey = page.LastEvaluatedKey as Item | undefined;
      } while (ExclusiveStartKey);
    }
  }

  #perform(operation: Performed, input: Input): Promise<Record<string, unknown>> {
    // dynalite removes members that it does not know from its input
    const { IndexName, ExclusiveStartKey, ReturnValuesOnConditionCheckFailure: returned } = input;
    const data = validated(operation, { ...input }, this.store);
    if (itemWrites.includes(operation)) return this.#lock.run(() => this.#write(operation, data, returned === 'ALL_OLD'));
    if (IndexName && ExclusiveStartKey) return this.#continue(operation, data, ExclusiveStartKey);
    return perform(operation, data, this.store);
  }

  async #write(operation: Performed, data: Record<string, unknown>, returnsOldItem: boolean): Promise<Record<string, unknown>> {
    const staged = new StagedWrites(this.store);
    const key = (data.Key ?? data.Item) as Item;
    const identity = returnsOldItem ? { ...key } : undefined;
    try {
      const result = await perform(operation, data, staged.store);
      // Written to text before the commit: an answer may share objects with what is stored.
      await staged.commit();
      return result;
    } catch (error) {
      if (identity && isPreparedError(error) && error.body.__type.endsWith('#ConditionalCheckFailedException')) {
        const TableName = data.TableName as string;
        const table = await tableOf(this.store, TableName);
        const Item = await storedItem(this.store, TableName, database.createKey(identity, table));
        if (Item) Object.assign(error.body, { Item });
      }
      throw error;
    }
  }

  async #continue(operation: Performed, data: Record<string, unknown>, start: Item): Promise<Record<string, unknown>> {
    const table = await tableOf(this.store, data.TableName as string);
    return perform(operation, data, continuingAt(start, table, this.store));
  }

  /** Answers when the table is ACTIVE, so that a start needs no waiting loop; waiters find it at their first look. */
  #createTable(input: Input): Promise<object> {
    if ((input.StreamSpecification as { StreamEnabled?: boolean } | undefined)?.StreamEnabled)
      throw new AwsError('ValidationException', 'Streams are not served by local-aws');
    const data = validated('CreateTable', { ...input }, this.store) as { TableName?: string };
    return this.#lock.run(async () => {
      const result = await perform('CreateTable', data, this.store);
      while ((await tableStatus(this.store, data.TableName!)) !== 'ACTIVE') await turn();
      return result;
    });
  }

  #deleteTable(input: Input): Promise<object> {
    const data = validated('DeleteTable', { ...input }, this.store);
    return this.#lock.run(async () => {
      const result = await perform('DeleteTable', data, this.store);
      while (await tableStatus(this.store, input.TableName)) await turn();
      this.#timeToLive.forget(input.TableName);
      return result;
    });
  }

  #updateTable(input: UpdateTableInput): Promise<object> {
    const changesIndexes = input.GlobalSecondaryIndexUpdates?.some(({ Create, Delete }) => Create ?? Delete);
    if (changesIndexes) return this.#lock.run(() => changeIndexes(this.store, input));
    const data = validated('UpdateTable', { ...input }, this.store);
    return this.#lock.run(() => perform('UpdateTable', data, this.store));
  }

  #transactGet({ TransactItems = [] }: TransactGetInput): Promise<object> {
    if (TransactItems.length < 1 || TransactItems.length > 100)
      throw new AwsError('ValidationException', 'TransactItems must have length between 1 and 100');
    return this.#lock.run(async () => {
      const Responses = [];
      for (const { Get } of TransactItems) {
        const { Item } = await this.#perform('GetItem', { ...Get, ConsistentRead: true });
        Responses.push(Item ? { Item } : {});
      }
      return { Responses };
    });
  }

  async #updateTimeToLive(input: Input & { TimeToLiveSpecification: TimeToLiveSpecification }): Promise<object> {
    await tableOf(this.store, input.TableName);
    return this.#timeToLive.update(input.TableName, input.TimeToLiveSpecification);
  }
}

interface TransactGetInput {
  TransactItems?: Array<{ Get: Input }>;
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

function tableStatus(store: Store, name: string): Promise<string | undefined> {
  return new Promise(resolve => store.getTable(name, false, (_error, table) => resolve(table?.TableStatus)));
}

/** An item that was renewed between the scan and the delete stays. */
function ignoreRefusal(error: unknown): void {
  if (!isPreparedError(error) || !error.body.__type.endsWith('#ConditionalCheckFailedException')) throw error;
}
