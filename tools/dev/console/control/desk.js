import { Api } from '../protocol/api.js';
import { NatProblem } from '../protocol/problem.js';
import { Activity } from './activity.js';
import { Conversations } from './conversations.js';
import { Decisions } from './decisions.js';
import { Queries } from './queries.js';
import { SignIns } from './sign-ins.js';

/**
 * @typedef {'conversations' | 'messages' | 'actions' | 'waiting'} Part what may have to be read again
 *
 * @typedef {object} Context what the parts of the desk share
 * @property {Api} api
 * @property {import('./store.js').Store<import('../state/console-state.js').ConsoleState>} store
 * @property {() => number} now
 * @property {() => boolean} mayRead false where no stream may be opened: nobody looks at the tab, or its person has left
 * @property {() => string} newKey an idempotency key
 * @property {(...parts: Part[]) => void} changed reads them again in a moment, once for all who say so until then
 * @property {(error: unknown) => void} failed shows what went wrong
 * @property {(work: () => Promise<unknown>) => Promise<void>} attempt does it, and shows what went wrong
 */

/** Milliseconds in which several reasons to read the same thing again become one. */
const gatherMs = 150;
/** The gateway allows 120 calls a minute; this is 15 of them for a tab that is looked at. */
const watchMs = 4_000;

/** Everything one signed-in person can do in one nation. */
export class Desk {
  /** @type {Set<Part>} */
  #stale = new Set();
  /** @type {number | undefined} */
  #watch;
  /** @type {number | undefined} */
  #rereading;
  #closed = false;

  /** @param {import('../protocol/transport.js').Transport} transport of the person and the nation @param {Context['store']} store */
  constructor(transport, store) {
    const api = new Api(transport);
    /** @type {Context} */
    const context = {
      api,
      store,
      now: () => Date.now(),
      mayRead: () => !this.#closed && !document.hidden,
      newKey: () => crypto.randomUUID(),
      changed: (...parts) => this.#changed(parts),
      failed: error => store.update(state => ({ ...state, problem: NatProblem.of(error).problem })),
      attempt: work => work().then(() => undefined, context.failed),
    };
    this.context = context;
    this.queries = new Queries(context);
    this.activity = new Activity(context);
    this.decisions = new Decisions(context, this.activity);
    this.conversations = new Conversations(context, this.queries);
    this.signIns = new SignIns(context);
  }

  /** Finds what runs or waits: in the conversation that was open, else in the one used last. @param {string} role @param {string} [conversationId] */
  async begin(role, conversationId) {
    const { store } = this.context;
    store.update(state => ({ ...state, role }));
    await this.context.attempt(() =>
      Promise.all([this.conversations.refresh(), this.activity.refresh(), this.activity.findWaiting()]),
    );
    const underWay = store.state.conversations.find(({ activeQueryId }) => activeQueryId !== undefined);
    const open = conversationId ?? underWay?.conversationId;
    if (open !== undefined) await this.conversations.open(open);
    this.#watch = window.setInterval(() => this.#look(), watchMs);
  }

  /** What other tabs and devices did meanwhile. */
  #look() {
    if (document.hidden) return;
    this.#changed(['conversations']);
    if (this.activity.hasMoreRunning) this.#changed(['actions']);
    if (this.activity.hasWaiting) this.#changed(['waiting']);
  }

  /** A tab nobody looks at holds no connection: a browser has six per server, and taking a stream up again loses nothing. */
  visibilityChanged() {
    if (document.hidden) {
      this.queries.close();
      this.activity.close();
    } else {
      this.queries.catchUp();
      this.#changed(['conversations', 'actions']);
    }
  }

  /** @param {readonly Part[]} parts */
  #changed(parts) {
    if (this.#closed || parts.length === 0) return;
    if (this.#stale.size === 0) this.#rereading = window.setTimeout(() => this.#readAgain(), gatherMs);
    for (const part of parts) this.#stale.add(part);
  }

  #readAgain() {
    const stale = [...this.#stale];
    this.#stale.clear();
    const readers = {
      conversations: () => this.conversations.refresh(),
      messages: () => this.conversations.refreshMessages(),
      actions: () => this.activity.refresh(),
      waiting: () => this.activity.findWaiting(),
    };
    const { store } = this.context;
    void Promise.all(stale.map(part => readers[part]())).then(
      () => store.update(state => (state.outdated ? { ...state, outdated: undefined } : state)),
      error => store.update(state => ({ ...state, outdated: NatProblem.of(error).problem })),
    );
  }

  close() {
    this.#closed = true;
    window.clearInterval(this.#watch);
    window.clearTimeout(this.#rereading);
    this.queries.close();
    this.activity.close();
  }
}
