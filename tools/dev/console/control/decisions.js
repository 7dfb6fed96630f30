import { NatProblem } from '../protocol/problem.js';
import { withConfirmations, withDecision } from '../state/console-state.js';

/** @typedef {import('./desk.js').Context} Context */

/** Decides confirmations. The hash of the card that is on show goes with the decision: nothing else can be approved by it. */
export class Decisions {
  /** @param {Context} context @param {import('./activity.js').Activity} activity */
  constructor(context, activity) {
    this.context = context;
    this.activity = activity;
  }

  /**
   * @param {import('../state/query-view.js').Card} card
   * @param {'approve' | 'deny'} decision
   * @param {{ reason?: string, typedCount?: number }} more
   */
  async decide({ confirmationId, inputHash }, decision, { reason, typedCount }) {
    const { store, api } = this.context;
    store.update(state => withDecision(state, confirmationId, { busy: decision }));
    try {
      const body = { decision, inputHash, ...(reason && { reason }), ...(typedCount !== undefined && { typedCount }) };
      const { confirmation } = await api.decide(confirmationId, body);
      store.update(state => withDecision(withConfirmations(state, [confirmation]), confirmationId, {}));
      this.activity.soon();
    } catch (error) {
      const { problem } = NatProblem.of(error);
      store.update(state => withDecision(state, confirmationId, { problem }));
      if (problem.status === 409 || problem.status === 410) await this.#readAgain(confirmationId);
    }
  }

  /** Somebody decided elsewhere, or it is too late: shows what became of it. @param {string} confirmationId */
  async #readAgain(confirmationId) {
    const confirmation = await this.context.api.confirmation(confirmationId).catch(() => undefined);
    if (confirmation) this.context.store.update(state => withConfirmations(state, [confirmation]));
  }
}
