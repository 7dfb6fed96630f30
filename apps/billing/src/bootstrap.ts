import { awsOptions, createDocumentClient, Table } from '@nat/dynamo';
import { DynamoOutbox, EventBusModule, queueConsumer } from '@nat/event-bus';
import {
  bootstrapService,
  type Clock,
  type Environment,
  type Rng,
  type RunningService,
  SystemClock,
  SystemRng,
} from '@nat/service-kit';
import { BillingConfig, serviceName } from './billing.config';
import { BillingModule } from './billing.module';
import { resources } from './billing.resources';
import { BillingStore } from './billing.store';
import { DynamoBillingStore } from './dynamo-billing.store';

/**
 * Starts billing.
 *
 * @param environment its settings where several services share one process; alone it reads its own and ends on SIGTERM.
 * @param given time and chance, for tests.
 */
export async function bootstrap(environment?: Environment, given: { clock?: Clock; rng?: Rng } = {}): Promise<RunningService> {
  const config = new BillingConfig(environment);
  const { clock = new SystemClock(), rng = new SystemRng() } = given;
  const aws = awsOptions(config);
  const table = new Table(createDocumentClient(aws), resources.table.name);
  const module = BillingModule.forRoot(config, {
    bus: EventBusModule.forRoot({ resources, aws, busName: config.EVENT_BUS_NAME, clock, rng }),
    store: {
      provide: BillingStore,
      inject: [DynamoOutbox],
      useFactory: (outbox: DynamoOutbox) => new DynamoBillingStore(table, outbox),
    },
    checks: { table: async () => void (await table.get({ pk: 'HEALTH', sk: 'HEALTH' }, { consistent: false })) },
    clock,
    rng,
  });
  return bootstrapService({
    service: serviceName,
    module,
    config,
    standalone: environment === undefined,
    microservice: () => queueConsumer({ resources, aws, clock, rng }),
    clock,
    rng,
  });
}
