import type { NationSettings, NationSlug } from '@nat/contracts';
import type { OutboxRelay } from '@nat/event-bus';
import { NationOrigin } from '@nat/nationbuilder';
import { AppError, RetryBudget, type ServiceIdentity } from '@nat/service-kit';
import { ActionRunner } from './actions/action-runner';
import { ActionsService } from './actions/actions.service';
import { LapsedActions } from './actions/lapsed-actions';
import { StoredLedger } from './actions/stored-ledger';
import { Undoing } from './actions/undoing';
import type { AgentConfig } from './agent.config';
import type { AgentAdapters } from './agent.module';
import type { ConfirmationRow } from './confirmations/confirmation-row';
import { ConfirmationsService } from './confirmations/confirmations.service';
import type { AccessTokens } from './conversation/access-tokens';
import { LapsedQueries } from './conversation/lapsed-queries';
import { QueriesService } from './conversation/queries.service';
import { QueryResumer } from './conversation/query-resumer';
import { QueryRunner } from './conversation/query-runner';
import { QueryStarter } from './conversation/query-starter';
import { holdUntil, type Reservations } from './conversation/reservations';
import type { RunningQueries } from './conversation/running-queries';
import { ToolContexts } from './conversation/tool-contexts';
import { WaitingQueries } from './conversation/waiting-queries';
import type { NationSettingsService } from './settings/nation-settings.service';
import { catalog } from './tools/catalog';

/** What the runtime stands on, beside its adapters. */
export interface RuntimeParts {
  reservations: Reservations;
  running: RunningQueries;
  relay: OutboxRelay;
  tokens: AccessTokens;
  settings: NationSettingsService;
}

/** Everything that works on queries and changes in this process, put together. */
export class AgentRuntime {
  readonly actions: ActionRunner;
  readonly queries: QueriesService;
  readonly confirmations: ConfirmationsService;
  readonly ledger: ActionsService;
  readonly lapsedQueries: LapsedQueries;
  readonly lapsedActions: LapsedActions;
  private readonly undoing: Undoing;
  private readonly resumer: QueryResumer;

  constructor(
    private readonly config: AgentConfig,
    private readonly adapters: AgentAdapters,
    private readonly parts: RuntimeParts,
  ) {
    const { store, confirmations, actions: ledger, model, clock, rng } = adapters;
    const { reservations, running, relay, tokens } = parts;
    const { ANTHROPIC_CACHE_TTL: cacheLife, ANTHROPIC_MODEL: modelName } = config;
    const { registry = catalog } = adapters;
    const settings = (nation: NationSlug) => this.settings(nation);
    const contexts = this.contexts(config);
    const common = { store, confirmations, relay, clock, rng };
    this.actions = new ActionRunner({ store: ledger, clock, rng, relay });
    const runner = new QueryRunner({
      ...common,
      actions: this.actions,
      ledger,
      reservations,
      running,
      model,
      modelBudget: new RetryBudget(),
      registry,
      contexts,
      settings,
      cacheLife,
    });
    const waiting = new WaitingQueries(common);
    this.resumer = new QueryResumer({ store, runner, reservations, tokens, clock });
    this.undoing = new Undoing({ ...common, store: ledger, actions: this.actions, registry, contexts, tokens, settings });
    this.confirmations = new ConfirmationsService({
      confirmations,
      relay,
      clock,
      goOn: row => this.goOn(row),
      mayChange: (caller, row) => this.mayChange(caller, row),
    });
    this.ledger = new ActionsService({ store: ledger, actions: this.actions, undoing: this.undoing, clock });
    const starter = new QueryStarter({ store, runner, waiting, ledger, tokens, clock, model: modelName, settings });
    this.queries = new QueriesService({
      ...common,
      starter,
      running,
      waiting,
      reservations,
      ledger,
      confirmations: this.confirmations,
    });
    this.lapsedQueries = new LapsedQueries({ ...common, ledger, waiting, resumer: this.resumer });
    this.lapsedActions = new LapsedActions({ store: ledger, actions: this.actions, registry, contexts, tokens, clock });
  }

  /** A switch for all nations is a switch of each. */
  private async settings(nation: NationSlug): Promise<NationSettings> {
    const settings = await this.parts.settings.of(nation);
    return this.config.AGENT_DISABLED ? { ...settings, agentDisabled: true } : settings;
  }

  private contexts(config: AgentConfig): ToolContexts {
    const { resultSets, exports, actions: store, clock, rng } = this.adapters;
    return new ToolContexts({
      origin: new NationOrigin({
        production: config.NODE_ENV === 'production',
        template: config.NATIONBUILDER_ORIGIN_TEMPLATE,
      }),
      resultSets,
      exports,
      ledger: (owner, whose) =>
        new StoredLedger(owner, { store, registry: () => this.adapters.registry ?? catalog, clock }, whose),
      clock,
      rng,
      timeZone: config.NATION_TIME_ZONE,
      processes: config.NATIONBUILDER_PROCESSES,
    });
  }

  /** Goes on with what was decided. */
  private async goOn(row: ConfirmationRow): Promise<void> {
    if (row.queryId === undefined) return row.status === 'approved' ? this.undoing.approved(row) : undefined;
    const query = await this.adapters.store.query(row, row.queryId);
    if (query?.status === 'awaiting_confirmation') await this.resumer.resume(query);
  }

  /** Asked before an approval counts. The plan has to be in force for what a query changes; taking something back costs nothing. */
  private async mayChange({ nationSlug }: ServiceIdentity, row: ConfirmationRow): Promise<void> {
    if (this.queries.isDraining)
      throw new AppError('draining', 'This server is shutting down; try again in a moment.', { retryAfter: 1 });
    if ((await this.settings(nationSlug)).agentDisabled)
      throw new AppError('agent_disabled', 'Nat is switched off at the moment. Nothing was changed.');
    const query = row.queryId === undefined ? undefined : await this.adapters.store.query(row, row.queryId);
    if (query?.status !== 'awaiting_confirmation') return;
    const { usable } = await this.parts.reservations.wait(query, holdUntil(row.expires));
    if (usable === false) throw new AppError('subscription_inactive', 'The plan of this nation has ended. Nothing was changed.');
  }
}
