import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { conforms, failure, settings, unique } from './conforms';

const client = new DynamoDBClient(settings);
const TableName = unique('transactions');
const key = (pk: string) => ({ pk: { S: pk } });
const stored = async (pk: string) =>
  (await client.send(new GetItemCommand({ TableName, Key: key(pk), ConsistentRead: true }))).Item;
const write = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
const put = (pk: string, condition?: string): TransactWriteItem => ({
  Put: { TableName, Item: key(pk), ConditionExpression: condition },
});
const add = (pk: string, one = '1'): TransactWriteItem => ({
  Update: { TableName, Key: key(pk), UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: one } } },
});

beforeAll(async () => {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.1, maxDelay: 1 }, { TableName });
});
afterAll(async () => {
  await client.send(new DeleteTableCommand({ TableName }));
  client.destroy();
});

describe('DynamoDB transactions', () => {
  conforms('put, update, delete and check in one step', async () => {
    await client.send(new PutItemCommand({ TableName, Item: { ...key('checked'), n: { N: '1' } } }));
    await client.send(new PutItemCommand({ TableName, Item: key('deleted') }));
    await write([
      put('put'),
      add('updated', '3'),
      { Delete: { TableName, Key: key('deleted') } },
      { ConditionCheck: { TableName, Key: key('checked'), ConditionExpression: 'attribute_exists(n)' } },
    ]);
    expect(await stored('put')).toEqual(key('put'));
    expect(await stored('updated')).toEqual({ ...key('updated'), n: { N: '3' } });
    expect(await stored('deleted')).toBeUndefined();
    expect(await stored('checked')).toEqual({ ...key('checked'), n: { N: '1' } });
  });

  conforms('write nothing when one condition fails, and give a reason for each item in order', async () => {
    await client.send(new PutItemCommand({ TableName, Item: { ...key('guard'), n: { N: '15' } } }));
    const guard = {
      TableName,
      Key: key('guard'),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    const error = await failure(write([put('never'), { ConditionCheck: guard }, put('neither', 'attribute_exists(pk)')]));
    expect(error.name).toBe('TransactionCanceledException');
    expect(error.CancellationReasons).toMatchObject([
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Item: { ...key('guard'), n: { N: '15' } } },
      { Code: 'ConditionalCheckFailed' },
    ]);
    expect((error.CancellationReasons as object[])[2]).not.toHaveProperty('Item');
    expect(error.message).toContain('[None, ConditionalCheckFailed, ConditionalCheckFailed]');
    expect(await stored('never')).toBeUndefined();
  });

  conforms('write nothing when one update does not fit its item', async () => {
    await client.send(new PutItemCommand({ TableName, Item: { ...key('text'), n: { S: 'text' } } }));
    const error = await failure(write([put('unfit'), add('text')]));
    expect(error.name).toBe('TransactionCanceledException');
    expect(error.CancellationReasons).toMatchObject([{ Code: 'None' }, { Code: 'ValidationError' }]);
    expect(await stored('unfit')).toBeUndefined();
  });

  conforms('happen once for one request token', async () => {
    const token = unique('token');
    await write([add('once')], token);
    await write([add('once')], token);
    expect((await stored('once'))?.n).toEqual({ N: '1' });
    const error = await failure(write([add('once', '2')], token));
    expect(error.name).toBe('IdempotentParameterMismatchException');
  });

  conforms('do not remember the token of a transaction that was canceled', async () => {
    const token = unique('token');
    const once = [
      put('retried', 'attribute_not_exists(pk)'),
      { ConditionCheck: { TableName, Key: key('late'), ConditionExpression: 'attribute_exists(pk)' } },
    ];
    expect((await failure(write(once, token))).name).toBe('TransactionCanceledException');
    await client.send(new PutItemCommand({ TableName, Item: key('late') }));
    await write(once, token);
    expect(await stored('retried')).toEqual(key('retried'));
  });

  conforms('touch an item at most once', async () => {
    const error = await failure(write([put('twice'), { Delete: { TableName, Key: key('twice') } }]));
    expect(error.name).toBe('ValidationException');
  });

  conforms('hold at most 100 items', async () => {
    await write(Array.from({ length: 100 }, (_, i) => put(`hundred-${i}`)));
    const error = await failure(write(Array.from({ length: 101 }, (_, i) => put(`more-${i}`))));
    expect(error.name).toBe('ValidationException');
  });

  conforms('hold at most 4 MB', async () => {
    const large = (i: number): TransactWriteItem => ({
      Put: { TableName, Item: { ...key(`large-${i}`), text: { S: 'x'.repeat(380_000) } } },
    });
    const error = await failure(write(Array.from({ length: 12 }, (_, i) => large(i))));
    expect(error.name).toBe('ValidationException');
    expect(await stored('large-0')).toBeUndefined();
  });

  conforms('read a consistent picture', async () => {
    await write([put('left'), put('right')]);
    const swap = (n: number) => write([add('left', String(n)), add('right', String(-n))]);
    const reads = async () => {
      const keys = ['left', 'right'].map(pk => ({ Get: { TableName, Key: key(pk) } }));
      const { Responses } = await client.send(new TransactGetItemsCommand({ TransactItems: keys }));
      return Responses!.reduce((sum, { Item }) => sum + Number(Item?.n?.N ?? 0), 0);
    };
    // On AWS some of these would be refused with TransactionConflict; none may see half of another.
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => (i % 2 ? swap(i) : reads())));
    const sums = outcomes.flatMap(outcome =>
      outcome.status === 'fulfilled' && typeof outcome.value === 'number' ? [outcome.value] : [],
    );
    expect(sums.length).toBeGreaterThan(0);
    expect(new Set(sums)).toEqual(new Set([0]));
  });

  conforms('answer an absent item by an empty response', async () => {
    const { Responses } = await client.send(
      new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key: key('absent') } }] }),
    );
    expect(Responses).toHaveLength(1);
    expect(Responses?.[0]?.Item).toBeUndefined();
  });

  conforms('count every one of 200 concurrent transactions on one item', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, (_, i) => write([add('hot'), put(`entry-${i}`)])));
    const done = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(done).toBeGreaterThan(0);
    expect((await stored('hot'))?.n).toEqual({ N: String(done) });
  });
});
