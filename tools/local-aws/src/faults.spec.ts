import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { failure } from './conformance/conforms';
import { Faults } from './faults';
import { type LocalAws, startLocalAws } from './index';

const TableName = 'faulty';
let localAws: LocalAws;
let dynamo: DynamoDBClient;
let sqs: SQSClient;
let events: EventBridgeClient;
let QueueUrl: string;

beforeAll(async () => {
  localAws = await startLocalAws({ port: 0 });
  const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
  const settings = { endpoint: localAws.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  [dynamo, sqs, events] = [new DynamoDBClient(settings), new SQSClient(settings), new EventBridgeClient(settings)];
  await dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'faulty' }))).QueueUrl!;
});
beforeEach(async () => {
  localAws.planFaults({ rules: [] });
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
});
afterAll(() => localAws.close());

const item = (id: string) => ({ id: { S: id } });
const put = (id: string) => dynamo.send(new PutItemCommand({ TableName, Item: item(id) }));
const stored = async (id: string) => (await dynamo.send(new GetItemCommand({ TableName, Key: item(id) }))).Item;
const bodies = async (WaitTimeSeconds = 0) => {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds }));
  return Messages.map(({ Body, MessageId }) => ({ Body, MessageId }));
};

describe('faults on demand', () => {
  it('throttle before anything happened, as often as asked', async () => {
    localAws.planFaults({ rules: [{ kind: 'throttle', operation: 'PutItem', rate: 1, times: 2 }] });
    expect((await failure(put('throttled'))).name).toBe('ThrottlingException');
    expect((await failure(put('throttled'))).name).toBe('ThrottlingException');
    expect(await stored('throttled')).toBeUndefined();
    await put('throttled');
  });

  it('lose the answer after the write', async () => {
    localAws.planFaults({ rules: [{ kind: 'lostAnswer', operation: 'PutItem', rate: 1, times: 1 }] });
    expect((await failure(put('lost'))).message).not.toBe('it was accepted');
    expect(await stored('lost')).toEqual(item('lost'));
  });

  it('make transactions conflict', async () => {
    localAws.planFaults({ rules: [{ kind: 'conflict', rate: 1, times: 1 }] });
    const TransactItems = [{ Put: { TableName, Item: item('one') } }, { Put: { TableName, Item: item('two') } }];
    const error = await failure(dynamo.send(new TransactWriteItemsCommand({ TransactItems })));
    expect(error).toMatchObject({ name: 'TransactionCanceledException' });
    expect(error.CancellationReasons).toMatchObject([{ Code: 'TransactionConflict' }, { Code: 'None' }]);
    expect(await stored('one')).toBeUndefined();
  });

  it('deliver a message twice, under one id', async () => {
    localAws.planFaults({ rules: [{ kind: 'duplicate', rate: 1 }] });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'twice' }));
    const [first, second, ...more] = await bodies();
    expect(first).toMatchObject({ Body: 'twice' });
    expect(second).toEqual(first);
    expect(more).toEqual([]);
  });

  it('deliver messages late and out of order', async () => {
    localAws.planFaults({ seed: 7, rules: [{ kind: 'delay', rate: 0.5, maximumDelayMilliseconds: 300 }] });
    const sent = Array.from({ length: 8 }, (_, i) => String(i));
    for (const MessageBody of sent) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const received: Array<string | undefined> = [];
    while (received.length < sent.length) received.push(...(await bodies(1)).map(({ Body }) => Body));
    expect(received).not.toEqual(sent);
    expect(new Set(received)).toEqual(new Set(sent));
  });

  it('fail entries of PutEvents inside the 200', async () => {
    localAws.planFaults({ rules: [{ kind: 'failedEntry', rate: 1, times: 1 }] });
    const entry = { Source: 's', DetailType: 'd', Detail: '{}' };
    const answer = await events.send(new PutEventsCommand({ Entries: [entry, entry] }));
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'InternalFailure' }, { EventId: expect.any(String) as string }],
    });
  });

  it('are planned and reported over HTTP too, and refused when they make no sense', async () => {
    const call = async (method: string, body?: object) => {
      const response = await fetch(`${localAws.endpoint}/__faults`, { method, body: body && JSON.stringify(body) });
      return [response.status, await response.json()] as const;
    };
    const rule = { kind: 'throttle', operation: 'GetItem', rate: 1 };
    await call('POST', { seed: 3, rules: [rule] });
    expect((await failure(stored('x'))).name).toBe('ThrottlingException');
    expect(await call('GET')).toEqual([200, { rules: [{ ...rule, injected: 1 }] }]);
    expect(await call('POST', { rules: [{ kind: 'unheard-of', rate: 1 }] })).toMatchObject([400, {}]);
    expect(await call('POST', { rules: [{ kind: 'delay', rate: 2 }] })).toMatchObject([400, {}]);
    expect(await call('DELETE')).toEqual([200, { rules: [] }]);
    await stored('x');
  });

  it('strike alike for one seed, and at about the rate asked for', () => {
    const strikes = (seed: number) => {
      const faults = new Faults({ seed, rules: [{ kind: 'throttle', rate: 0.2 }] });
      return Array.from({ length: 2_000 }, () => faults.strikes('throttle') !== undefined);
    };
    expect(strikes(5)).toEqual(strikes(5));
    expect(strikes(5)).not.toEqual(strikes(6));
    expect(strikes(5).filter(Boolean).length / 2_000).toBeCloseTo(0.2, 1);
  });
});
