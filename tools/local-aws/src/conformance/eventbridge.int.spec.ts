import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { conforms, failure, settings, unique } from './conforms';

const client = new EventBridgeClient(settings);
const sqs = new SQSClient(settings);
const EventBusName = unique('bus');
const rules: string[] = [];
const urls: string[] = [];

interface TestQueue {
  url: string;
  arn: string;
}
async function queue(Attributes: Record<string, string> = {}, suffix = ''): Promise<TestQueue> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: unique('events') + suffix, Attributes }));
  urls.push(QueueUrl!);
  const described = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  return { url: QueueUrl!, arn: described.Attributes!.QueueArn! };
}
/** A rule for its own source, so that checks do not hear one another. */
async function rule(pattern: object, ...targets: Array<Omit<Target, 'Id'>>): Promise<string> {
  const Name = unique('rule');
  rules.push(Name);
  await client.send(new PutRuleCommand({ Name, EventBusName, EventPattern: JSON.stringify(pattern) }));
  const Targets = targets.map((target, i) => ({ Id: `t${i}`, ...target })) as Target[];
  const { FailedEntryCount } = await client.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
  expect(FailedEntryCount).toBe(0);
  return Name;
}
const publish = (Source: string, detail: object = {}, DetailType = 'Happened') =>
  client.send(new PutEventsCommand({ Entries: [{ Source, DetailType, Detail: JSON.stringify(detail), EventBusName }] }));
async function arrived({ url }: TestQueue, WaitTimeSeconds = 2): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      WaitTimeSeconds,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  return Messages;
}
const parsed = (messages: Message[]) => messages.map(({ Body }) => JSON.parse(Body!) as Record<string, unknown>);

beforeAll(async () => void (await client.send(new CreateEventBusCommand({ Name: EventBusName }))));
afterAll(async () => {
  for (const Name of rules) {
    const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: Name, EventBusName }));
    const Ids = Targets.map(({ Id }) => Id!);
    if (Ids.length > 0) await client.send(new RemoveTargetsCommand({ Rule: Name, EventBusName, Ids }));
    await client.send(new DeleteRuleCommand({ Name, EventBusName }));
  }
  for (const QueueUrl of urls) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  await client.send(new DeleteEventBusCommand({ Name: EventBusName }));
  client.destroy();
  sqs.destroy();
});

describe('EventBridge buses and rules', () => {
  conforms('are described and listed', async () => {
    const name = await rule({ source: ['listed'] });
    expect((await client.send(new DescribeEventBusCommand({ Name: EventBusName }))).Name).toBe(EventBusName);
    const { EventBuses } = await client.send(new ListEventBusesCommand({ NamePrefix: EventBusName }));
    expect(EventBuses?.map(({ Name }) => Name)).toEqual([EventBusName]);
    const described = await client.send(new DescribeRuleCommand({ Name: name, EventBusName }));
    expect(described).toMatchObject({ Name: name, State: 'ENABLED', EventPattern: '{"source":["listed"]}' });
    const { Rules } = await client.send(new ListRulesCommand({ EventBusName, NamePrefix: name }));
    expect(Rules).toHaveLength(1);
  });

  conforms('refuse a pattern that is none', async () => {
    const put = (EventPattern: string) => client.send(new PutRuleCommand({ Name: unique('rule'), EventBusName, EventPattern }));
    expect((await failure(put('{"source":"text"}'))).name).toBe('InvalidEventPatternException');
    expect((await failure(put('no json'))).name).toBe('InvalidEventPatternException');
    expect((await failure(put('{"source":[{"unheard-of":1}]}'))).name).toBe('InvalidEventPatternException');
  });

  conforms('are unknown unless created', async () => {
    const error = await failure(client.send(new DescribeRuleCommand({ Name: unique('rule'), EventBusName })));
    expect(error.name).toBe('ResourceNotFoundException');
  });

  conforms('deliver nothing while disabled', async () => {
    const target = await queue();
    const Name = await rule({ source: ['switched'] }, { Arn: target.arn });
    await client.send(new DisableRuleCommand({ Name, EventBusName }));
    await publish('switched', { n: 1 });
    await client.send(new EnableRuleCommand({ Name, EventBusName }));
    await publish('switched', { n: 2 });
    expect(parsed(await arrived(target)).map(({ detail }) => detail)).toEqual([{ n: 2 }]);
  });

  conforms('deliver to a target until it is removed', async () => {
    const target = await queue();
    const Name = await rule({ source: ['removed'] }, { Arn: target.arn });
    await client.send(new RemoveTargetsCommand({ Rule: Name, EventBusName, Ids: ['t0'] }));
    await publish('removed');
    expect(await arrived(target, 1)).toEqual([]);
  });
});

