import 'reflect-metadata';
import { GetQueueAttributesCommand, GetQueueUrlCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { Controller, Injectable, type INestMicroservice, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { type DomainEvent, eventOf, QueryCompleted } from '@nat/contracts';
import { type ServiceResources, Table, WriteTransaction } from '@nat/dynamo';
import { eventually, itExceptAt } from '@nat/testing';
import { DynamoOutbox, unsentIndex } from './dynamo.outbox';
import { EventBusModule, queueConsumer } from './event-bus.module';
import { EventPublisher } from './event-publisher';
import { inboxPut } from './inbox';
import { On } from './on';
import { Outbox } from './outbox';
import { OutboxRelay } from './outbox-relay';
import { provision } from './provision';
import { createSqsClient } from './sqs-queue';

const run = Date.now();
const aws = { region: 'us-east-1', endpoint: process.env.AWS_ENDPOINT_URL };
const busName = `nat-path-${run}`;
const service = `path${run}`;
const resources: ServiceResources = {
  service,
  table: { name: `nat-${service}`, indexes: [unsentIndex] },
  queue: {
    name: `nat-${service}`,
    deadLetterQueue: `nat-${service}-dead-letter`,
    maxReceiveCount: 5,
    visibilityTimeoutSeconds: 5,
  },
  subscriptions: [QueryCompleted.type],
  publishes: [],
};
const id = (number: number): string => `qry_${String(number).padStart(26, '0')}`;

/** The same fact is the same event, whenever it is told. */
function eventOfQuery(number: number): DomainEvent {
  const facts = { id: `${id(number)}.end`, nationSlug: 'demo', time: '2026-11-20T10:00:00.000Z', correlationId: `req_${number}` };
  return eventOf(QueryCompleted, { ...facts, data: { ...QueryCompleted.example, queryId: id(number) } });
}

/** Adds one to a counter per event, in one transaction with the inbox key; may fail after or before it as told. */
@Injectable()
class Counter {
  attempts = 0;
  fail: (queryId: string, attempt: number) => 'before' | 'after' | undefined = () => undefined;

  constructor(private readonly table: Table) {}

  async count(event: QueryCompleted): Promise<void> {
    const failure = this.fail(event.data.queryId, ++this.attempts);
    if (failure === 'before') throw new Error('failed before the effect');
    const transaction = new WriteTransaction(this.table);
    inboxPut(transaction, 'count', event.id);
    const add = {
      expression: 'SET #count = if_not_exists(#count, :zero) + :one',
      names: { '#count': 'count' },
      values: { ':zero': 0, ':one': 1 },
    };
    transaction.update({ pk: 'COUNT', sk: 'x' }, add);
    await transaction.commit();
    if (failure === 'after') throw new Error('failed after the effect');
  }

  async total(): Promise<number> {
    return Number((await this.table.get({ pk: 'COUNT', sk: 'x' }))?.count ?? 0);
  }
}

@Controller()
class CounterConsumer {
  constructor(private readonly counter: Counter) {}

  @On(QueryCompleted)
  async count(event: QueryCompleted): Promise<void> {
    await this.counter.count(event);
  }
}

@Module({ imports: [EventBusModule.forRoot({ resources, aws, busName })], controllers: [CounterConsumer], providers: [Counter] })
class CounterModule {}

describe('from a committed event to its effect', () => {
  let module: TestingModule;
  let server: INestMicroservice;
  let table: Table;
  const sqs = createSqsClient(aws);

  const commit = async (number: number): Promise<void> => {
    const transaction = new WriteTransaction(table);
    transaction.put({ pk: 'QUERY', sk: String(number), status: 'completed' });
    module.get(DynamoOutbox).add(transaction, eventOfQuery(number));
    expect(await transaction.commit()).toEqual({ committed: true });
    module.get(OutboxRelay).nudge();
  };

  beforeAll(async () => {
    await provision([resources], aws, busName);
    await provision([resources], aws, busName); // repeating it changes nothing
    module = await Test.createTestingModule({ imports: [CounterModule] })
      .setLogger(false as never)
      .compile();
    table = module.get(Table);
    server = module.createNestMicroservice({
      strategy: queueConsumer({ resources, aws, waitSeconds: 1, retryDelaySeconds: () => 0 }),
    });
    await server.listen();
  });
  afterAll(async () => {
    await server.close();
    sqs.destroy();
  });

  it('every event has its effect exactly once, though every third delivery fails before or after the effect', async () => {
    const counter = module.get(Counter);
    counter.fail = (_, attempt) => (attempt % 3 === 0 ? (attempt % 2 === 0 ? 'before' : 'after') : undefined);
    for (let number = 0; number < 20; number++) await commit(number);
    await eventually(async () => expect(await counter.total()).toBe(20), { timeoutMs: 20_000 });
    await eventually(async () => expect(await module.get(Outbox).unsent(10)).toEqual([]));
  }, 30_000);

  it('an event that was published twice has one effect', async () => {
    const counter = module.get(Counter);
    counter.fail = () => undefined;
    const before = await counter.total();
    await commit(100);
    await module.get(EventPublisher).publish([eventOfQuery(100)]);
    await commit(101);
    await eventually(async () => expect(await counter.total()).toBe(before + 2));
    await eventually(async () => expect(await remaining(resources.queue!.name)).toBe(0));
    expect(await counter.total()).toBe(before + 2);
  });

  it('an event of a type or a version that no handler is for does not reach the queue', async () => {
    const handled = module.get(Counter).attempts;
    const other = { ...eventOfQuery(150), type: 'nat.query.completed.v2' };
    expect(await module.get(EventPublisher).publish([other])).toEqual({ failed: [] });
    await commit(151);
    await eventually(() => expect(module.get(Counter).attempts).toBeGreaterThan(handled));
    expect(await remaining(resources.queue!.deadLetterQueue)).toBe(0);
    expect(module.get(Counter).attempts).toBe(handled + 1);
  });

  itExceptAt(
    { ministack: 'no StartMessageMoveTask' },
    'poison is in the dead-letter queue after five receives, and has its effect once after it was moved back',
    async () => {
      const counter = module.get(Counter);
      const before = await counter.total();
      const receives: string[] = [];
      let broken = true;
      counter.fail = queryId => {
        if (queryId === id(200)) receives.push(queryId);
        return broken && queryId === id(200) ? 'after' : undefined;
      };
      await commit(200);
      await commit(201);
      await eventually(async () => expect(await remaining(resources.queue!.deadLetterQueue)).toBe(1), { timeoutMs: 40_000 });
      expect(receives).toHaveLength(5);
      expect(await counter.total()).toBe(before + 2); // its effect was committed by the first delivery
      broken = false;
      await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: await arnOf(resources.queue!.deadLetterQueue) }));
      await eventually(() => expect(receives).toHaveLength(6));
      await eventually(async () => expect(await remaining(resources.queue!.name)).toBe(0));
      expect(await remaining(resources.queue!.deadLetterQueue)).toBe(0);
      expect(await counter.total()).toBe(before + 2);
    },
    60_000,
  );

  async function attributesOf(name: string): Promise<Record<string, string>> {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    return Attributes ?? {};
  }

  async function arnOf(name: string): Promise<string> {
    return (await attributesOf(name)).QueueArn!;
  }

  /** Messages in the queue, in work or not. */
  async function remaining(name: string): Promise<number> {
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = await attributesOf(name);
    return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
  }
});
