import {
  DescribeRuleCommand,
  type EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { QueryCompleted, QueryFailed } from '@nat/contracts';
import type { ServiceResources } from '@nat/dynamo';
import { createEventBridgeClient } from './eventbridge.publisher';
import { eventPattern, provision } from './provision';
import { createSqsClient } from './sqs-queue';

const aws = { region: 'us-east-1', endpoint: process.env.AWS_ENDPOINT_URL };
const run = Date.now();
const busName = `nat-provision-${run}`;
let sqs: SQSClient;
let events: EventBridgeClient;

beforeAll(() => {
  sqs = createSqsClient(aws);
  events = createEventBridgeClient(aws);
});
afterAll(() => {
  sqs.destroy();
  events.destroy();
});

function resourcesOf(service: string, subscriptions: string[], visibilityTimeoutSeconds = 30): ServiceResources {
  const name = `nat-${service}`;
  const queue = { name, deadLetterQueue: `${name}-dead-letter`, maxReceiveCount: 5 as const, visibilityTimeoutSeconds };
  return { service, queue, subscriptions, publishes: [] };
}

async function attributesOf(name: string): Promise<Record<string, string>> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return Attributes ?? {};
}

it('makes a queue that keeps 14 days and gives up after five receives, fed by one rule with a dead-letter queue', async () => {
  const service = `one${run}`;
  const resources = resourcesOf(service, [QueryFailed.type, QueryCompleted.type]);
  await Promise.all([provision([resources], aws, busName), provision([resources], aws, busName)]);
  const dead = (await attributesOf(`nat-${service}-dead-letter`)).QueueArn;
  const queue = await attributesOf(`nat-${service}`);
  expect(queue).toMatchObject({ MessageRetentionPeriod: '1209600', VisibilityTimeout: '30' });
  expect(JSON.parse(queue.RedrivePolicy!)).toEqual({ deadLetterTargetArn: dead, maxReceiveCount: 5 });
  const rule = await events.send(new DescribeRuleCommand({ Name: `nat-${service}`, EventBusName: busName }));
  expect(JSON.parse(rule.EventPattern!)).toEqual({
    'detail-type': ['QueryCompleted', 'QueryFailed'],
    detail: { type: [QueryCompleted.type, QueryFailed.type] },
  });
  const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: `nat-${service}`, EventBusName: busName }));
  expect(Targets).toMatchObject([{ Arn: queue.QueueArn, DeadLetterConfig: { Arn: dead } }]);
});

it('follows a change: other subscriptions, and another visibility time-out of a queue that is there', async () => {
  const service = `two${run}`;
  await provision([resourcesOf(service, [QueryCompleted.type])], aws, busName);
  await provision([resourcesOf(service, [QueryFailed.type], 60)], aws, busName);
  expect(await attributesOf(`nat-${service}`)).toMatchObject({ VisibilityTimeout: '60' });
  const rule = await events.send(new DescribeRuleCommand({ Name: `nat-${service}`, EventBusName: busName }));
  expect(JSON.parse(rule.EventPattern!)).toEqual(eventPattern([QueryFailed.type]));
});

it('makes no rule for a service that listens for nothing', async () => {
  const service = `three${run}`;
  await provision([resourcesOf(service, [])], aws, busName);
  const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName: busName, NamePrefix: `nat-${service}` }));
  expect(Rules).toEqual([]);
});

it('knows no type that contracts does not define', () => {
  expect(() => eventPattern(['nat.unknown.v1'])).toThrow('nat.unknown.v1 is not defined in contracts');
});