describe('EventBridge events', () => {
  conforms('arrive in the envelope, with the id that PutEvents answered', async () => {
    const target = await queue();
    await rule(
      { source: ['nat.usage'], 'detail-type': ['UsageRecorded'], detail: { tokens: [{ numeric: ['>', 10] }] } },
      { Arn: target.arn },
    );
    const entry = { Source: 'nat.usage', DetailType: 'UsageRecorded', EventBusName, Resources: ['arn:x'] };
    const { FailedEntryCount, Entries } = await client.send(
      new PutEventsCommand({
        Entries: [
          { ...entry, Detail: '{"tokens":50}' },
          { ...entry, Detail: '{"tokens":5}' },
          { ...entry, DetailType: 'Other', Detail: '{"tokens":50}' },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(0);
    const [event, ...more] = parsed(await arrived(target));
    expect(more).toEqual([]);
    expect(event).toEqual({
      version: '0',
      id: Entries![0]!.EventId,
      'detail-type': 'UsageRecorded',
      source: 'nat.usage',
      account: expect.stringMatching(/^\d{12}$/) as string,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
      region: 'us-east-1',
      resources: ['arn:x'],
      detail: { tokens: 50 },
    });
  });

  conforms('reach every target of every matching rule', async () => {
    const [one, two] = [await queue(), await queue()];
    await rule({ source: ['many'] }, { Arn: one.arn });
    await rule({ source: [{ prefix: 'man' }] }, { Arn: one.arn }, { Arn: two.arn });
    await publish('many');
    expect(await arrived(one)).toHaveLength(2);
    expect(await arrived(two)).toHaveLength(1);
  });

  conforms('are transformed by template, by path and by constant', async () => {
    const target = await queue();
    const Arn = target.arn;
    await rule(
      { source: ['transformed'], detail: { by: ['template'] } },
      {
        Arn,
        InputTransformer: {
          InputPathsMap: { nation: '$.detail.nation', n: '$.detail.n' },
          InputTemplate: '{"nation": <nation>, "n": <n>, "text": "<nation> has <n>"}',
        },
      },
    );
    await rule({ source: ['transformed'], detail: { by: ['path'] } }, { Arn, InputPath: '$.detail' });
    await rule({ source: ['transformed'], detail: { by: ['constant'] } }, { Arn, Input: '{"constant":true}' });
    await publish('transformed', { by: 'template', nation: 'a"b', n: 3 });
    expect(parsed(await arrived(target))).toEqual([{ nation: 'a"b', n: 3, text: 'a"b has 3' }]);
    await publish('transformed', { by: 'path' });
    expect(parsed(await arrived(target))).toEqual([{ by: 'path' }]);
    await publish('transformed', { by: 'constant' });
    expect(parsed(await arrived(target))).toEqual([{ constant: true }]);
  });

  conforms('reach a FIFO queue in the group of the target', async () => {
    const target = await queue({ FifoQueue: 'true', ContentBasedDeduplication: 'true' }, '.fifo');
    await rule({ source: ['ordered'] }, { Arn: target.arn, SqsParameters: { MessageGroupId: 'group' } });
    await publish('ordered');
    const [message] = await arrived(target);
    expect(message?.Attributes?.MessageGroupId).toBe('group');
  });

  conforms('go to the dead-letter queue of the target when its queue does not exist', async () => {
    const [target, dead] = [await queue(), await queue()];
    await rule({ source: ['dead'] }, { Arn: `${target.arn}-missing`, DeadLetterConfig: { Arn: dead.arn } });
    const { Entries } = await publish('dead', { n: 1 });
    const [message] = await arrived(dead, 5);
    expect(JSON.parse(message!.Body!)).toMatchObject({ id: Entries![0]!.EventId, detail: { n: 1 } });
    expect(message!.MessageAttributes).toMatchObject({ TARGET_ARN: { StringValue: `${target.arn}-missing` } });
  });
});

describe('EventBridge PutEvents', () => {
  conforms('answers for each entry by itself', async () => {
    const good = { Source: 'entries', DetailType: 'Happened', Detail: '{}', EventBusName };
    const { FailedEntryCount, Entries } = await client.send(
      new PutEventsCommand({
        Entries: [good, { ...good, Detail: 'no json' }, { ...good, Source: undefined }, { ...good, Detail: '[]' }],
      }),
    );
    expect(FailedEntryCount).toBe(3);
    expect(Entries).toMatchObject([
      { EventId: expect.any(String) as string },
      { ErrorCode: 'MalformedDetail' },
      { ErrorCode: 'InvalidArgument' },
      { ErrorCode: 'MalformedDetail' },
    ]);
  });

  conforms('takes at most ten entries', async () => {
    const entry = { Source: 'eleven', DetailType: 'Happened', Detail: '{}', EventBusName };
    const put = (length: number) => client.send(new PutEventsCommand({ Entries: Array.from({ length }, () => entry) }));
    expect((await put(10)).FailedEntryCount).toBe(0);
    expect((await failure(put(11))).name).toBe('ValidationException');
  });
});

describe('EventBridge patterns', () => {
  const event = {
    id: '1',
    account: '123456789012',
    source: 'p.x',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [],
    'detail-type': 'Pattern',
    detail: {
      f: 'a.png',
      n: 2,
      s: 'hello',
      ip: '10.0.0.7',
      nul: null,
      arr: ['x', 'y'],
      list: [
        { a: 1, b: 1 },
        { a: 2, b: 2 },
      ],
    },
  };
  const patterns: Array<[name: string, pattern: object, matches: boolean]> = [
    ['exact', { source: ['p.y', 'p.x'] }, true],
    ['prefix', { source: [{ prefix: 'p.' }] }, true],
    ['prefix ignoring case', { detail: { f: [{ prefix: { 'equals-ignore-case': 'A.' } }] } }, true],
    ['suffix', { detail: { f: [{ suffix: '.png' }] } }, true],
    ['anything-but a list', { detail: { f: [{ 'anything-but': ['a.png'] }] } }, false],
    ['anything-but of an absent field', { detail: { zz: [{ 'anything-but': ['a'] }] } }, false],
    ['anything-but a prefix', { detail: { f: [{ 'anything-but': { prefix: 'a.' } }] } }, false],
    ['anything-but a suffix', { detail: { f: [{ 'anything-but': { suffix: '.gif' } }] } }, true],
    ['exists', { detail: { f: [{ exists: true }] } }, true],
    ['does not exist', { detail: { zz: [{ exists: false }] } }, true],
    ['null', { detail: { nul: [null] } }, true],
    ['null is there', { detail: { nul: [{ exists: false }] } }, false],
    ['numeric range', { detail: { n: [{ numeric: ['>', 1, '<=', 2] }] } }, true],
    ['numeric outside', { detail: { n: [{ numeric: ['<', 2] }] } }, false],
    ['equals-ignore-case', { detail: { s: [{ 'equals-ignore-case': 'HELLO' }] } }, true],
    ['wildcard', { detail: { f: [{ wildcard: '*.p*g' }] } }, true],
    ['wildcard that does not fit', { detail: { f: [{ wildcard: '*.j*g' }] } }, false],
    ['cidr', { detail: { ip: [{ cidr: '10.0.0.0/24' }] } }, true],
    ['cidr elsewhere', { detail: { ip: [{ cidr: '10.0.1.0/24' }] } }, false],
    ['$or', { detail: { $or: [{ n: [99] }, { s: ['hello'] }] } }, true],
    ['$or of nothing true', { detail: { $or: [{ n: [99] }, { s: ['bye'] }] } }, false],
    ['an element of an array', { detail: { arr: ['y'] } }, true],
    ['several fields', { detail: { n: [2], s: ['bye'] } }, false],
    ['fields of one element of an array', { detail: { list: { a: [1], b: [2] } } }, false],
  ];
  for (const [name, pattern, matches] of patterns) {
    conforms(`with ${name}: ${matches}`, async () => {
      const test = new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event: JSON.stringify(event) });
      expect((await client.send(test)).Result).toBe(matches);
    });
  }
});
