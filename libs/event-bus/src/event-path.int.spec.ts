import 'reflect-metadata';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { Controller, Injectable, type INestMicroservice, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { type DomainEvent, eventOf, QueryCompleted } from '@nat/contracts';
import { type ServiceResources, Table, WriteTransaction } from '@nat/dynamo';
import { eventually } from '@nat/testing';
import { DynamoOutbox, unsentIndex } from './dynamo.outbox';
import { EventBusModule, queueConsumer } from './event-bus.module';
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
  table: { name: `nat-${service}`, indexes: [unsentIndex], timeToLive: 'expiresAt' },
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
    const facts = { id: `${id(number)}.end`, nationSlug: 'demo', time: new Date().toISOString(), correlationId: `req_${number}` };
    const event = eventOf(QueryCompleted, { ...facts, data: { ...QueryCompleted.example, queryId: id(number) } });
    const transaction = new WriteTransaction(table);
    transaction.put({ pk: 'QUERY', sk: String(number), status: 'completed' });
    module.get(DynamoOutbox).add(transaction, event as unknown as DomainEvent);
    expect(await transaction.commit()).toEqual({ committed: true });
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
    module.get(OutboxRelay).nudge();
    await eventually(async () => expect(await counter.total()).toBe(20), { timeoutMs: 20_000 });
    await eventually(async () => expect(await module.get(Outbox).unsent(10)).toEqual([]));
  }, 30_000);

  it('an event that was published twice has one effect', async () => {
    const counter = module.get(Counter);
    counter.fail = () => undefined;
    const before = await counter.total();
    await commit(100);
    const [entry] = await module.get(Outbox).unsent(1);
    const relays = [1, 2].map(() => module.get(OutboxRelay).sweep());
    await Promise.all(relays);
    const url = await queueUrl();
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: JSON.stringify({ 'detail-type': 'QueryCompleted', detail: entry!.event }),
      }),
    );
    await commit(101);
    module.get(OutboxRelay).nudge();
    await eventually(async () => expect(await counter.total()).toBe(before + 2));
  });

  it('poison goes to the dead-letter queue and has its effect once after redrive', async () => {
    const counter = module.get(Counter);
    const before = await counter.total();
    let broken = true;
    counter.fail = queryId => (broken && queryId === id(200) ? 'before' : undefined);
    await commit(200);
    await commit(201);
    module.get(OutboxRelay).nudge();
    const dead = await eventually(
      async () => {
        const QueueUrl = (await queueUrl()).replace(/$/, '-dead-letter');
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, VisibilityTimeout: 0 }),
        );
        expect(Messages).toHaveLength(1);
        return Messages[0]!;
      },
      { timeoutMs: 40_000 },
    );
    expect(await counter.total()).toBe(before + 1);
    broken = false;
    for (let copy = 0; copy < 2; copy++)
      await sqs.send(new SendMessageCommand({ QueueUrl: await queueUrl(), MessageBody: dead.Body }));
    await eventually(async () => expect(await counter.total()).toBe(before + 2));
  }, 60_000);

  async function queueUrl(): Promise<string> {
    const { GetQueueUrlCommand } = await import('@aws-sdk/client-sqs');
    return (await sqs.send(new GetQueueUrlCommand({ QueueName: resources.queue!.name }))).QueueUrl!;
  }
});
