import { eventually } from '@nat/testing';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  paginateScan,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Spawned } from './spawned';

const kills = 3;
const balance = 1_000_000;
const partsOfTransfer = 20;
const TableName = 'accounts';
const folder = mkdtempSync(join(tmpdir(), 'local-aws-'));

interface Clients {
  dynamo: DynamoDBClient;
  sqs: SQSClient;
  events: EventBridgeClient;
  secrets: SecretsManagerClient;
}
/** What the clients were told; the next process must agree with it. */
const acknowledged = {
  transfers: new Set<string>(),
  sent: new Set<string>(),
  deleted: new Set<string>(),
  received: new Map<string, number>(),
  secret: 0,
};
const unanswered = new Map<string, number>();
/** Called some milliseconds after a transaction was sent, so that the kill strikes in the middle of one. */
let whenOneIsUnderWay = (): void => undefined;
let server: Spawned;
let clients: Clients;
let queueUrl: string;

async function start(): Promise<void> {
  server = await Spawned.start('--port', '0', '--folder', folder);
  const settings = {
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  };
  clients = {
    dynamo: new DynamoDBClient(settings),
    sqs: new SQSClient(settings),
    events: new EventBridgeClient(settings),
    secrets: new SecretsManagerClient(settings),
  };
  queueUrl = `${server.endpoint}/000000000000/work`;
}

const account = (name: string) => ({ id: { S: name } });
const move = (name: string, amount: number) => ({
  Update: {
    TableName,
    Key: account(name),
    UpdateExpression: 'ADD balance :amount',
    ExpressionAttributeValues: { ':amount': { N: String(amount) } },
  },
});
/** Many items and index entries change together. The id is also the request token, so that a repeat is harmless. */
async function transfer(id: string, amount: number): Promise<void> {
  unanswered.set(id, amount);
  const parts = Array.from({ length: partsOfTransfer }, (_, part) => ({
    Put: { TableName, Item: { ...account(`${id}/${part}`), amount: { N: String(amount) }, unsent: { S: 'yes' } } },
  }));
  const TransactItems = [move('left', -amount * partsOfTransfer), ...parts, move('right', amount * partsOfTransfer)];
  const answer = clients.dynamo.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: id }));
  setTimeout(() => whenOneIsUnderWay(), randomInt(0, 8));
  await answer;
  unanswered.delete(id);
  acknowledged.transfers.add(id);
}
async function send(body: string): Promise<void> {
  const event = { Source: 'kill', DetailType: 'Sent', Detail: JSON.stringify({ body }), EventBusName: 'bus' };
  if (body.endsWith('e')) await clients.events.send(new PutEventsCommand({ Entries: [event] }));
  else await clients.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  acknowledged.sent.add(body);
}
async function receive(WaitTimeSeconds: number, deletes: boolean): Promise<string[]> {
  const { Messages = [] } = await clients.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  const bodies = Messages.map(({ Body }) => Body!.replaceAll('"', '')); // an InputPath gives JSON
  for (const [i, { Attributes, ReceiptHandle }] of Messages.entries()) {
    const body = bodies[i]!;
    const count = Number(Attributes!.ApproximateReceiveCount);
    expect(count).toBeGreaterThan(acknowledged.received.get(body) ?? 0);
    acknowledged.received.set(body, count);
    if (!deletes) continue;
    await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    acknowledged.deleted.add(body);
  }
  return bodies;
}
async function keepSecret(): Promise<void> {
  const next = acknowledged.secret + 1;
  await clients.secrets.send(new PutSecretValueCommand({ SecretId: 'token', SecretString: String(next) }));
  acknowledged.secret = next;
}

