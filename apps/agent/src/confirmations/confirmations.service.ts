import {
  type Confirmation,
  type ConfirmationsRequest,
  type DecideRequest,
  type DecisionAnswer,
  type Page,
  roleAtLeast,
} from '@nat/contracts';
import type { OutboxRelay } from '@nat/event-bus';
import { AppError, type Clock, decodeCursor, pageFrom, requestContext, type ServiceIdentity } from '@nat/service-kit';
import type { Owner } from '../conversation/query-row';
import { decidedFact } from './confirmation-facts';
import { type ConfirmationRow, shownConfirmation, statusAt } from './confirmation-row';
import type { ConfirmationStore } from './confirmation.store';

export interface ConfirmationsPorts {
  confirmations: ConfirmationStore;
  relay: Pick<OutboxRelay, 'nudge'>;
  /** Goes on with what was decided: the query it belongs to, or the undo it stands for. Resolves when that has begun. */
  goOn: (row: ConfirmationRow) => Promise<void>;
  /** Throws an AppError when nothing may be changed now for this person: Nat is switched off, the plan has ended. */
  mayChange: (caller: ServiceIdentity, row: ConfirmationRow) => Promise<void>;
  clock: Clock;
}

/** The use cases of held calls: look, list, decide. Nobody but their person knows of them. */
export class ConfirmationsService {
  constructor(private readonly ports: ConfirmationsPorts) {}

  async get(owner: Owner, confirmationId: string): Promise<Confirmation> {
    return this.shown(await this.find(owner, confirmationId));
  }

  async list(owner: Owner, { limit, cursor, status, conversationId }: ConfirmationsRequest): Promise<Page<Confirmation>> {
    const { confirmations, clock } = this.ports;
    const { nationSlug, userId } = owner;
    const scope = { owner: { nationSlug, userId }, list: 'confirmations', filters: { status, conversationId } };
    const before = decodeCursor(scope, cursor, /^cnf_[0-9a-z]{26,52}$/);
    const rows = await confirmations.list(owner, { status, conversationId }, { limit: limit + 1, before, now: clock.iso() });
    const page = pageFrom({ rows, limit, scope, positionOf: row => row.confirmationId, itemOf: row => row });
    return { ...page, items: await Promise.all(page.items.map(row => this.shown(row))) };
  }

  /** Those of a query, in the order in which they were made. */
  async ofQuery(query: Owner & { confirmationIds?: string[] }): Promise<Confirmation[]> {
    const rows = await Promise.all((query.confirmationIds ?? []).map(id => this.ports.confirmations.find(query, id)));
    return Promise.all(rows.flatMap(row => (row ? [this.shown(row)] : [])));
  }

  /**
   * Decides, once. What was stored is carried out; nothing of it is in the request. The same decision again is answered as the
   * first one was, and sees to it that it is followed.
   *
   * @throws AppError `not_found`, `hash_mismatch`, `confirmation_already_decided`, `confirmation_expired`, `role_required`,
   *   `typed_count_mismatch`, and what `mayChange` throws.
   */
  async decide(caller: ServiceIdentity, confirmationId: string, request: DecideRequest): Promise<DecisionAnswer> {
    const row = await this.find(caller, confirmationId);
    if (!roleAtLeast(caller.role, 'member')) throw new AppError('role_required', 'Deciding about changes needs the role member.');
    if (row.inputHash !== request.inputHash)
      throw new AppError('hash_mismatch', 'This is not what was shown. Load the confirmation again; nothing was changed.');
    const wanted = request.decision === 'approve' ? 'approved' : 'denied';
    const repeated = this.repeated(row, wanted);
    if (!repeated) await this.write(caller, row, wanted, request);
    const decided = await this.find(caller, confirmationId);
    await this.ports.goOn(decided);
    return this.answer(await this.find(caller, confirmationId));
  }

  private async write(
    caller: ServiceIdentity,
    row: ConfirmationRow,
    status: 'approved' | 'denied',
    { channel, reason, typedCount }: DecideRequest,
  ): Promise<void> {
    const { confirmations, clock, relay } = this.ports;
    if (status === 'approved') {
      await this.ports.mayChange(caller, row);
      if (row.typedCountRequired && typedCount !== row.targets)
        throw new AppError('typed_count_mismatch', `Type the number of records this changes (${row.targets}) to go on.`);
    }
    const decidedAt = clock.iso();
    const { correlationId = 'none', traceparent } = requestContext.current() ?? {};
    const fact = decidedFact(row, { status, time: decidedAt, channel }, { correlationId, traceparent });
    const decision = { row, status, decidedAt, role: caller.role, channel, reason, fact };
    if (await confirmations.decide(decision)) return relay.nudge();
    // Somebody was faster, or its time ran out between two looks.
    this.repeated(await this.find(caller, row.confirmationId), status, true);
  }

  /** True when just this was decided before. Throws when it was something else, or when its time is over. */
  private repeated(row: ConfirmationRow, wanted: 'approved' | 'denied', refused = false): boolean {
    const status = statusAt(row, this.ports.clock.iso());
    if (status === 'pending' && !refused) return false;
    if (status === 'expired')
      throw new AppError('confirmation_expired', 'The time to decide is over. Nothing was changed; ask again.');
    const approved = ['approved', 'executing', 'executed', 'failed_partial'].includes(status);
    if (wanted === 'approved' ? approved : status === 'denied') return true;
    throw new AppError('confirmation_already_decided', `This was ${saidOf(status)} already.`, { existing: row.confirmationId });
  }

  private answer(row: ConfirmationRow): Promise<DecisionAnswer> {
    const { queryId, actionId } = row;
    const ofAction = actionId === undefined ? undefined : `/v1/actions/${actionId}/events`;
    const eventsUrl = queryId === undefined ? ofAction : `/v1/queries/${queryId}/events`;
    return this.shown(row).then(confirmation => ({ confirmation, queryId, eventsUrl }));
  }

  private async shown(row: ConfirmationRow): Promise<Confirmation> {
    const { confirmations, clock } = this.ports;
    return shownConfirmation(row, await confirmations.content(row), clock.iso());
  }

  private async find(owner: Owner, confirmationId: string): Promise<ConfirmationRow> {
    const row = await this.ports.confirmations.find(owner, confirmationId);
    if (!row) throw new AppError('not_found', 'There is no such confirmation.');
    return row;
  }
}

function saidOf(status: ConfirmationRow['status']): string {
  if (status === 'denied') return 'denied';
  // One that is pending still and cannot be decided: what it belonged to has ended.
  return status === 'superseded' || status === 'pending' ? 'overtaken by a newer message' : 'approved';
}
