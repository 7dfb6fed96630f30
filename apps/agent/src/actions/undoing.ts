import type { NationSettings, NationSlug, UndoActionRequest, UndoAnswer } from '@nat/contracts';
import type { OutboxRelay } from '@nat/event-bus';
import { AppError, type Clock, requestContext, type Rng, type ServiceIdentity } from '@nat/service-kit';
import { decidedFact, requested } from '../confirmations/confirmation-facts';
import { type ConfirmationRow, shownConfirmation } from '../confirmations/confirmation-row';
import type { ConfirmationStore } from '../confirmations/confirmation.store';
import { type HeldFor, newConfirmation } from '../confirmations/new-confirmation';
import type { AccessTokens, NationConnection } from '../conversation/access-tokens';
import { newAction } from '../conversation/new-action';
import type { ToolContexts } from '../conversation/tool-contexts';
import { mustWait } from '../loop/gate';
import { type LookedAt, lookAt } from '../loop/looked-at';
import { barredBy } from '../loop/narrowing';
import { failureOf } from '../loop/tool-outcome';
import type { ToolContext, WriteTool } from '../tools/kit/define-tool';
import type { ToolRegistry } from '../tools/kit/tool-registry';
import { createHash } from 'node:crypto';
import { type ActionRow, shownAction } from './action-row';
import type { ActionRunner } from './action-runner';
import type { ActionStore, UndoKey } from './action.store';
import { undoRefusal } from './undo-refusal';

export interface UndoingPorts {
  store: ActionStore;
  confirmations: ConfirmationStore;
  actions: ActionRunner;
  registry: ToolRegistry;
  contexts: ToolContexts;
  tokens: AccessTokens;
  settings: (nation: NationSlug) => Promise<NationSettings>;
  relay: Pick<OutboxRelay, 'nudge'>;
  clock: Clock;
  rng: Rng;
}

/** Takes actions back that a person points at: without a conversation, and by the same rules as within one. */
export class Undoing {
  constructor(private readonly ports: UndoingPorts) {}

  async undo(caller: ServiceIdentity, original: ActionRow, request: UndoActionRequest): Promise<UndoAnswer> {
    const ids = await this.idsOf(caller, original, request);
    const known = await this.known(caller, ids);
    if (known) return known;
    try {
      return await this.takeBack(caller, original, request, ids);
    } catch (error) {
      // The same key may have been faster.
      const faster = error instanceof AppError && (await this.known(caller, ids));
      if (faster) return faster;
      throw error;
    }
  }

  private async takeBack(
    caller: ServiceIdentity,
    original: ActionRow,
    request: UndoActionRequest,
    ids: UndoIds,
  ): Promise<UndoAnswer> {
    const back: TakingBack = { caller, original, connection: await this.connect(caller) };
    const input = { action_id: original.actionId, ...(request.acceptChanges && { accept_changes: true }) };
    const looked = await this.lookAt(input, back);
    const barred = barredBy(await this.ports.settings(caller.nationSlug), looked);
    if (barred) throw new AppError(barred.code === 'agent_disabled' ? 'agent_disabled' : 'read_only', barred.message);
    // A person pressed a button for just this: what needs no second look is done.
    const waits = mustWait({ tier: looked.tier, tainted: false, grounded: true });
    if (waits) return this.hold({ ...caller, surface: request.channel }, looked, ids);
    return { action: shownAction(await this.begin(back, looked, ids.actionId), this.ports.clock.now()) };
  }

  /**
   * Carries out an undo that was approved. What stands in its way is its end, and is told.
   *
   * @throws AppError `action_changed_since`, `action_not_undoable`, `confirmation_expired`.
   */
  async approved(row: ConfirmationRow): Promise<void> {
    const { confirmations, clock } = this.ports;
    try {
      await this.carryOutApproved(row);
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
      // Approved twice at once: the other one was faster, and carries it out.
      if ((await confirmations.find(row, row.confirmationId))?.actionId !== undefined) return;
      const status = 'superseded';
      const { correlationId = 'none', traceparent } = requestContext.current() ?? {};
      const fact = decidedFact(row, { status, time: clock.iso() }, { correlationId, traceparent });
      await confirmations.close(row, 'approved', status, fact);
      throw error;
    }
  }

