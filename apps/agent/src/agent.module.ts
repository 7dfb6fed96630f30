import { OutboxRelay } from '@nat/event-bus';
import { Clock, type HealthChecks, HealthModule, type Rng, ServiceClient } from '@nat/service-kit';
import { ServiceTokens, SessionModule } from '@nat/session';
import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { ActionFollowers } from './actions/action-followers';
import { ActionRunner } from './actions/action-runner';
import { ActionStore } from './actions/action.store';
import { ActionsController } from './actions/actions.controller';
import { ActionsService } from './actions/actions.service';
import { LapsedActions } from './actions/lapsed-actions';
import { AgentConfig, serviceName } from './agent.config';
import { AgentLifecycle } from './agent.lifecycle';
import type { ConfirmationStore } from './confirmations/confirmation.store';
import { ConfirmationsController } from './confirmations/confirmations.controller';
import { ConfirmationsService } from './confirmations/confirmations.service';
import { AccessTokens } from './conversation/access-tokens';
import { AgentStore } from './conversation/agent.store';
import { ExportsController } from './conversation/exports.controller';
import { Followers } from './conversation/followers';
import { LapsedQueries } from './conversation/lapsed-queries';
import { QueriesController } from './conversation/queries.controller';
import { QueriesService } from './conversation/queries.service';
import { Reservations } from './conversation/reservations';
import { RunningQueries } from './conversation/running-queries';
import { ChangesOfQuery } from './conversations/changes-of-query';
import { ConversationEraser } from './conversations/conversation-eraser';
import type { ConversationStore } from './conversations/conversation.store';
import { ConversationsController } from './conversations/conversations.controller';
import { ConversationsService } from './conversations/conversations.service';
import type { ErasureStore } from './conversations/erasure.store';
import type { ModelPort } from './model/model.port';
import { AgentRuntime } from './runtime';
import { NationSettingsController } from './settings/nation-settings.controller';
import { NationSettingsService } from './settings/nation-settings.service';
import type { NationSettingsStore } from './settings/nation-settings.store';
import { OpenStreams } from './stream/open-streams';
import type { ToolRegistry } from './tools/kit/tool-registry';
import { ExportStore } from './tools/results/export.store';
import type { ResultSetStore } from './tools/results/result-set.store';

/** Everything of the agent that touches the world beyond HTTP, in the form of production or of tests. */
export interface AgentAdapters {
  store: AgentStore;
  confirmations: ConfirmationStore;
  actions: ActionStore;
  resultSets: ResultSetStore;
  exports: ExportStore;
  nationSettings: NationSettingsStore;
  conversations: ConversationStore;
  erasures: ErasureStore;
  model: ModelPort;
  /** Tools in place of the catalog, for tests. */
  registry?: ToolRegistry;
  clock: Clock;
  rng: Rng;
  checks: HealthChecks;
  /** The outbox relay, its publisher and the clock: `EventBusModule` in one of its forms. */
  eventBus: DynamicModule;
}

@Module({})
export class AgentModule {
  static forRoot(config: AgentConfig, adapters: AgentAdapters): DynamicModule {
    const { store, actions, exports, nationSettings, clock, rng, checks, eventBus } = adapters;
    return {
      module: AgentModule,
      imports: [eventBus, SessionModule.forRoot({ service: serviceName, config, clock, rng }), HealthModule.forRoot({ checks })],
      controllers: [
        QueriesController,
        ConversationsController,
        ConfirmationsController,
        ActionsController,
        ExportsController,
        NationSettingsController,
      ],
      providers: [
        { provide: AgentStore, useValue: store },
        { provide: ActionStore, useValue: actions },
        { provide: ExportStore, useValue: exports },
        {
          provide: NationSettingsService,
          useValue: new NationSettingsService({ store: nationSettings, clock, timeZone: config.NATION_TIME_ZONE }),
        },
        RunningQueries,
        Followers,
        ActionFollowers,
        OpenStreams,
        AgentLifecycle,
        ...siblings(config, clock),
        ...runtime(config, adapters),
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

/** What works on queries and changes; controllers and lifecycle take their parts of it. */
function runtime(config: AgentConfig, adapters: AgentAdapters): Provider[] {
  return [
    {
      provide: AgentRuntime,
      inject: [Reservations, RunningQueries, OutboxRelay, AccessTokens, NationSettingsService],
      useFactory: (
        reservations: Reservations,
        running: RunningQueries,
        relay: OutboxRelay,
        tokens: AccessTokens,
        settings: NationSettingsService,
      ) => new AgentRuntime(config, adapters, { reservations, running, relay, tokens, settings }),
    },
    partOf(QueriesService, ({ queries }) => queries),
    partOf(ConfirmationsService, ({ confirmations }) => confirmations),
    partOf(ActionsService, ({ ledger }) => ledger),
    partOf(ActionRunner, ({ actions }) => actions),
    partOf(LapsedQueries, ({ lapsedQueries }) => lapsedQueries),
    partOf(LapsedActions, ({ lapsedActions }) => lapsedActions),
  ];
}

function partOf<T>(provide: Type<T>, useFactory: (runtime: AgentRuntime) => T): Provider {
  return { provide, inject: [AgentRuntime], useFactory };
}

/** Conversations as their person sees them, and what erases them. */
function conversations(adapters: AgentAdapters): Provider[] {
  const { conversations: store, erasures, confirmations, actions, clock, rng } = adapters;
  const holders = [new ChangesOfQuery({ confirmations, actions, rng })];
  return [
    {
      provide: ConversationEraser,
      inject: [NationSettingsService],
      useFactory: (settings: NationSettingsService) => new ConversationEraser({ erasures, holders, settings, clock }),
    },
    {
      provide: ConversationsService,
      inject: [ConversationEraser, QueriesService, NationSettingsService],
      useFactory: (eraser: ConversationEraser, queries: QueriesService, settings: NationSettingsService) =>
        new ConversationsService({ store, erasures, eraser, queries, settings, clock, rng }),
    },
  ];
}
