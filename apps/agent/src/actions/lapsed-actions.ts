import { AppError, type Clock, type Repetition } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import type { AccessTokens } from '../conversation/access-tokens';
import { identityOf } from '../conversation/reservations';
import type { ToolContexts } from '../conversation/tool-contexts';
import { LeaseWatch } from '../leases/lease-watch';
import type { ToolRegistry } from '../tools/kit/tool-registry';
import { actionLeaseMs, type ActionRow, givenBack } from './action-row';
import { endOf } from './action-account';
import type { ActionRunner } from './action-runner';
import { StoredJournal } from './stored-journal';
import { notBegunSummary } from './wording';
import type { ActionStore } from './action.store';

const sweepMs = 5_000;
const actionsPerSweep = 100;

export interface LapsedActionsPorts {
  store: ActionStore;
  actions: ActionRunner;
  registry: ToolRegistry;
  contexts: ToolContexts;
  tokens: AccessTokens;
  clock: Clock;
}

/** Goes on with actions whose process is gone, from where their journal stands. */
export class LapsedActions {
  private readonly logger = new Logger(LapsedActions.name);
  private readonly watch: LeaseWatch;
  private repetition?: Repetition;

  constructor(private readonly ports: LapsedActionsPorts) {
    this.watch = new LeaseWatch(ports.clock, actionLeaseMs);
  }

  start(): void {
    const report = (error: unknown): void => this.report(error);
    this.repetition = this.ports.clock.every(sweepMs, () => this.sweep(), report, 'at_once');
  }

  async stop(): Promise<void> {
    await this.repetition?.stop();
  }

  async sweep(): Promise<void> {
    const { store, actions } = this.ports;
    const lapsing = await store.lapsed(this.watch.horizon(), actionsPerSweep);
    const foreign = lapsing.filter(({ actionId }) => !actions.get(actionId));
    this.watch.keepOnly(foreign.map(({ actionId }) => actionId));
    // One that cannot be gone on with is tried again when its lease lapses anew, and keeps none of the others waiting.
    for (const action of foreign)
      if (this.isFree(action)) await this.goOn(action).catch((error: unknown) => this.report(error, action));
  }

  private report(error: unknown, action?: ActionRow): void {
    this.logger.error({ event: 'sweep_failed', actionId: action?.actionId, error: String(error) });
  }

  /** A lease that was given back needs no watching. */
  private isFree({ actionId: id, leaseUntil = givenBack }: ActionRow): boolean {
    return leaseUntil === givenBack || this.watch.hasLapsed({ id, leaseUntil });
  }

  private async goOn(lapsed: ActionRow): Promise<void> {
    const { store, actions, registry, contexts, tokens, clock } = this.ports;
    const action = await store.takeOver(lapsed, new Date(clock.now() + actionLeaseMs).toISOString());
    if (!action) return;
    this.watch.forget(action.actionId);
    this.logger.warn({ event: 'action_taken_over', actionId: action.actionId, fence: action.fence });
    const content = await store.content(action);
    const tool = registry.find(action.tool);
    if (!content || tool?.effect === undefined || tool.effect === 'read') return this.endWithout(action);
    const connection = await tokens.connect(identityOf(action)).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      // The nation cannot be reached any more: the action ends with what it has, and says so.
      const refuse = (): Promise<never> => Promise.reject(error);
      return { limitKey: action.nationSlug, checked: refuse, token: refuse };
    });
    const context = (signals: Parameters<ToolContexts['of']>[2]) => contexts.of(action, connection, signals);
    actions.resume({ action, content, tool, context });
  }

  /** Nobody knows any more what it was about: it ends with what its journal still says, and nothing is sent. */
  private async endWithout(action: ActionRow): Promise<void> {
    const { store, clock } = this.ports;
    this.logger.error({ event: 'action_without_content', actionId: action.actionId });
    const journal = await StoredJournal.open(action, store);
    const original = action.undoes === undefined ? undefined : await store.find(action.nationSlug, action.undoes);
    const summary = notBegunSummary('what it was about is not kept any more');
    await store.end(endOf(action, journal, { summary, original, told: { links: [] }, endedAt: clock.iso() }));
  }
}
