import { createHash } from 'node:crypto';
import {
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type LocalAws, startLocalAws } from '../index';

let localAws: LocalAws;
let client: DynamoDBClient;

beforeAll(async () => {
  localAws = await startLocalAws({ port: 0 });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  client = new DynamoDBClient({ endpoint: localAws.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
});
afterAll(() => localAws.close());

async function table(TableName: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['id', 'group'].map(AttributeName => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        { IndexName: 'byGroup', KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
}
const put = (TableName: string, id: string, rest: object = {}) =>
  client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, ...rest } }));
async function ids(TableName: string, IndexName?: string): Promise<string[]> {
  const query = {
    TableName,
    IndexName,
    KeyConditionExpression: '#group = :g',
    ExpressionAttributeNames: { '#group': 'group' },
    ExpressionAttributeValues: { ':g': { S: 'g' } },
  };
  const { Items = [] } = await client.send(IndexName ? new QueryCommand(query) : new ScanCommand({ TableName }));
  return Items.map(({ id }) => id!.S!).toSorted();
}

/** Two ids that dynalite's own index keys, with 24 bits of a hash, cannot tell apart. */
function colliding(): [string, string] {
  const seen = new Map<string, string>();
  for (let i = 0; ; i++) {
    const hash = createHash('md5').update(`Outliers${i}`).digest('hex').slice(0, 6);
    if (seen.has(hash)) return [seen.get(hash)!, String(i)];
    seen.set(hash, String(i));
  }
}

describe('DynamoDB', () => {
  it('keeps every item in an index, also two whose hashes are the same', async () => {
    const [one, two] = colliding();
    await table('colliding');
    for (const id of [one, two]) await put('colliding', id, { group: { S: 'g' } });
    expect(await ids('colliding', 'byGroup')).toEqual([one, two].toSorted());
    await put('colliding', one);
    expect(await ids('colliding', 'byGroup')).toEqual([two]);
  });

  it('adds an index that finds what was there before, and removes it with its entries', async () => {
    await table('indexed');
    await put('indexed', 'one', { shade: { S: 'g' } });
    const described = { IndexName: 'byShade', KeySchema: [{ AttributeName: 'shade', KeyType: 'HASH' as const }] };
    const update = (change: object) =>
      client.send(
        new UpdateTableCommand({
          TableName: 'indexed',
          AttributeDefinitions: [{ AttributeName: 'shade', AttributeType: 'S' }],
          GlobalSecondaryIndexUpdates: [change],
        }),
      );
    const create = { Create: { ...described, Projection: { ProjectionType: 'ALL' as const } } };
    const found = () =>
      client.send(
        new QueryCommand({
          TableName: 'indexed',
          IndexName: 'byShade',
          KeyConditionExpression: 'shade = :g',
          ExpressionAttributeValues: { ':g': { S: 'g' } },
        }),
      );
    await update(create);
    expect((await found()).Count).toBe(1);
    await update({ Delete: { IndexName: 'byShade' } });
    await expect(found()).rejects.toThrow('does not have the specified index');
    await update(create);
    expect((await found()).Count).toBe(1);
  });

  it('sweeps what has expired, and only that', async () => {
    await table('swept');
    const now = 1_800_000_000;
    const expiries = { past: now - 1, present: now, future: now + 1, ancient: now - 6 * 365 * 24 * 3600 };
    for (const [id, at] of Object.entries(expiries)) await put('swept', id, { expiresAt: { N: String(at) }, group: { S: 'g' } });
    await put('swept', 'text', { expiresAt: { S: 'soon' } });
    await put('swept', 'never');
    await localAws.sweepTimeToLive(now * 1000);
    expect(await ids('swept')).toHaveLength(6);

    const TimeToLiveSpecification = { AttributeName: 'expiresAt', Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName: 'swept', TimeToLiveSpecification }));
    await localAws.sweepTimeToLive(now * 1000);
    expect(await ids('swept')).toEqual(['ancient', 'future', 'never', 'text']);
    expect(await ids('swept', 'byGroup')).toEqual(['ancient', 'future']);
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: 'swept' }));
    expect(TimeToLiveDescription?.TimeToLiveStatus).toBe('ENABLED');
  });

  it('refuses streams, which it does not have', async () => {
    const created = client.send(
      new CreateTableCommand({
        TableName: 'streamed',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      }),
    );
    await expect(created).rejects.toThrow('Streams are not served');
  });
});
