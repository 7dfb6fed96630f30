import { database, tableOf, type Item, type Operation, type Store, type Table } from './dynalite';
import { indexOperations, indexPrefix } from './staged-store';

type NewIndex = NonNullable<Table['GlobalSecondaryIndexes']>[number];
export interface UpdateTableInput {
  TableName: string;
  AttributeDefinitions?: Table['AttributeDefinitions'];
  GlobalSecondaryIndexUpdates?: Array<{ Create?: NewIndex; Delete?: { IndexName: string } }>;
}

const tablePrefix = 'table~';
const batchSize = 1_000;

/**
 * Adds or removes global secondary indexes, which dynalite accepts and then forgets. An added index is filled before
 * the answer; it becomes visible last, so a kill in between leaves the table without it and the request can be repeated.
 */
export async function changeIndexes(store: Store, input: UpdateTableInput): Promise<object> {
  const table = structuredClone(await tableOf(store, input.TableName));
  for (const { Create, Delete } of input.GlobalSecondaryIndexUpdates ?? []) {
    if (Create) await addIndex(store, table, Create, input.AttributeDefinitions ?? []);
    if (Delete) await removeIndex(store, table, Delete.IndexName);
  }
  await store.db.batch([{ type: 'put', key: tablePrefix + table.TableName, value: table }]);
  return { TableDescription: table };
}

async function addIndex(store: Store, table: Table, index: NewIndex, definitions: Table['AttributeDefinitions']): Promise<void> {
  const indexes = (table.GlobalSecondaryIndexes ??= []);
  if (indexes.some(({ IndexName }) => IndexName === index.IndexName))
    throw database.validationError(`Attempting to create an index which already exists: ${index.IndexName}`);
  const defined = new Map(
    [...table.AttributeDefinitions, ...definitions].map(definition => [definition.AttributeName, definition]),
  );
  const missing = index.KeySchema.find(({ AttributeName }) => !defined.has(AttributeName));
  if (missing)
    throw database.validationError(
      `One or more parameter values were invalid: ${missing.AttributeName} is not in AttributeDefinitions`,
    );
  table.AttributeDefinitions = [...defined.values()];
  const described = {
    ...index,
    IndexArn: `${table.TableArn}/index/${index.IndexName}`,
    IndexStatus: 'ACTIVE',
    ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0, NumberOfDecreasesToday: 0 },
  };
  const onlyThisIndex = { ...table, LocalSecondaryIndexes: [], GlobalSecondaryIndexes: [described] };
  const prefix = `item-${table.TableName}~`;
  let operations: Operation[] = [];
  for await (const [place, item] of store.db.iterator({ gte: prefix, lt: `${prefix}\xFF` })) {
    operations.push(...indexOperations(onlyThisIndex, place.slice(prefix.length), undefined, item as Item));
    if (operations.length >= batchSize) await store.db.batch(operations.splice(0));
  }
  await store.db.batch(operations);
  indexes.push(described);
}

async function removeIndex(store: Store, table: Table, name: string): Promise<void> {
  const kept = table.GlobalSecondaryIndexes?.filter(({ IndexName }) => IndexName !== name) ?? [];
  if (kept.length === (table.GlobalSecondaryIndexes?.length ?? 0))
    throw database.validationError(`The table does not have the specified index: ${name}`);
  if (kept.length > 0) table.GlobalSecondaryIndexes = kept;
  else delete table.GlobalSecondaryIndexes;
  const keys: Operation[] = [];
  const prefix = indexPrefix('Global', table.TableName, name);
  for await (const key of store.db.keys({ gte: prefix, lt: `${prefix}\xFF` })) keys.push({ type: 'del', key });
  await store.db.batch(keys);
}

/** Finishes what a killed process had begun: a table being created exists, one being deleted is gone. */
export async function finishInterrupted(store: Store): Promise<void> {
  for await (const [key, value] of store.db.iterator({ gte: tablePrefix, lt: `${tablePrefix}\xFF` })) {
    const table = value as Table;
    if (table.TableStatus === 'DELETING') await removeTable(store, table.TableName, key);
    else if (table.TableStatus !== 'ACTIVE') await store.db.batch([{ type: 'put', key, value: activated(table) }]);
  }
}

function activated(table: Table): Table {
  const indexes = table.GlobalSecondaryIndexes?.map(index => ({ ...index, IndexStatus: 'ACTIVE' }));
  return { ...table, TableStatus: 'ACTIVE', ...(indexes ? { GlobalSecondaryIndexes: indexes } : {}) };
}

async function removeTable(store: Store, name: string, tableKey: string): Promise<void> {
  const operations: Operation[] = [{ type: 'del', key: tableKey }];
  for (const prefix of [`item-${name}~`, `tag-${name}~`, `index-local~${name}~`, `index-global~${name}~`])
    for await (const key of store.db.keys({ gte: prefix, lt: `${prefix}\xFF` })) operations.push({ type: 'del', key });
  await store.db.batch(operations);
}
