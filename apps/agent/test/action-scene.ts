import { ManualClock } from '@nat/service-kit';
import type { ActionRow } from '../src/actions/action-row';
import { requested } from '../src/confirmations/confirmation-facts';
import type { ConfirmationRow } from '../src/confirmations/confirmation-row';
import type { Owner } from '../src/conversation/query-row';
import { aContent, aDecision, aHeld, anAction, anEnd, type ChangeStores } from './change-rows';
import { aPerson } from './conversation-rows';

/** Makes the stores of one form over a clock. */
export type MakeStores = (clock: ManualClock) => Promise<ChangeStores>;

/** The ledger of one person, and the usual steps of an action in it. */
export class ActionScene {
  private constructor(
    readonly clock: ManualClock,
    readonly stores: ChangeStores,
    readonly person: Owner,
  ) {}

  static async start(make: MakeStores): Promise<ActionScene> {
    const clock = new ManualClock('2026-11-20T10:00:00.000Z');
    return new ActionScene(clock, await make(clock), aPerson());
  }

  /** RFC 3339, so many milliseconds from now. */
  readonly later = (milliseconds: number): string => new Date(this.clock.now() + milliseconds).toISOString();
  readonly find = ({ nationSlug, actionId }: ActionRow) => this.stores.actions.find(nationSlug, actionId);
  readonly begin = (action: ActionRow, confirmation?: ConfirmationRow) =>
    this.stores.actions.begin({ action, content: aContent(), confirmation });

  /** An action that runs. */
  async begun(more: Partial<ActionRow> = {}): Promise<ActionRow> {
    const action = anAction(this.person, this.clock, more);
    expect(await this.begin(action)).toBe('begun');
    return action;
  }

  /** An action that has ended, all or a part of it done. */
  async ended(targets = 1, done = targets): Promise<ActionRow> {
    const action = await this.begun({ targets });
    expect(await this.stores.actions.end(await anEnd(action, this.clock, { done }))).toBe(true);
    return (await this.find(action))!;
  }

  /** An undo of an action; it runs. */
  undoOf(original: ActionRow): Promise<ActionRow> {
    return this.begun({ undoes: original.actionId, targets: original.done, tool: 'undo_action' });
  }

  async approved(): Promise<ConfirmationRow> {
    const { clock, person } = this;
    const { confirmations } = this.stores;
    const { row, content } = aHeld(person, clock);
    await confirmations.add({ row, content }, requested(row, { correlationId: 'req_1' }));
    expect(await confirmations.decide(aDecision(row, clock))).toBe(true);
    return (await confirmations.find(person, row.confirmationId))!;
  }
}
