import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type Clock, retry, RetryBudget, type Rng, SystemClock, SystemRng } from '@nat/service-kit';
import { isConditionFailed, isContention, isTransient, type Key, oldItem, type Row } from './conditions';

/** A condition or an update in DynamoDB's expression language, with its names (`#x`) and values (`:x`). */
export interface Expression {
  expression: string;
  names?: Record<string, string>;
  values?: Record<string, unknown>;
}

/** Outcome of a conditional write: a refusal carries the row that stood in the way. */
export type WriteOutcome = { written: true; row?: Row } | { written: false; old?: Row };

/** What a query reads. Pages are fetched as the rows are consumed. */
export interface QueryOptions {
  index?: string;
  /** Key condition. */
  where: Expression;
  filter?: Expression;
  /** False reads newest first. */
  ascending?: boolean;
  /** Rows a page. */
  pageSize?: number;
  /** Indexes are always eventually consistent. */
  consistent?: boolean;
}

/** Where waiting and jitter of the retries come from: the machine's own unless told. */
export interface RetrySources {
  clock?: Clock;
  rng?: Rng;
}

/**
 * One service's table. Keys are `pk` and `sk`. A refused condition is an answer; contention is retried at most 5 times with
 * full jitter; reads are repeated after a lost answer too, within a budget; everything else throws.
 */
export class Table {
  private readonly clock: Clock;
  private readonly budget = new RetryBudget();
  /** Chance for jitter and for the request tokens of transactions. */
  readonly rng: Rng;

  constructor(
    readonly client: DynamoDBDocumentClient,
    readonly name: string,
    { clock = new SystemClock(), rng = new SystemRng() }: RetrySources = {},
  ) {
    this.clock = clock;
    this.rng = rng;
  }

  /** The row, read consistently unless told otherwise. */
  async get(key: Key, { consistent = true } = {}): Promise<Row | undefined> {
    const { Item } = await this.repeatable(() =>
      this.client.send(new GetCommand({ TableName: this.name, Key: key, ConsistentRead: consistent })),
    );
    return Item;
  }

  async put(item: Key & Row, condition?: Expression): Promise<WriteOutcome> {
    const input: PutCommandInput = {
      TableName: this.name,
      Item: item,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...conditionInput(condition),
    };
    return this.write(async () => void (await this.client.send(new PutCommand(input))));
  }

  /** Updates in place; the outcome carries the row as it is afterwards. */
  async update(key: Key, update: Expression, condition?: Expression): Promise<WriteOutcome> {
    const input: UpdateCommandInput = {
      TableName: this.name,
      Key: key,
      UpdateExpression: update.expression,
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...conditionInput(condition, update),
    };
    return this.write(async () => (await this.client.send(new UpdateCommand(input))).Attributes);
  }

  /** Deletes; the outcome carries the row that was there. */
  async delete(key: Key, condition?: Expression): Promise<WriteOutcome> {
    const input = {
      TableName: this.name,
      Key: key,
      ReturnValues: 'ALL_OLD' as const,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      ...conditionInput(condition),
    };
    return this.write(async () => (await this.client.send(new DeleteCommand(input))).Attributes);
  }

  /** Every row the query finds, in key order, over all its pages. */
  async *query({
    index,
    where,
    filter,
    ascending = true,
    pageSize,
    consistent = index === undefined,
  }: QueryOptions): AsyncGenerator<Row> {
    const { names, values } = merged(where, filter);
    const input: QueryCommandInput = {
      TableName: this.name,
      IndexName: index,
      KeyConditionExpression: where.expression,
      FilterExpression: filter?.expression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
      ScanIndexForward: ascending,
      ConsistentRead: consistent,
      Limit: pageSize,
    };
    let from: Row | undefined;
    do {
      const page = await this.repeatable(() => this.client.send(new QueryCommand({ ...input, ExclusiveStartKey: from })));
      yield* page.Items ?? [];
      from = page.LastEvaluatedKey;
    } while (from);
  }

  /** Repeats what found the store busy, and so did nothing. For writes that must not happen twice. */
  once<T>(operation: () => Promise<T>): Promise<T> {
    return this.retried(isContention, operation);
  }

  /**
   * Repeats also what may have happened already. For reads, and for writes that the store itself recognizes. The budget
   * keeps an outage from being multiplied; contention is no outage and does not draw on it.
   */
  repeatable<T>(operation: () => Promise<T>): Promise<T> {
    this.budget.earn();
    return this.retried(error => isContention(error) || (isTransient(error) && this.budget.take()), operation);
  }

  private retried<T>(retryable: (error: unknown) => boolean, operation: () => Promise<T>): Promise<T> {
    return retry({ clock: this.clock, rng: this.rng, attempts: 5, baseMs: 10, capMs: 200, retryable }, operation);
  }

  private async write(send: () => Promise<Row | undefined>): Promise<WriteOutcome> {
    try {
      return { written: true, row: await this.once(send) };
    } catch (error) {
      if (isConditionFailed(error)) return { written: false, old: oldItem(error) };
      throw error;
    }
  }
}

function merged(...expressions: (Expression | undefined)[]): Pick<Expression, 'names' | 'values'> {
  const names = Object.assign({}, ...expressions.map(part => part?.names)) as Record<string, string>;
  const values = Object.assign({}, ...expressions.map(part => part?.values)) as Record<string, unknown>;
  return {
    names: Object.keys(names).length > 0 ? names : undefined,
    values: Object.keys(values).length > 0 ? values : undefined,
  };
}

/** DynamoDB refuses empty maps of names and values, so they are left out. */
export function conditionInput(condition?: Expression, update?: Expression) {
  const { names, values } = merged(condition, update);
  return {
    ConditionExpression: condition?.expression,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}
