import { awsOptions, createDocumentClient, Table } from '@nat/dynamo';
import { DynamoOutbox, EventBusModule } from '@nat/event-bus';
import { AwsSecretVault } from '@nat/secrets';
import {
  bootstrapService,
  type Clock,
  type Environment,
  type Rng,
  type RunningService,
  SystemClock,
  SystemRng,
} from '@nat/service-kit';
import { DynamoActionStore } from './actions/dynamo-action.store';
import { AgentConfig, serviceName } from './agent.config';
import { type AgentAdapters, AgentModule } from './agent.module';
import { resources } from './agent.resources';
import { DynamoConfirmationStore } from './confirmations/dynamo-confirmation.store';
import { DynamoAgentStore } from './conversation/dynamo-agent.store';
import { DynamoConversationStore } from './conversations/dynamo-conversation.store';
import { DynamoErasureStore } from './conversations/dynamo-erasure.store';
import { AnthropicModel } from './model/anthropic.adapter';
import { DataKeys } from './sealed/data-keys';
import { SealedContent } from './sealed/sealed-content';
import { DynamoNationSettingsStore } from './settings/dynamo-nation-settings.store';
import { DynamoExportStore } from './tools/results/dynamo-export.store';
import { DynamoResultSetStore } from './tools/results/dynamo-result-set.store';

/**
 * Starts the agent.
 *
 * @param environment its settings where several services share one process; alone it reads its own and ends on SIGTERM.
 * @param given adapters in place of those of production, for tests.
 */
export async function bootstrap(environment?: Environment, given: Partial<AgentAdapters> = {}): Promise<RunningService> {
  const config = new AgentConfig(environment);
  const { clock = new SystemClock(), rng = new SystemRng() } = given;
  return bootstrapService({
    service: serviceName,
    module: AgentModule.forRoot(config, { ...production(config, clock, rng), ...given }),
    config,
    standalone: environment === undefined,
    clock,
    rng,
  });
}

function production(config: AgentConfig, clock: Clock, rng: Rng): AgentAdapters {
  const aws = awsOptions(config);
  const table = new Table(createDocumentClient(aws), resources.table.name);
  const sealed = new SealedContent(new DataKeys(AwsSecretVault.at(aws), clock, rng), rng);
  const outbox = new DynamoOutbox(table, clock);
  const confirmations = new DynamoConfirmationStore(table, sealed, outbox, clock);
  const stores = {
    store: new DynamoAgentStore({ table, outbox, confirmations, sealed, clock }),
    confirmations,
    actions: new DynamoActionStore(table, sealed, outbox, clock),
    resultSets: new DynamoResultSetStore(table, sealed, clock),
    exports: new DynamoExportStore({ table, sealed, clock, rng }),
    nationSettings: new DynamoNationSettingsStore(table),
    conversations: new DynamoConversationStore(table, clock),
    erasures: new DynamoErasureStore(table, clock),
  };
  const model = new AnthropicModel({
    apiKey: config.ANTHROPIC_API_KEY ?? 'double',
    baseUrl: config.ANTHROPIC_MODE === 'double' ? config.ANTHROPIC_BASE_URL : undefined,
  });
  const eventBus = EventBusModule.forRoot({ resources, aws, busName: config.EVENT_BUS_NAME, clock, rng });
  const checks = { table: async () => void (await table.get({ pk: 'HEALTH', sk: 'HEALTH' }, { consistent: false })) };
  return { ...stores, model, clock, rng, eventBus, checks };
}
