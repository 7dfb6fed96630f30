import {
  type Action,
  type ActionsRequest,
  type Page,
  roleAtLeast,
  type UndoActionRequest,
  type UndoAnswer,
} from '@nat/contracts';
import { AppError, type Clock, decodeCursor, pageFrom, type ServiceIdentity } from '@nat/service-kit';
import { type ActionRow, shownAction } from './action-row';
import type { ActionRunner } from './action-runner';
import type { ActionStore } from './action.store';
import type { Undoing } from './undoing';

export interface ActionsPorts {
  store: ActionStore;
  actions: ActionRunner;
  undoing: Undoing;
  clock: Clock;
}

/** The use cases of the ledger: look, list, stop, take back. One's own; owner and admins those of the nation. */
export class ActionsService {
  constructor(private readonly ports: ActionsPorts) {}

  async get(caller: ServiceIdentity, actionId: string): Promise<Action> {
    return shownAction(await this.find(caller, actionId), this.ports.clock.now());
  }

  async list(caller: ServiceIdentity, { limit, cursor, queryId, userId }: ActionsRequest): Promise<Page<Action>> {
    const { store, clock } = this.ports;
    const { nationSlug } = caller;
    const whose = userId ?? caller.userId;
    if (whose !== caller.userId && !roleAtLeast(caller.role, 'admin'))
      throw new AppError('role_required', 'The changes of others are for the admins of the nation.');
    const scope = { owner: { nationSlug, userId: caller.userId }, list: 'actions', filters: { queryId, userId } };
    const before = decodeCursor(scope, cursor, /^act_[0-9a-z]{26,52}$/);
    const filter = { queryId, ...(whose !== 'all' && { userId: whose }) };
    const rows = await store.list(nationSlug, filter, { limit: limit + 1, before });
    const now = clock.now();
    return pageFrom({ rows, limit, scope, positionOf: row => row.actionId, itemOf: row => shownAction(row, now) });
  }

  /** Asks it to stop between two targets; what was done stays done. Harmless when repeated and after its end. */
  async cancel(caller: ServiceIdentity, actionId: string): Promise<{ status: Action['status'] }> {
    const { store, actions } = this.ports;
    await this.find(caller, actionId);
    const row = await store.requestCancel(caller.nationSlug, actionId);
    actions.get(actionId)?.stop('canceled');
    return { status: row?.status ?? 'completed' };
  }

  /**
   * Takes an action back: at once, or after its person has approved what that would do. The same key again gives the same
   * answer.
   *
   * @throws AppError `not_found`, `action_not_undoable`, `action_changed_since` with the difference, `role_required`.
   */
  async undo(caller: ServiceIdentity, actionId: string, request: UndoActionRequest): Promise<UndoAnswer> {
    return this.ports.undoing.undo(caller, await this.find(caller, actionId), request);
  }

  /** The action of this person, or of anybody of the nation for its admins; anyone else's id is unknown. */
  async find(caller: ServiceIdentity, actionId: string): Promise<ActionRow> {
    const row = await this.ports.store.find(caller.nationSlug, actionId);
    if (!row || (row.userId !== caller.userId && !roleAtLeast(caller.role, 'admin')))
      throw new AppError('not_found', 'There is no such change.');
    return row;
  }
}
