import { createHash } from 'node:crypto';
import { AwsError, isPreparedError } from '../aws-error';
import {
  database,
  perform,
  storedItem,
  tableOf,
  validated,
  type Item,
  type Operation,
  type Performed,
  type Store,
} from './dynalite';
import { StagedWrites } from './staged-store';

/** How long a ClientRequestToken is remembered; https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const tokenMilliseconds = 10 * 60_000;
const maximumBytes = 4 * 1024 * 1024;
const tokenPrefix = 'transaction-token~';
const performedAs: Record<string, Performed> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'DeleteItem', // validated as one, and then never performed
};

interface Reason {
  Code: string;
  Message?: string;
  Item?: Item;
}
interface Step {
  kind: string;
  operation: Performed;
  data: Record<string, unknown> & { TableName: string };
  key: string;
  returnsOldItem: boolean;
}
export interface TransactWriteInput {
  TransactItems?: Array<Record<string, Record<string, unknown>>>;
  ClientRequestToken?: string;
}

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/** TransactWriteItems. The caller holds the write lock. */
export class Transactions {
  readonly #tokens = new Map<string, { hash: string; time: number }>();

  constructor(private readonly store: Store) {}

  /** Reads the tokens of the process before this one. */
  async load(): Promise<void> {
    const stored: Array<[string, { hash: string; time: number }]> = [];
    for await (const [key, value] of this.store.db.iterator({ gte: tokenPrefix, lt: `${tokenPrefix}\xFF` }))
      stored.push([key.slice(tokenPrefix.length), value as { hash: string; time: number }]);
    for (const [token, entry] of stored.toSorted(([, a], [, b]) => a.time - b.time)) this.#tokens.set(token, entry);
  }

  async write({ TransactItems = [], ClientRequestToken: token }: TransactWriteInput, now: number): Promise<object> {
    if (TransactItems.length < 1 || TransactItems.length > 100)
      throw invalid(
        "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length between 1 and 100",
      );
    const hash = createHash('sha256').update(JSON.stringify(TransactItems)).digest('hex');
    const forgotten = this.#forget(now);
    const earlier = token ? this.#tokens.get(token) : undefined;
    if (earlier && earlier.hash !== hash)
      throw new AwsError(
        'IdempotentParameterMismatchException',
        'Provided idempotency token has already been used with different parameters',
      );
    if (earlier) return {};

    const staged = new StagedWrites(this.store);
    const steps = await this.#steps(TransactItems, staged.store);
    const reasons: Reason[] = [];
    for (const step of steps) reasons.push(await this.#stage(step, staged));
    if (reasons.some(({ Code }) => Code !== 'None')) throw canceled(reasons);
    if (staged.written.reduce((sum, item) => sum + database.itemSize(item), 0) > maximumBytes)
      throw invalid('Transaction request size exceeds the limit of 4 MB');

    const remembered = { hash, time: now };
    await staged.commit(...forgotten, ...(token ? [{ type: 'put' as const, key: tokenPrefix + token, value: remembered }] : []));
    if (token) this.#tokens.set(token, remembered);
    return {};
  }

  async #steps(items: Array<Record<string, Record<string, unknown>>>, store: Store): Promise<Step[]> {
    const touched = new Set<string>();
    const steps: Step[] = [];
    for (const item of items) {
      const [[kind, input] = ['', {}], ...more] = Object.entries(item).filter(([, value]) => value);
      const operation = performedAs[kind];
      if (!operation || more.length > 0) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
      if (kind === 'ConditionCheck' && !input.ConditionExpression)
        throw invalid('The ConditionExpression of a ConditionCheck must not be null');
      const data = validated(operation, { ...input }, store) as Step['data'];
      const table = await tableOf(store, data.TableName);
      const wrong = data.Key ? database.validateKey(data.Key as Item, table) : database.validateItem(data.Item as Item, table);
      if (wrong) throw wrong;
      const key = database.createKey((data.Key ?? data.Item) as Item, table);
      const place = `${data.TableName}/${key}`;
      if (touched.has(place)) throw invalid('Transaction request cannot include multiple operations on one item');
      touched.add(place);
      steps.push({ kind, operation, data, key, returnsOldItem: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' });
    }
    return steps;
  }

  async #stage({ kind, operation, data, key, returnsOldItem }: Step, staged: StagedWrites): Promise<Reason> {
    const before = await storedItem(staged.store, data.TableName, key);
    const refused = database.checkConditional(data, before);
    if (refused)
      return {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        ...(returnsOldItem && before ? { Item: before } : {}),
      };
    if (kind === 'ConditionCheck') return { Code: 'None' };
    try {
      await perform(operation, data, staged.store);
      return { Code: 'None' };
    } catch (error) {
      if (!isPreparedError(error)) throw error;
      return { Code: 'ValidationError', Message: error.body.message ?? error.body.Message };
    }
  }

  /** Drops tokens that are too old, and says what to delete from the disk. */
  #forget(now: number): Operation[] {
    const operations: Operation[] = [];
    for (const [token, { time }] of this.#tokens) {
      if (now - time < tokenMilliseconds) break;
      this.#tokens.delete(token);
      operations.push({ type: 'del', key: tokenPrefix + token });
    }
    return operations;
  }
}

/** The error of a transaction that did not happen; one reason for each of its items, in their order. */
export function canceled(reasons: Reason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { detail: { CancellationReasons: reasons } },
  );
}
