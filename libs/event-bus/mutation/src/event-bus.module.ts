import { type DynamicModule, Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type AwsOptions, createDocumentClient, type ServiceResources, Table } from '@nat/dynamo';
import { Clock, Rng, SystemClock, SystemRng } from '@nat/service-kit';
import { DynamoOutbox } from './dynamo.outbox';
import { EventPublisher } from './event-publisher';
import { createEventBridgeClient, EventBridgePublisher } from './eventbridge.publisher';
import { InMemoryBus } from './in-memory-bus';
import { InMemoryOutbox } from './in-memory.outbox';
import { Outbox } from './outbox';
import { OutboxRelay } from './outbox-relay';
import { createSqsClient, SqsQueue } from './sqs-queue';
import { SqsServer, type SqsServerOptions } from './sqs.server';

export interface EventBusOptions {
  resources: ServiceResources;
  aws: AwsOptions;
  busName: string;
  clock?: Clock;
  rng?: Rng;
}

/** Connections that end with the service. */
class Connections {
  constructor(private readonly clients: readonly { destroy(): void }[]) {}

  close(): void {
    for (const client of this.clients) client.destroy();
  }
}

/** Starts the relay with the service, drains it at its end and gives up the connections after it. */
class RelayLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(OutboxRelay) private readonly relay: OutboxRelay,
    @Inject(Connections) private readonly connections: Connections,
  ) {}

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.relay.stop();
    this.connections.close();
  }
}

const relay = {
  provide: OutboxRelay,
  inject: [Outbox, EventPublisher, Clock],
  useFactory: (outbox: Outbox, publisher: EventPublisher, clock: Clock) => new OutboxRelay(outbox, publisher, clock),
};

/** The service's table, its outbox with the relay, the publisher, the clock and chance: global in the service. */
@Module({})
export class EventBusModule {
  static forRoot({ resources, aws, busName, clock = new SystemClock(), rng = new SystemRng() }: EventBusOptions): DynamicModule {
    const documents = createDocumentClient(aws);
    const events = createEventBridgeClient(aws);
    const table = new Table(documents, resources.table?.name ?? `nat-${resources.service}`, { clock, rng });
    const outbox = new DynamoOutbox(table, clock);
    return {
      module: EventBusModule,
      global: true,
      providers: [
        { provide: Clock, useValue: clock },
        { provide: Rng, useValue: rng },
        { provide: Table, useValue: table },
        { provide: DynamoOutbox, useValue: outbox },
        { provide: Outbox, useValue: outbox },
        { provide: EventPublisher, useValue: new EventBridgePublisher(events, { busName, clock, rng }) },
        { provide: Connections, useValue: new Connections([documents, events]) },
        relay,
        RelayLifecycle,
      ],
      exports: [Clock, Rng, Table, DynamoOutbox, Outbox, EventPublisher, OutboxRelay],
    };
  }

  /** The same in memory, for service tests: stores take the {@link InMemoryOutbox}, tests read the {@link InMemoryBus}. */
  static inMemory({
    clock = new SystemClock(),
    rng = new SystemRng(),
    bus = new InMemoryBus(),
    outbox = new InMemoryOutbox(),
  } = {}): DynamicModule {
    return {
      module: EventBusModule,
      global: true,
      providers: [
        { provide: Clock, useValue: clock },
        { provide: Rng, useValue: rng },
        { provide: InMemoryOutbox, useValue: outbox },
        { provide: Outbox, useValue: outbox },
        { provide: InMemoryBus, useValue: bus },
        { provide: EventPublisher, useValue: bus },
        { provide: Connections, useValue: new Connections([]) },
        relay,
        RelayLifecycle,
      ],
      exports: [Clock, Rng, InMemoryOutbox, Outbox, InMemoryBus, EventPublisher, OutboxRelay],
    };
  }
}

/** How a service consumes its queue; the rest follows from its resources. */
export interface QueueConsumerOptions extends Partial<Omit<SqsServerOptions, 'queue' | 'visibilityTimeoutSeconds'>> {
  resources: ServiceResources;
  aws: AwsOptions;
}

/** The queue consumer of a service, for `bootstrapService({ microservice })`. */
export function queueConsumer({
  resources,
  aws,
  clock = new SystemClock(),
  rng = new SystemRng(),
  ...more
}: QueueConsumerOptions): SqsServer {
  if (!resources.queue) throw new Error(`${resources.service} has no queue`);
  const { name, visibilityTimeoutSeconds } = resources.queue;
  const client = createSqsClient(aws);
  const onClosed = (): void => client.destroy();
  return new SqsServer({ queue: new SqsQueue(client, name), clock, rng, visibilityTimeoutSeconds, onClosed, ...more });
}
