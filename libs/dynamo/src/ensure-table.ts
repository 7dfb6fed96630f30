import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SystemClock } from '@nat/service-kit';
import { nameOf } from './conditions';
import type { TableDefinition } from './resources';

const clock = new SystemClock();
const readyMs = 60_000;

type IndexDefinition = TableDefinition['indexes'][number];

/**
 * Makes the table be as defined: creates it, or adds the indexes and the time to live that an existing one lacks (one made
 * by an earlier version, or by a call that was killed half way), and waits until it can be used. Never removes anything.
 * Two callers at once are harmless.
 */
export async function ensureTable(client: DynamoDBClient | DynamoDBDocumentClient, definition: TableDefinition): Promise<void> {
  const tables = client as DynamoDBClient; // a document client sends table commands unchanged
  await tables.send(new CreateTableCommand(creation(definition))).catch(unless('ResourceInUseException'));
  const table = await active(tables, definition.name);
  const existing = new Set(table.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  for (const index of definition.indexes) if (!existing.has(index.name)) await addIndex(tables, definition.name, index);
  if (definition.timeToLive) await ensureTimeToLive(tables, definition.name, definition.timeToLive);
}

const string = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });
const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];
const indexOf = ({ name, partitionKey, sortKey, projection = 'all' }: IndexDefinition) => ({
  IndexName: name,
  KeySchema: keys(partitionKey, sortKey),
  Projection: { ProjectionType: projection === 'all' ? ('ALL' as const) : ('KEYS_ONLY' as const) },
});

function creation({ name, indexes }: TableDefinition): CreateTableCommandInput {
  const attributes = new Set(['pk', 'sk', ...indexes.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey])]);
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map(string),
    KeySchema: keys('pk', 'sk'),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes.map(indexOf) }),
  };
}

/** DynamoDB adds one index at a time, and fills it before the table is active again. */
async function addIndex(client: DynamoDBClient, table: string, index: IndexDefinition): Promise<void> {
  const update = new UpdateTableCommand({
    TableName: table,
    AttributeDefinitions: [index.partitionKey, index.sortKey].map(string),
    GlobalSecondaryIndexUpdates: [{ Create: indexOf(index) }],
  });
  try {
    await client.send(update);
  } catch (error) {
    // Another caller may be adding the same one: in use while it does, invalid once it has.
    const { GlobalSecondaryIndexes = [] } = await active(client, table);
    if (!GlobalSecondaryIndexes.some(({ IndexName }) => IndexName === index.name)) throw error;
  }
  await active(client, table);
}

async function ensureTimeToLive(client: DynamoDBClient, table: string, attribute: string): Promise<void> {
  const enabled = async (): Promise<boolean> => {
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: table }));
    return TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED' || TimeToLiveDescription?.TimeToLiveStatus === 'ENABLING';
  };
  if (await enabled()) return;
  const TimeToLiveSpecification = { AttributeName: attribute, Enabled: true };
  try {
    await client.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification }));
  } catch (error) {
    if (!(await enabled())) throw error;
  }
}

function unless(name: string): (error: unknown) => void {
  return error => {
    if (nameOf(error) !== name) throw error;
  };
}

/** Waits until the table and all its indexes can be used. */
async function active(client: DynamoDBClient, name: string): Promise<TableDescription> {
  const end = clock.monotonic() + readyMs;
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const indexes = Table?.GlobalSecondaryIndexes ?? [];
    if (Table?.TableStatus === 'ACTIVE' && indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')) return Table;
    if (clock.monotonic() > end) throw new Error(`table ${name} is not active after ${readyMs / 1000} s`);
    await clock.sleep(100);
  }
}
