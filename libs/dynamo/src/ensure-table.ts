import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SystemClock } from '@nat/service-kit';
import { nameOf } from './conditions';
import type { TableDefinition } from './resources';

const clock = new SystemClock();
const string = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });
const keys = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: 'HASH' as const },
  { AttributeName: sort, KeyType: 'RANGE' as const },
];

/** Creates the table and its indexes unless it exists, and waits until it can be used. Two callers at once are harmless. */
export async function ensureTable(client: DynamoDBClient | DynamoDBDocumentClient, definition: TableDefinition): Promise<void> {
  const tables = client as DynamoDBClient; // a document client sends table commands unchanged
  try {
    await tables.send(new CreateTableCommand(creation(definition)));
  } catch (error) {
    if (nameOf(error) !== 'ResourceInUseException') throw error;
    await active(tables, definition.name);
    return;
  }
  await active(tables, definition.name);
  if (definition.timeToLive) {
    const TimeToLiveSpecification = { AttributeName: definition.timeToLive, Enabled: true };
    await tables.send(new UpdateTimeToLiveCommand({ TableName: definition.name, TimeToLiveSpecification }));
  }
}

function creation({ name, indexes }: TableDefinition): CreateTableCommandInput {
  const attributes = new Set(['pk', 'sk', ...indexes.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey])]);
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map(string),
    KeySchema: keys('pk', 'sk'),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(({ name: index, partitionKey, sortKey, projection = 'all' }) => ({
        IndexName: index,
        KeySchema: keys(partitionKey, sortKey),
        Projection: { ProjectionType: projection === 'all' ? ('ALL' as const) : ('KEYS_ONLY' as const) },
      })),
    }),
  };
}

async function active(client: DynamoDBClient, name: string): Promise<void> {
  const end = clock.monotonic() + 60_000;
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableStatus === 'ACTIVE') return;
    if (clock.monotonic() > end) throw new Error(`table ${name} is not active after 60 s`);
    await clock.sleep(100);
  }
}
