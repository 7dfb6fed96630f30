import 'reflect-metadata';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { eventOf, QueryCompleted, UsageRecorded } from '@nat/contracts';
import { correlationId, SeededRng, SystemClock } from '@nat/service-kit';
import { eventually } from '@nat/testing';
import { On } from './on';
import type { SqsContext } from './sqs.context';
import { createSqsClient, SqsQueue } from './sqs-queue';
import { SqsServer, type SqsServerOptions } from './sqs.server';

const aws = { region: 'us-east-1', endpoint: process.env.AWS_ENDPOINT_URL };
const id = (number: number): string => `qry_${String(number).padStart(26, '0')}`;
let sqs: SQSClient;
let names = 0;

interface Delivered {
  queryId: string;
  receiveCount: number;
  correlationId: string;
}

/** What handlers do and have seen; each test sets its own. */
const world = { delivered: [] as Delivered[], behave: async (_queryId: string): Promise<void> => undefined };

@Controller()
class Consumer {
  @On(QueryCompleted)
  async handle(event: QueryCompleted, context: SqsContext): Promise<void> {
    world.delivered.push({ queryId: event.data.queryId, receiveCount: context.receiveCount, correlationId: correlationId() });
    await world.behave(event.data.queryId);
  }
}

interface Queues {
  name: string;
  url: string;
  deadLetterUrl: string;
  server: INestMicroservice;
}

async function arnOf(url: string): Promise<string> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
  return Attributes!.QueueArn!;
}

async function waiting(url: string): Promise<number> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
  return Number(Attributes?.ApproximateNumberOfMessages) + Number(Attributes?.ApproximateNumberOfMessagesNotVisible);
}

async function consume(options: Partial<SqsServerOptions> & { visibilitySeconds?: number } = {}): Promise<Queues> {
  const { visibilitySeconds = 30, ...settings } = options;
  const name = `nat-transport-${Date.now()}-${names++}`;
  const deadLetterUrl = (await sqs.send(new CreateQueueCommand({ QueueName: `${name}-dead-letter` }))).QueueUrl!;
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await arnOf(deadLetterUrl), maxReceiveCount: 5 });
  const Attributes = { VisibilityTimeout: String(visibilitySeconds), RedrivePolicy };
  const url = (await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }))).QueueUrl!;
  const module = await Test.createTestingModule({ controllers: [Consumer] })
    .setLogger(false as never)
    .compile();
  const strategy = new SqsServer({
    queue: new SqsQueue(sqs, name),
    clock: new SystemClock(),
    rng: new SeededRng(1),
    visibilityTimeoutSeconds: visibilitySeconds,
    waitSeconds: 1,
    retryDelaySeconds: () => 0,
    ...settings,
  });
  // As a tracing library might: it starts the work and forgets the promise. Nothing may be acknowledged early for that.
  strategy.setOnProcessingStartHook((_transport, _context, done) => void done());
  const server = module.createNestMicroservice({ strategy });
  await server.listen();
  return { name, url, deadLetterUrl, server };
}

async function send(url: string, detail: object): Promise<void> {
  await sqs.send(
    new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify({ 'detail-type': 'QueryCompleted', detail }) }),
  );
}

function completed(number: number): object {
  const data = { ...QueryCompleted.example, queryId: id(number) };
  return eventOf(QueryCompleted, {
    id: `${id(number)}.end`,
    nationSlug: 'demo',
    time: '2026-11-20T10:00:00.000Z',
    correlationId: `req_${number}`,
    data,
  });
}

beforeAll(() => (sqs = createSqsClient(aws)));
afterAll(() => sqs.destroy());
beforeEach(() => Object.assign(world, { delivered: [], behave: async () => undefined }));

