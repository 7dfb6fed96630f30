import { OutboxRelay } from '@nat/event-bus';
import { NationOrigin } from '@nat/nationbuilder';
import { Clock, type HealthChecks, HealthModule, type Rng, ServiceClient } from '@nat/service-kit';
import { ServiceTokens, SessionModule } from '@nat/session';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { AgentConfig, serviceName } from './agent.config';
import { AgentLifecycle } from './agent.lifecycle';
import { AccessTokens } from './conversation/access-tokens';
import { AgentStore } from './conversation/agent.store';
import { ExportsController } from './conversation/exports.controller';
import { Followers } from './conversation/followers';
import { LapsedQueries } from './conversation/lapsed-queries';
import { QueriesController } from './conversation/queries.controller';
import { QueriesService } from './conversation/queries.service';
import { QueryRunner } from './conversation/query-runner';
import { Reservations } from './conversation/reservations';
import { RunningQueries } from './conversation/running-queries';
import { ToolContexts } from './conversation/tool-contexts';
import { ConversationEraser } from './conversations/conversation-eraser';
import type { ConversationStore } from './conversations/conversation.store';
import { ConversationsController } from './conversations/conversations.controller';
import { ConversationsService } from './conversations/conversations.service';
import type { ErasureStore } from './conversations/erasure.store';
import type { ModelPort } from './model/model.port';
import { NationSettingsController } from './settings/nation-settings.controller';
import { NationSettingsService } from './settings/nation-settings.service';
import type { NationSettingsStore } from './settings/nation-settings.store';
import { OpenStreams } from './stream/open-streams';
import { catalog } from './tools/catalog';
import { ExportStore } from './tools/results/export.store';
import type { ResultSetStore } from './tools/results/result-set.store';

/** Everything of the agent that touches the world beyond HTTP, in the form of production or of tests. */
export interface AgentAdapters {
  store: AgentStore;
  resultSets: ResultSetStore;
  exports: ExportStore;
  nationSettings: NationSettingsStore;
  conversations: ConversationStore;
  erasures: ErasureStore;
  model: ModelPort;
  clock: Clock;
  rng: Rng;
  checks: HealthChecks;
  /** The outbox relay, its publisher and the clock: `EventBusModule` in one of its forms. */
  eventBus: DynamicModule;
}

@Module({})
export class AgentModule {
  static forRoot(config: AgentConfig, adapters: AgentAdapters): DynamicModule {
    const { store, exports, nationSettings, clock, rng, checks, eventBus } = adapters;
    return {
      module: AgentModule,
      imports: [eventBus, SessionModule.forRoot({ service: serviceName, config, clock, rng }), HealthModule.forRoot({ checks })],
      controllers: [QueriesController, ConversationsController, ExportsController, NationSettingsController],
      providers: [
        { provide: AgentStore, useValue: store },
        { provide: ExportStore, useValue: exports },
        {
          provide: NationSettingsService,
          useValue: new NationSettingsService({ store: nationSettings, clock, timeZone: config.NATION_TIME_ZONE }),
        },
        RunningQueries,
        Followers,
        OpenStreams,
        AgentLifecycle,
        ...siblings(config, clock),
        ...useCases(config, adapters),
        ...conversations(adapters),
      ],
    };
  }
}

/** The services the agent asks: usage for reservations, auth for access tokens. */
function siblings(config: AgentConfig, clock: Clock): Provider[] {
  return [
    {
      provide: Reservations,
      inject: [ServiceTokens],
      useFactory: (tokens: ServiceTokens) =>
        new Reservations(new ServiceClient({ baseUrl: config.USAGE_URL, audience: 'usage', tokens, clock })),
    },
    {
      provide: AccessTokens,
      inject: [ServiceTokens],
      useFactory: (tokens: ServiceTokens) =>
        new AccessTokens(new ServiceClient({ baseUrl: config.AUTH_URL, audience: 'auth', tokens, clock }), clock),
    },
  ];
}

function useCases(config: AgentConfig, { store, resultSets, exports, model, clock, rng }: AgentAdapters): Provider[] {
  const production = config.NODE_ENV === 'production';
  const origin = new NationOrigin({ production, template: config.NATIONBUILDER_ORIGIN_TEMPLATE });
  const { ANTHROPIC_CACHE_TTL: cacheLife, ANTHROPIC_MODEL: modelName, NATION_TIME_ZONE: timeZone } = config;
  const contexts = new ToolContexts({
    origin,
    resultSets,
    exports,
    clock,
    rng,
    timeZone,
    processes: config.NATIONBUILDER_PROCESSES,
  });
  return [
    {
      provide: QueryRunner,
      inject: [Reservations, RunningQueries, OutboxRelay],
      useFactory: (reservations: Reservations, running: RunningQueries, relay: OutboxRelay) =>
        new QueryRunner({
          store,
          reservations,
          running,
          relay,
          model,
          registry: catalog,
          contexts,
          clock,
          rng,
          cacheLife,
        }),
    },
    {
      provide: QueriesService,
      inject: [QueryRunner, RunningQueries, Reservations, AccessTokens],
      useFactory: (runner: QueryRunner, running: RunningQueries, reservations: Reservations, tokens: AccessTokens) =>
        new QueriesService({ store, runner, running, reservations, tokens, clock, model: modelName, timeZone }),
    },
    {
      provide: LapsedQueries,
      inject: [OutboxRelay],
      useFactory: (relay: OutboxRelay) => new LapsedQueries({ store, relay, clock }),
    },
  ];
}

/** Conversations as their person sees them, and what erases them. */
function conversations({ conversations: store, erasures, clock, rng }: AgentAdapters): Provider[] {
  return [
    {
      provide: ConversationEraser,
      inject: [NationSettingsService],
      useFactory: (settings: NationSettingsService) => new ConversationEraser({ erasures, holders: [], settings, clock }),
    },
    {
      provide: ConversationsService,
      inject: [ConversationEraser, QueriesService, NationSettingsService],
      useFactory: (eraser: ConversationEraser, queries: QueriesService, settings: NationSettingsService) =>
        new ConversationsService({ store, erasures, eraser, queries, settings, clock, rng }),
    },
  ];
}
