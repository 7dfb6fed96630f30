import { createRequire } from 'node:module';

// The only file that reaches into dynalite's modules. They are not its public interface: dynalite stays pinned at 4.0.0.
const require = createRequire(import.meta.url);

/** An attribute value as on the wire, such as `{ S: 'text' }`. */
export type AttributeValue = Record<string, unknown>;
export type Item = Record<string, AttributeValue>;
export type Callback<T> = (error: Error | null | undefined, result?: T) => void;

interface Index {
  IndexName: string;
  IndexStatus?: string;
  KeySchema: KeySchema;
  Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
  ProvisionedThroughput?: object;
}
type KeySchema = Array<{ AttributeName: string; KeyType: string }>;
export interface Table {
  TableName: string;
  TableArn: string;
  TableStatus: string;
  KeySchema: KeySchema;
  AttributeDefinitions: Array<{ AttributeName: string; AttributeType: string }>;
  LocalSecondaryIndexes?: Index[];
  GlobalSecondaryIndexes?: Index[];
}

type Release = <C>(callback: C) => C;
/** The part of the key space that holds one table's items, or one index. */
export interface Partition {
  get(key: string, callback: Callback<Item>): void;
  put(key: string, value: Item, callback: Callback<void>): void;
  del(key: string, callback: Callback<void>): void;
  lock(key: string, work: (release: Release) => void): void;
  createValueStream(options: Record<string, unknown>): AsyncIterable<Item>;
}

export type Operation = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };
export interface Store {
  options: { maxItemSize: number };
  tableDb: Partition;
  db: {
    open(): Promise<void>;
    batch(operations: Operation[]): Promise<void>;
    iterator(range: { gte: string; lt: string }): AsyncIterable<[key: string, value: unknown]>;
    keys(range: { gte: string; lt: string }): AsyncIterable<string>;
    close(): Promise<void>;
  };
  getItemDb(table: string): Partition;
  getIndexDb(kind: string, table: string, index: string): Partition;
  getTable(name: string, callback: Callback<Table>): void;
  getTable(name: string, checkStatus: boolean, callback: Callback<Table>): void;
}

interface IndexActions {
  puts: Array<{ index: string; key: string; item: Item }>;
  deletes: Array<{ index: string; key: string }>;
}
/** dynalite's own functions on keys, conditions and sizes. */
export const database = require('dynalite/db') as {
  create(options: object): Store;
  createKey(item: Item, table: Table): string;
  createIndexKey(item: Item, table: Table, keySchema: KeySchema): string;
  getIndexActions(indexes: Index[], before: Item | undefined, after: Item | null, table: Table): IndexActions;
  validateKey(key: Item, table: Table): Error | undefined;
  validateItem(item: Item, table: Table): Error | undefined;
  checkConditional(input: object, item: Item | undefined): Error | null | undefined;
  itemSize(item: Item): number;
  validationError(message: string): Error;
};

const validations = require('dynalite/validations') as {
  checkTypes(input: object, types: object): Record<string, unknown>;
  checkValidations(input: object, types: object, custom: unknown, store: Store): void;
};

const onTables = ['CreateTable', 'UpdateTable', 'DescribeTable', 'DeleteTable', 'ListTables'] as const;
const onItems = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchGetItem', 'BatchWriteItem', 'Query', 'Scan'] as const;
/** The operations that dynalite performs. */
export const performed = [...onTables, ...onItems] as const;
export type Performed = (typeof performed)[number];

const fileOf = (operation: string): string => operation.charAt(0).toLowerCase() + operation.slice(1);
const load = <T>(folder: string): Record<Performed, T> =>
  Object.fromEntries(performed.map(name => [name, require(`dynalite/${folder}/${fileOf(name)}`)])) as Record<Performed, T>;

type Action = (store: Store, input: object, callback: Callback<Record<string, unknown>>) => void;
const actions = load<Action>('actions');
const rules = load<{ types: object; custom?: unknown }>('validations');

/** The input as dynalite's actions want it, expressions parsed. Throws what DynamoDB answers to a malformed request. */
export function validated(operation: Performed, input: object, store: Store): Record<string, unknown> {
  const { types, custom } = rules[operation];
  const data = validations.checkTypes(input, types);
  validations.checkValidations(data, types, custom, store);
  return data;
}

/** Performs a validated operation on the store. */
export function perform(operation: Performed, data: object, store: Store): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) =>
    actions[operation](store, data, (error, result) => (error ? reject(error) : resolve(result ?? {}))),
  );
}

export function tableOf(store: Store, name: string): Promise<Table> {
  return new Promise((resolve, reject) =>
    store.getTable(name, (error, table) => (table ? resolve(table) : reject(error ?? new Error(name)))),
  );
}

export function storedItem(store: Store, table: string, key: string): Promise<Item | undefined> {
  return new Promise((resolve, reject) =>
    store
      .getItemDb(table)
      .get(key, (error, item) => (error && error.name !== 'NotFoundError' ? reject(error) : resolve(error ? undefined : item))),
  );
}
