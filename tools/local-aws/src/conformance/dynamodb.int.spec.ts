import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { despiteDefect } from '@nat/testing';
import { conforms, failure, settings, unique } from './conforms';

const client = new DynamoDBClient(settings);
const TableName = unique('conformance');
const key = (pk: string, sk = '1') => ({ pk: { S: pk }, sk: { S: sk } });
const text = (name: string) => ({ AttributeName: name, AttributeType: 'S' as const });
const hash = (name: string) => ({ AttributeName: name, KeyType: 'HASH' as const });
const range = (name: string) => ({ AttributeName: name, KeyType: 'RANGE' as const });
const stored = async (pk: string, sk?: string) =>
  (await client.send(new GetItemCommand({ TableName, Key: key(pk, sk), ConsistentRead: true }))).Item;
const put = (Item: Record<string, AttributeValue>) => client.send(new PutItemCommand({ TableName, Item }));

beforeAll(async () => {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'owner', 'due'].map(text),
      KeySchema: [hash('pk'), range('sk')],
      GlobalSecondaryIndexes: [
        { IndexName: 'byOwner', KeySchema: [hash('owner'), range('due')], Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.1, maxDelay: 1 }, { TableName });
});
afterAll(async () => {
  await client.send(new DeleteTableCommand({ TableName }));
  client.destroy();
});

describe('DynamoDB tables', () => {
  conforms('describes and lists a table, and refuses it a second time', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', KeySchema: [hash('pk'), range('sk')] });
    expect(Table?.GlobalSecondaryIndexes?.[0]).toMatchObject({ IndexName: 'byOwner', IndexStatus: 'ACTIVE' });
    const { TableNames } = await client.send(new ListTablesCommand({ ExclusiveStartTableName: TableName.slice(0, -1) }));
    expect(TableNames).toContain(TableName);
    const again = new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [text('pk')],
      KeySchema: [hash('pk')],
    });
    expect((await failure(client.send(again))).name).toBe('ResourceInUseException');
  });

  conforms('does not know a table that was never made', async () => {
    const error = await failure(client.send(new GetItemCommand({ TableName: unique('missing'), Key: key('a') })));
    expect(error.name).toBe('ResourceNotFoundException');
  });

  conforms('adds an index to a table and fills it with the items that are there', () =>
    // DynamoDB Local 3.x answers InternalFailure for an added index now and then, and then for good.
    despiteDefect({ peer: 'dynamodb-local', error: 'InternalFailure' }, async () => {
      await put({ ...key('colored', '1'), color: { S: 'red' } });
      await client.send(
        new UpdateTableCommand({
          TableName,
          AttributeDefinitions: [text('pk'), text('color')],
          GlobalSecondaryIndexUpdates: [
            { Create: { IndexName: 'byColor', KeySchema: [hash('color')], Projection: { ProjectionType: 'KEYS_ONLY' } } },
          ],
        }),
      );
      // AWS refuses to read an index before it is active, and DynamoDB Local does not recover from the attempt.
      await settled(async () => {
        const { Table } = await client.send(new DescribeTableCommand({ TableName }));
        expect(Table!.GlobalSecondaryIndexes!.find(({ IndexName }) => IndexName === 'byColor')!.IndexStatus).toBe('ACTIVE');
      });
      const red = new QueryCommand({
        TableName,
        IndexName: 'byColor',
        KeyConditionExpression: 'color = :red',
        ExpressionAttributeValues: { ':red': { S: 'red' } },
      });
      await settled(async () =>
        expect((await client.send(red)).Items).toEqual([{ ...key('colored', '1'), color: { S: 'red' } }]),
      );
      await put({ ...key('colored', '2'), color: { S: 'red' } });
      await settled(async () => expect((await client.send(red)).Count).toBe(2));
    }),
  );

  conforms('sets time to live once', async () => {
    const specification = { AttributeName: 'expiresAt', Enabled: true };
    const update = new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: specification });
    await client.send(update);
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    expect((await failure(client.send(update))).name).toBe('ValidationException');
  });
});

