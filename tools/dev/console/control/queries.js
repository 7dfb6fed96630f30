import { follow, wait } from '../protocol/follow.js';
import { NatProblem } from '../protocol/problem.js';
import { isUnderWay, received, withView } from '../state/console-state.js';
import { isLastOfQuery, pausesQuery } from '../state/query-end.js';
import { viewOfSnapshot } from '../state/query-snapshot.js';

/** @typedef {import('./desk.js').Context} Context */

/** Times a question is sent under the same key while Nat cannot be reached. */
const attempts = 4;

/** Asks, follows and stops queries. */
export class Queries {
  /** Who reads, by query: the one under way, and for a moment the one that it took the place of. @type {Map<string, AbortController>} */
  #readers = new Map();

  /** @param {Context} context */
  constructor(context) {
    this.context = context;
  }

  /**
   * Asks in the open conversation, or in a new one. Resolves to false, with the problem on show, when it was refused.
   *
   * @param {string} text
   * @param {import('@nat/contracts').PageContext} [pageContext]
   */
  async ask(text, pageContext) {
    const { store } = this.context;
    const { conversationId } = store.state;
    store.update(state => ({ ...state, sending: true, problem: undefined }));
    try {
      const question = { text, ...(conversationId && { conversationId }), ...(pageContext && { pageContext }) };
      const accepted = await this.#submit(question, this.context.newKey());
      if (store.state.conversationId !== conversationId) return true;
      const asked = { queryId: accepted.queryId, text };
      store.update(state => ({ ...state, conversationId: accepted.conversationId, asked: [...state.asked, asked] }));
      this.follow(accepted.queryId, { active: true });
      this.context.changed('conversations');
      return true;
    } catch (error) {
      this.context.failed(error);
      return false;
    } finally {
      store.update(state => ({ ...state, sending: false }));
    }
  }

  /** @param {Parameters<import('../protocol/api.js').Api['ask']>[0]} question @param {string} key */
  async #submit(question, key) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.context.api.ask(question, key);
      } catch (error) {
        if (NatProblem.of(error).problem.code !== 'dependency_unavailable' || attempt === attempts) throw error;
        await wait(500 * 2 ** attempt, new AbortController().signal);
      }
    }
  }

  /**
   * Reads the events of a query to its end, after those that are known. One that was read before is read on: it ends as soon
   * as a newer question takes its place. Where nobody looks, it is read once somebody does.
   *
   * @param {string} queryId
   * @param {{ active?: boolean, after?: number }} [how] whether it is the query that runs or waits, which is for the server to
   *   say; reads again what came after the event `after`
   */
  follow(queryId, { active = false, after } = {}) {
    const { store, api } = this.context;
    this.#readers.get(queryId)?.abort();
    const known = store.state.views[queryId];
    store.update(state => ({
      ...state,
      followedQueryId: queryId,
      ...(active && (!known || isUnderWay(known)) ? { activeQueryId: queryId } : {}),
    }));
    if (!this.context.mayRead()) return;
    const reader = new AbortController();
    this.#readers.set(queryId, reader);
    const reading = follow({
      open: (id, signal) => api.events('queries', queryId, id, signal),
      after: after ?? known?.lastEventId ?? 0,
      onEvent: event => this.#take(queryId, event),
      onConnection: connection => store.update(state => (state.followedQueryId === queryId ? { ...state, connection } : state)),
      isLast: isLastOfQuery,
      pauses: pausesQuery,
      signal: reader.signal,
      wait,
    });
    void reading.catch(error => this.#lost(queryId, error));
  }

  /** @param {string} queryId @param {import('../protocol/follow.js').Received} event */
  #take(queryId, event) {
    this.context.store.update(state => received(state, queryId, event, this.context.now()));
    this.context.changed(...staleAfter(event));
  }

  /** Its events are gone, or nobody may read them: what the snapshot tells has to do. @param {string} queryId @param {unknown} error */
  async #lost(queryId, error) {
    const { store, api } = this.context;
    store.update(state => (state.followedQueryId === queryId ? { ...state, connection: 'lost' } : state));
    try {
      if (NatProblem.of(error).problem.status !== 410) throw error;
      const snapshot = await api.query(queryId);
      store.update(state => withView(state, viewOfSnapshot(snapshot)));
    } catch (problem) {
      store.update(state => (state.activeQueryId === queryId ? { ...state, activeQueryId: undefined } : state));
      this.context.failed(problem);
    }
  }

  /** Lets the stream go, as a lost connection would; the query runs on. */
  cut() {
    this.close();
    this.context.store.update(state => ({ ...state, connection: 'cut' }));
  }

  /** Takes the stream that was followed last up again, after what is known or after a given event. @param {number} [after] */
  resume(after) {
    const { followedQueryId } = this.context.store.state;
    if (followedQueryId !== undefined) this.follow(followedQueryId, { after });
  }

  /** Takes up again what was followed before nobody looked, unless it ended or was let go by hand. */
  catchUp() {
    const { followedQueryId = '', views, connection } = this.context.store.state;
    const view = views[followedQueryId];
    if (connection !== 'cut' && (!view || isUnderWay(view))) this.resume();
  }

  /** Cancels the query that runs or waits. What was changed stays changed. */
  async stop() {
    const { activeQueryId } = this.context.store.state;
    if (activeQueryId) await this.context.api.cancelQuery(activeQueryId).catch(error => this.context.failed(error));
  }

  /** Ends all reading, and no query. */
  close() {
    for (const reader of this.#readers.values()) reader.abort();
    this.#readers.clear();
  }
}

/** What an event says has to be read again. The gateway allows 120 calls a minute, so nothing is read for nothing. @param {{ event: string, json: string }} received @returns {import('./desk.js').Part[]} */
function staleAfter({ event, json }) {
  if (event === 'tool.completed') return JSON.parse(json).actionId === undefined ? [] : ['actions'];
  if (event === 'query.completed') return ['conversations', 'messages'];
  return isLastOfQuery(event) ? ['conversations', 'messages', 'actions'] : [];
}