async function prepare(): Promise<void> {
  await clients.dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['id', 'unsent'].map(AttributeName => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        { IndexName: 'unsent', KeySchema: [{ AttributeName: 'unsent', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
  for (const name of ['left', 'right'])
    await clients.dynamo.send(new PutItemCommand({ TableName, Item: { ...account(name), balance: { N: String(balance) } } }));
  await clients.sqs.send(new CreateQueueCommand({ QueueName: 'work', Attributes: { VisibilityTimeout: '1' } }));
  await clients.events.send(new CreateEventBusCommand({ Name: 'bus' }));
  await clients.events.send(new PutRuleCommand({ Name: 'rule', EventBusName: 'bus', EventPattern: '{"source":["kill"]}' }));
  const target = { Id: 'work', Arn: 'arn:aws:sqs:us-east-1:000000000000:work', InputPath: '$.detail.body' };
  await clients.events.send(new PutTargetsCommand({ Rule: 'rule', EventBusName: 'bus', Targets: [target] }));
  await clients.secrets.send(new CreateSecretCommand({ Name: 'token', SecretString: '0' }));
}

/** Several clients at once, each until the connection breaks. */
function load(round: number): Array<Promise<void>> {
  const until = async (work: (i: number) => Promise<unknown>): Promise<void> => {
    try {
      for (let i = 0; ; i++) await work(i);
    } catch (error) {
      if (Object.hasOwn(error as object, 'matcherResult')) throw error;
    }
  };
  return [
    ...['a', 'b', 'c', 'd'].map(worker => until(i => transfer(`${round}-${worker}-${i}`, 1 + (i % 7)))),
    ...['q', 'e'].map(worker => until(i => send(`${round}-${i}-${worker}`))),
    until(() => receive(0, true)),
    until(keepSecret),
  ];
}

async function items(index?: string): Promise<Map<string, number>> {
  const pages = index
    ? paginateQuery(
        { client: clients.dynamo },
        {
          TableName,
          IndexName: index,
          KeyConditionExpression: 'unsent = :yes',
          ExpressionAttributeValues: { ':yes': { S: 'yes' } },
        },
      )
    : paginateScan({ client: clients.dynamo }, { TableName, FilterExpression: 'attribute_exists(amount)' });
  const found = new Map<string, number>();
  for await (const { Items = [] } of pages) for (const { id, amount } of Items) found.set(id!.S!, Number(amount!.N));
  return found;
}
async function balanceOf(name: string): Promise<number> {
  return Number((await clients.dynamo.send(new GetItemCommand({ TableName, Key: account(name) }))).Item!.balance!.N);
}

async function checkTables(): Promise<void> {
  const transfers = await items();
  const moved = [...transfers.values()].reduce((sum, amount) => sum + amount, 0);
  expect([await balanceOf('left'), await balanceOf('right')]).toEqual([balance - moved, balance + moved]);
  expect([...(await items('unsent')).keys()].toSorted()).toEqual([...transfers.keys()].toSorted());
  expect([...acknowledged.transfers].filter(id => !transfers.has(`${id}/0`))).toEqual([]);
  // A repeat with the same token happens exactly once, whether or not the first try had happened.
  for (const [id, amount] of unanswered) await transfer(id, amount);
}
async function checkQueues(): Promise<void> {
  const deletedBefore = new Set(acknowledged.deleted);
  const found = new Set<string>();
  const missing = (): string[] => [...acknowledged.sent].filter(body => !deletedBefore.has(body) && !found.has(body));
  for (let tries = 0; missing().length > 0 && tries < 400; tries++) for (const body of await receive(1, true)) found.add(body);
  expect(missing()).toEqual([]);
  expect([...found].filter(body => deletedBefore.has(body))).toEqual([]);
}

afterAll(async () => {
  await server.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

it(`loses nothing and halves nothing when it is killed ${kills} times under load`, async () => {
  await start();
  await prepare();
  for (let round = 0; round < kills; round++) {
    const running = load(round);
    const [transfers, deleted] = [acknowledged.transfers.size, acknowledged.deleted.size];
    await new Promise(resolve => setTimeout(resolve, randomInt(150, 600)));
    // On a busy machine it takes longer until there is something to lose.
    await eventually(() => {
      expect(acknowledged.transfers.size).toBeGreaterThanOrEqual(transfers + 8);
      expect(acknowledged.deleted.size).toBeGreaterThanOrEqual(deleted + 8);
    });
    await new Promise<void>(resolve => (whenOneIsUnderWay = resolve));
    expect(await server.end('SIGKILL')).toBe('SIGKILL');
    await Promise.all(running);
    await start();
    await checkTables();
    await checkQueues();
    const { SecretString } = await clients.secrets.send(new GetSecretValueCommand({ SecretId: 'token' }));
    expect([acknowledged.secret, acknowledged.secret + 1]).toContain(Number(SecretString));
    acknowledged.secret = Number(SecretString);
  }
  await checkTables();
  expect(unanswered.size).toBe(0);
  expect(acknowledged.transfers.size).toBeGreaterThan(20);
  expect(acknowledged.deleted.size).toBeGreaterThan(20);
}, 60_000);