  private async carryOutApproved(row: ConfirmationRow): Promise<void> {
    const { confirmations, store, clock, rng } = this.ports;
    // A decision is followed at once; one that is repeated long afterwards does not surprise anybody.
    if (row.expires <= clock.iso())
      throw new AppError('confirmation_expired', 'The time to decide is over. Nothing was changed; ask again.');
    const original = row.undoes === undefined ? undefined : await store.find(row.nationSlug, row.undoes);
    const content = await confirmations.content(row);
    if (!original || !content) throw new AppError('action_not_undoable', 'What this change was about is not kept any more.');
    const caller = { ...row, role: row.decidedRole ?? row.role };
    const back = { caller, original, connection: await this.connect(caller) };
    const looked = await this.lookAt(content.input, back);
    if (looked.digest !== row.effectDigest)
      throw new AppError('action_changed_since', 'What this is about has changed since it was shown. Look at it again.');
    const call = { ...looked, effect: content.effect, tier: row.tier };
    await this.begin(back, call, rng.timedId('act', clock.now()), row);
  }

  private tool(): WriteTool {
    return this.ports.registry.find('undo_action') as WriteTool;
  }

  private async lookAt(input: unknown, { caller, original, connection }: TakingBack): Promise<LookedAt> {
    const { contexts } = this.ports;
    const owner = { nationSlug: caller.nationSlug, userId: caller.userId };
    const context = contexts.of(owner, connection, { signal: new AbortController().signal });
    try {
      return await lookAt(this.tool(), input, { ...context, ledger: contexts.ledgerFor(owner, original) });
    } catch (error) {
      throw undoRefusal(failureOf(error));
    }
  }

  private async connect(caller: ServiceIdentity): Promise<NationConnection> {
    const connection = await this.ports.tokens.connect(caller);
    await connection.checked();
    return connection;
  }

  private async hold(whom: HeldFor, looked: LookedAt, ids: UndoIds): Promise<UndoAnswer> {
    const { confirmations, clock, rng, relay } = this.ports;
    const now = clock.now();
    const made = { confirmationId: ids.confirmationId, toolCallId: rng.id('tcl'), now };
    const held = newConfirmation(whom, looked, made);
    const { correlationId = 'none', traceparent } = requestContext.current() ?? {};
    const added = await confirmations.add(held, requested(held.row, { correlationId, traceparent }));
    if (!added) throw new AppError('conflict', 'This is asked for in the same moment; ask again.');
    relay.nudge();
    return { confirmation: shownConfirmation(held.row, held.content, clock.iso()) };
  }

  private async begin(
    { caller, original, connection }: TakingBack,
    looked: LookedAt,
    actionId: string,
    confirmation?: ConfirmationRow,
  ): Promise<ActionRow> {
    const { actions, clock, rng, contexts } = this.ports;
    const { correlationId = 'none', traceparent } = requestContext.current() ?? {};
    const { nationSlug, userId, sessionId, role } = caller;
    const origin = { nationSlug, userId, sessionId, role, correlationId, traceparent, conversationId: original.conversationId };
    const call = { ...looked, toolCallId: confirmation?.toolCallId ?? rng.id('tcl') };
    const made = { actionId, createdAt: clock.iso(), confirmation };
    const action = { ...newAction(origin, call, made), background: true };
    const content = { input: looked.input, effect: looked.effect };
    const context = (signals: Pick<ToolContext, 'signal' | 'sending'>) => contexts.of(action, connection, signals);
    const running = await actions.begin({ action, content, confirmation }, { action, content, tool: looked.tool, context });
    if (!running) throw new AppError('action_not_undoable', 'It was taken back already, or is being taken back.');
    return action;
  }

  /** What this undo becomes, kept under its key first, so that a repeat finds it however this ends. */
  private async idsOf(caller: ServiceIdentity, original: ActionRow, request: UndoActionRequest): Promise<UndoIds> {
    const { store, clock, rng } = this.ports;
    const asked = JSON.stringify([original.actionId, request.acceptChanges === true]);
    const now = clock.now();
    const offered = {
      request: createHash('sha256').update(asked).digest('hex'),
      actionId: rng.timedId('act', now),
      confirmationId: rng.timedId('cnf', now),
    };
    const known = await store.undoKey(caller, request.idempotencyKey, offered);
    if (known.request === offered.request) return known;
    throw new AppError('idempotency_mismatch', 'This Idempotency-Key was used for another undo.');
  }

  /** What the same key was answered before. */
  private async known(
    { nationSlug, userId }: ServiceIdentity,
    { actionId, confirmationId }: UndoIds,
  ): Promise<UndoAnswer | undefined> {
    const { store, confirmations, clock } = this.ports;
    const [action, row] = await Promise.all([
      store.find(nationSlug, actionId),
      confirmations.find({ nationSlug, userId }, confirmationId),
    ]);
    if (action) return { action: shownAction(action, clock.now()) };
    return row && { confirmation: shownConfirmation(row, await confirmations.content(row), clock.iso()) };
  }
}

type UndoIds = Pick<UndoKey, 'actionId' | 'confirmationId'>;

/** An undo on its way: who takes back what, and by which connection to the nation. */
interface TakingBack {
  caller: ServiceIdentity;
  original: ActionRow;
  connection: NationConnection;
}