describe('DynamoDB items', () => {
  conforms('writes under a condition', async () => {
    const write = new PutItemCommand({
      TableName,
      Item: { ...key('condition'), n: { N: '10' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await client.send(write);
    expect((await failure(client.send(write))).name).toBe('ConditionalCheckFailedException');
  });

  conforms('returns the old item of a failed condition when asked to', async () => {
    await put({ ...key('old'), n: { N: '15' } });
    const write = {
      TableName,
      ConditionExpression: 'n < :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    const updated = await failure(
      client.send(new UpdateItemCommand({ ...write, Key: key('old'), UpdateExpression: 'REMOVE n' })),
    );
    expect(updated).toMatchObject({ name: 'ConditionalCheckFailedException', Item: { ...key('old'), n: { N: '15' } } });
    const deleted = await failure(client.send(new DeleteItemCommand({ ...write, Key: key('old') })));
    expect(deleted.Item).toEqual({ ...key('old'), n: { N: '15' } });
    const replaced = await failure(client.send(new PutItemCommand({ ...write, Item: key('old') })));
    expect(replaced.Item).toEqual({ ...key('old'), n: { N: '15' } });
  });

  conforms('updates with SET, ADD, REMOVE and returns what was asked', async () => {
    await put({ ...key('update'), n: { N: '10' }, gone: { S: 'x' } });
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName,
        Key: key('update'),
        UpdateExpression: 'ADD #n :five SET m = if_not_exists(m, :zero), k = #n - :five REMOVE gone',
        ConditionExpression: '#n < :limit',
        ExpressionAttributeNames: { '#n': 'n' },
        ExpressionAttributeValues: { ':five': { N: '5' }, ':zero': { N: '0' }, ':limit': { N: '100' } },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(Attributes).toEqual({ ...key('update'), n: { N: '15' }, m: { N: '0' }, k: { N: '5' } });
  });

  conforms('adds decimals of 38 digits exactly', async () => {
    const add = (value: string) =>
      new UpdateItemCommand({
        TableName,
        Key: key('decimal'),
        UpdateExpression: 'ADD v :value',
        ExpressionAttributeValues: { ':value': { N: value } },
        ReturnValues: 'ALL_NEW',
      });
    await client.send(add('0.1'));
    const { Attributes } = await client.send(add('12345678901234567890123456789012345.2'));
    expect(Attributes?.v).toEqual({ N: '12345678901234567890123456789012345.3' });
  });

  conforms('works on nested documents and sets through the document client', async () => {
    const documents = DynamoDBDocumentClient.from(client);
    const Item = { pk: 'document', sk: '1', nested: { list: [1, 2] }, set: new Set(['x']) };
    await documents.send(new PutCommand({ TableName, Item }));
    const { Attributes } = await documents.send(
      new UpdateCommand({
        TableName,
        Key: { pk: 'document', sk: '1' },
        UpdateExpression: 'SET nested.#list = list_append(nested.#list, :more), nested.flag = :flag ADD #set :y',
        ExpressionAttributeNames: { '#set': 'set', '#list': 'list' },
        ExpressionAttributeValues: { ':more': [3], ':flag': true, ':y': new Set(['y']) },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(Attributes).toEqual({ ...Item, nested: { list: [1, 2, 3], flag: true }, set: new Set(['x', 'y']) });
  });

  conforms('writes and reads in batches', async () => {
    const items = Array.from({ length: 25 }, (_, i) => key('batch', String(i).padStart(2, '0')));
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: items.map(Item => ({ PutRequest: { Item } })) } }),
    );
    const keys = [key('batch', '03'), key('batch', '04'), key('batch', 'none')];
    const { Responses } = await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: keys } } }));
    expect(Responses?.[TableName]).toHaveLength(2);
  });
});

describe('DynamoDB queries', () => {
  beforeAll(async () => {
    const items = Array.from({ length: 25 }, (_, i) => String(i).padStart(2, '0'));
    for (const sk of items) await put({ ...key('query', sk), owner: { S: 'acme' }, due: { S: 'same' } });
  });

  conforms('pages through a partition in both directions', async () => {
    for (const ScanIndexForward of [true, false]) {
      const seen = await pages({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :one)',
        ExpressionAttributeValues: { ':pk': { S: 'query' }, ':one': { S: '1' } },
        Limit: 3,
        ScanIndexForward,
      });
      const expected = Array.from({ length: 10 }, (_, i) => `1${i}`);
      expect(seen).toEqual(ScanIndexForward ? expected : expected.toReversed());
    }
  });

  conforms('pages through an index whose items all have the same index key, each item once', async () => {
    for (const ScanIndexForward of [true, false]) {
      const seen = await pages({
        TableName,
        IndexName: 'byOwner',
        KeyConditionExpression: '#owner = :acme AND due = :same',
        FilterExpression: 'sk < :twenty',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':acme': { S: 'acme' }, ':same': { S: 'same' }, ':twenty': { S: '20' } },
        Limit: 7,
        ScanIndexForward,
      });
      expect(seen.toSorted()).toEqual(Array.from({ length: 20 }, (_, i) => String(i).padStart(2, '0')));
    }
  });

  conforms('drops an item from a sparse index when it loses the attribute', async () => {
    await put({ ...key('sparse'), owner: { S: 'sparse' }, due: { S: '1' } });
    const query = {
      TableName,
      IndexName: 'byOwner',
      KeyConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': 'owner' },
      ExpressionAttributeValues: { ':owner': { S: 'sparse' } },
    };
    await settled(async () => expect(await pages(query)).toEqual(['1']));
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: key('sparse'),
        UpdateExpression: 'REMOVE #owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
      }),
    );
    await settled(async () => expect(await pages(query)).toEqual([]));
  });

  conforms('scans with a filter', async () => {
    const { Count } = await client.send(
      new ScanCommand({
        TableName,
        FilterExpression: 'pk = :pk AND sk IN (:a, :b)',
        ExpressionAttributeValues: { ':pk': { S: 'query' }, ':a': { S: '01' }, ':b': { S: '02' } },
      }),
    );
    expect(Count).toBe(2);
  });
});

describe('DynamoDB under concurrency', () => {
  conforms('grants exactly the limit to 500 conditional increments', async () => {
    await put({ ...key('limit'), used: { N: '0' } });
    const increment = new UpdateItemCommand({
      TableName,
      Key: key('limit'),
      UpdateExpression: 'ADD used :one',
      ConditionExpression: 'used < :limit',
      ExpressionAttributeValues: { ':one': { N: '1' }, ':limit': { N: '200' } },
    });
    const outcomes = await Promise.allSettled(Array.from({ length: 500 }, () => client.send(increment)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(200);
    expect((await stored('limit'))?.used).toEqual({ N: '200' });
  });
});

async function pages(input: ConstructorParameters<typeof QueryCommand>[0]): Promise<string[]> {
  const seen: string[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(new QueryCommand({ ...input, ExclusiveStartKey }));
    seen.push(...(page.Items ?? []).map(({ sk }) => sk!.S!));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return seen;
}

/** An index is eventually consistent, and a new one is filled after the answer. */
async function settled(check: () => Promise<void>): Promise<void> {
  for (let left = 30; ; left--) {
    try {
      return await check();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }
}
