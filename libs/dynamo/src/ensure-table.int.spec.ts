import { CreateTableCommand, DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { despiteDefect } from '@nat/testing';
import { createDocumentClient } from './document-client';
import { ensureTable } from './ensure-table';
import type { TableDefinition } from './resources';
import { Table } from './table';

const client = createDocumentClient({ region: 'us-east-1', endpoint: process.env.AWS_ENDPOINT_URL });
const unsent = { name: 'unsent', partitionKey: 'unsentShard', sortKey: 'unsentAt' };
const byPlan = { name: 'by-plan', partitionKey: 'plan', sortKey: 'sk', projection: 'keys' } as const;
const definition = (name: string, indexes: TableDefinition['indexes']): TableDefinition => ({
  name: `nat-ensure-${name}-${Date.now()}`,
  indexes,
  timeToLive: 'expiresAt',
});

afterAll(() => client.destroy());

async function indexesOf(name: string): Promise<string[]> {
  const { Table: table } = await client.send(new DescribeTableCommand({ TableName: name }));
  return (table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName!).sort();
}

async function timeToLiveOf(name: string): Promise<string | undefined> {
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }));
  return TimeToLiveDescription?.AttributeName;
}

it('makes the table with its indexes and its time to live, whoever else does so at the same time', async () => {
  const wanted = definition('new', [unsent, byPlan]);
  await Promise.all([1, 2, 3].map(() => ensureTable(client, wanted)));
  await ensureTable(client, wanted);
  expect(await indexesOf(wanted.name)).toEqual(['by-plan', 'unsent']);
  expect(await timeToLiveOf(wanted.name)).toBe('expiresAt');
});

it('gives an older table the index and the time to live it lacks, and keeps its rows', async () => {
  const wanted = definition('old', [unsent, byPlan]);
  await client.send(
    new CreateTableCommand({
      TableName: wanted.name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map(AttributeName => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  const table = new Table(client, wanted.name);
  await table.put({ pk: 'OUT#1', sk: 'evt', unsentShard: 'OUT#1', unsentAt: '2026-11-20' });
  await ensureTable(client, wanted);
  expect(await indexesOf(wanted.name)).toEqual(['by-plan', 'unsent']);
  expect(await timeToLiveOf(wanted.name)).toBe('expiresAt');
  const found: unknown[] = [];
  const where = { expression: 'unsentShard = :shard', values: { ':shard': 'OUT#1' } };
  // DynamoDB Local 3.x answers InternalFailure for an added index now and then, and then for good.
  await despiteDefect({ peer: 'dynamodb-local', error: 'InternalFailure' }, async () => {
    for await (const row of table.query({ index: 'unsent', where })) found.push(row.sk);
    expect(found).toEqual(['evt']);
  });
});
