import { follow, wait } from '../protocol/follow.js';
import { NatProblem } from '../protocol/problem.js';
import { waitingUndos } from '../state/activity.js';
import { withAction, withConfirmations, withLedger, withProgress, withUndoing } from '../state/console-state.js';

/** @typedef {import('./desk.js').Context} Context */

/** The ledger of actions: read, followed while they go on, taken back. */
export class Activity {
  /** @type {{ actionId: string, reader: AbortController } | undefined} */
  #followed;
  /** Actions whose stream was refused: the list alone tells of them. @type {Set<string>} */
  #withoutStream = new Set();

  /** @param {Context} context */
  constructor(context) {
    this.context = context;
  }

  /** The newest actions. */
  async refresh() {
    const { store, api } = this.context;
    const { everybody } = store.state;
    const { items } = await api.actions(everybody);
    if (store.state.everybody !== everybody) return;
    store.update(state => withLedger(state, items));
    this.#followNewest();
  }

  /** Changes outside conversations, such as undos, that wait for their person; what became of those that do no more. */
  async findWaiting() {
    const { store, api, now } = this.context;
    const before = waitingUndos(store.state, now());
    const { items } = await api.waitingConfirmations();
    const gone = before.filter(held => !items.some(({ confirmationId }) => confirmationId === held.confirmationId));
    const settled = await Promise.all(gone.map(({ confirmationId }) => api.confirmation(confirmationId)));
    store.update(state => withConfirmations(state, [...items, ...settled]));
    if (settled.length > 0) this.soon();
  }

  /** True while an undo waits, which another tab may decide. */
  get hasWaiting() {
    return waitingUndos(this.context.store.state, this.context.now()).length > 0;
  }

  /** Reads it again in a moment, once for all who ask until then. */
  soon() {
    this.context.changed('actions');
  }

  /** One stream at a time: a browser has few connections to one server. What else goes on is read with the list. */
  #followNewest() {
    const { store, api } = this.context;
    const running = store.state.actions.find(
      ({ status, actionId }) => status === 'running' && !this.#withoutStream.has(actionId),
    );
    if (!running || this.#followed || !this.context.mayRead()) return;
    const { actionId } = running;
    const reader = new AbortController();
    this.#followed = { actionId, reader };
    const reading = follow({
      open: (after, signal) => api.events('actions', actionId, after, signal),
      after: 0,
      onEvent: ({ json }) => store.update(state => withProgress(state, actionId, JSON.parse(json))),
      onConnection: () => undefined,
      isLast: event => event === 'action.completed',
      pauses: () => false,
      signal: reader.signal,
      wait,
    });
    void reading.catch(() => this.#withoutStream.add(actionId)).then(() => this.#ended(reader));
  }

  /** What it came to stands in the ledger, and a message of it in the conversation. @param {AbortController} reader */
  #ended(reader) {
    if (reader.signal.aborted) return;
    this.#followed = undefined;
    this.context.changed('actions', 'messages');
  }

  /** True while something goes on that no stream of this page tells. */
  get hasMoreRunning() {
    return this.context.store.state.actions.some(
      ({ status, actionId }) => status === 'running' && actionId !== this.#followed?.actionId,
    );
  }

  /** Takes an action back, at once or after a card. @param {string} actionId @param {boolean} acceptChanges */
  async undo(actionId, acceptChanges) {
    const { store, api } = this.context;
    store.update(state => withUndoing(state, actionId, { busy: true }));
    try {
      const { action, confirmation } = await api.undo(actionId, acceptChanges, this.context.newKey());
      store.update(state => withUndoing(state, actionId, { busy: false, confirmationId: confirmation?.confirmationId }));
      if (action) store.update(state => withAction(state, action));
      if (confirmation) store.update(state => withConfirmations(state, [confirmation]));
      this.context.changed('actions');
    } catch (error) {
      store.update(state => withUndoing(state, actionId, { busy: false, problem: NatProblem.of(error).problem }));
    }
  }

  /** Shows the changes of everybody in the nation, or one's own. @param {boolean} everybody */
  showEverybody(everybody) {
    this.context.store.update(state => ({ ...state, everybody }));
    this.context.changed('actions');
  }

  /** Stops an action after the item in hand. @param {string} actionId */
  async cancel(actionId) {
    await this.context.attempt(() => this.context.api.cancelAction(actionId));
    this.context.changed('actions');
  }

  close() {
    this.#followed?.reader.abort();
    this.#followed = undefined;
  }
}
