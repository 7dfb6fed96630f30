// How fast the endpoint answers, client and server in one process: npm run bench --workspace @nat/local-aws [-- folder]
import { performance } from 'node:perf_hooks';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startLocalAws } from './index';

const TableName = `bench${Date.now()}`;
const before = performance.now();
const localAws = await startLocalAws({ port: 0, folder: process.argv[2] });
console.log(`start ${(performance.now() - before).toFixed(0)} ms`);

const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };
const settings = { endpoint: localAws.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
const dynamo = new DynamoDBClient(settings);
const sqs = new SQSClient(settings);
const events = new EventBridgeClient(settings);

await dynamo.send(
  new CreateTableCommand({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  }),
);
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: TableName }));
const key = (i: number) => ({ id: { S: String(i % 100) } });
const increment = (i: number) => ({
  TableName,
  Key: key(i),
  UpdateExpression: 'ADD used :one',
  ConditionExpression: 'attribute_not_exists(used) OR used < :limit',
  ExpressionAttributeValues: { ':one': { N: '1' }, ':limit': { N: '1000000' } },
});
const Item = (i: number) => ({ ...key(i), text: { S: 'y'.repeat(200) } });
const event = { Source: 'bench', DetailType: 'Happened', Detail: '{"n":1}' };

const cases: Record<string, (i: number) => Promise<unknown>> = {
  PutItem: i => dynamo.send(new PutItemCommand({ TableName, Item: Item(i) })),
  GetItem: i => dynamo.send(new GetItemCommand({ TableName, Key: key(i) })),
  'UpdateItem, condition': i => dynamo.send(new UpdateItemCommand(increment(i))),
  'TransactWriteItems, 3 items': i =>
    dynamo.send(new TransactWriteItemsCommand({ TransactItems: [i, i + 1, i + 2].map(n => ({ Update: increment(n) })) })),
  SendMessage: () => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(500) })),
  PutEvents: () => events.send(new PutEventsCommand({ Entries: [event] })),
};
for (const [name, run] of Object.entries(cases)) {
  for (let i = 0; i < 300; i++) await run(i);
  const times: number[] = [];
  for (let i = 0; i < 1_000; i++) {
    const from = performance.now();
    await run(i);
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  console.log(`${name.padEnd(28)} p50 ${times[500]!.toFixed(2)} ms  p99 ${times[990]!.toFixed(2)} ms`);
}
await localAws.close();