it('deletes what succeeded, retries what failed, and moves poison to the dead-letter queue after exactly 5 receives', async () => {
  world.behave = async queryId => {
    if (Number(queryId.slice(4)) % 3 === 0) throw new Error('every third');
  };
  const { url, deadLetterUrl, server } = await consume();
  for (let number = 1; number <= 9; number++) await send(url, completed(number));
  await eventually(async () => expect(await waiting(deadLetterUrl)).toBe(3), { timeoutMs: 20_000 });
  expect(await waiting(url)).toBe(0);
  const receives = (number: number): number[] =>
    world.delivered.filter(({ queryId }) => queryId === id(number)).map(({ receiveCount }) => receiveCount);
  for (const number of [3, 6, 9]) expect(receives(number)).toEqual([1, 2, 3, 4, 5]);
  for (const number of [1, 2, 4, 5, 7, 8]) expect(receives(number)).toEqual([1]);
  await server.close();
}, 30_000);

it.each([
  ['a body that is no JSON', 'not json'],
  [
    'an event whose data does not fit',
    JSON.stringify({ 'detail-type': 'QueryCompleted', detail: { ...completed(1), data: { queryId: 5 } } }),
  ],
  [
    'a type nobody here listens for',
    JSON.stringify({ 'detail-type': 'UsageRecorded', detail: { ...completed(1), type: UsageRecorded.type } }),
  ],
])(
  'treats %s like any other failure: nothing is dropped',
  async (_, MessageBody) => {
    const { url, deadLetterUrl, server } = await consume();
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));
    await eventually(async () => expect(await waiting(deadLetterUrl)).toBe(1), { timeoutMs: 20_000 });
    expect(world.delivered).toEqual([]);
    await server.close();
  },
  30_000,
);

it('does not hold other messages back while one is slow, and hands a long one to nobody else', async () => {
  let finish = (): void => undefined;
  const slow = new Promise<void>(resolve => (finish = resolve));
  world.behave = queryId => (queryId === id(1) ? slow : Promise.resolve());
  const { url, server } = await consume({ visibilitySeconds: 2 });
  await send(url, completed(1));
  await eventually(() => expect(world.delivered).toHaveLength(1));
  const started = Date.now();
  for (let number = 2; number <= 12; number++) await send(url, completed(number));
  await eventually(() => expect(world.delivered).toHaveLength(12));
  // Past the two seconds after which an unattended message is handed out again.
  await eventually(() => expect(Date.now() - started).toBeGreaterThan(4500));
  finish();
  await eventually(async () => expect(await waiting(url)).toBe(0));
  expect(world.delivered.filter(({ queryId }) => queryId === id(1))).toHaveLength(1);
  await server.close();
}, 30_000);

it('lets a running handler finish at shutdown and takes nothing new', async () => {
  let finish = (): void => undefined;
  const slow = new Promise<void>(resolve => (finish = resolve));
  world.behave = () => slow;
  const { url, server } = await consume({ visibilitySeconds: 2 });
  await send(url, completed(1));
  await eventually(() => expect(world.delivered).toHaveLength(1));
  const closing = server.close();
  await send(url, completed(2));
  finish();
  await closing;
  expect(world.delivered).toHaveLength(1);
  // The first is gone for good; the second is there, at the latest when the hiding of a poll that was cut off ends.
  const left = await eventually(async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    expect(Messages).not.toEqual([]);
    return Messages;
  });
  expect(left.map(({ Body }) => (JSON.parse(Body!) as { detail: { id: string } }).detail.id)).toEqual([`${id(2)}.end`]);
}, 30_000);

it('runs a handler under the correlation of the request that caused the event', async () => {
  const { url, server } = await consume();
  await send(url, completed(7));
  await eventually(() => expect(world.delivered).toMatchObject([{ correlationId: 'req_7' }]));
  await server.close();
});

it('never follows the host inside a queue URL', async () => {
  const foreign = 'https://sqs.us-east-1.amazonaws.com/123456789012/production-queue';
  const reached = sqs.send(new SendMessageCommand({ QueueUrl: foreign, MessageBody: 'x' })).catch((error: Error) => error.name);
  // The local endpoint answers that it has no such queue; without the setting the message would leave this machine.
  expect(await reached).toMatch(/QueueDoesNotExist|NonExistentQueue/);
});
