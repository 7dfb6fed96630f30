import { follow, wait } from '../protocol/follow.js';
import { NatProblem } from '../protocol/problem.js';
import { isUnderWay, received, withView } from '../state/console-state.js';
import { isLastOfQuery, pausesQuery } from '../state/query-end.js';
import { viewOfSnapshot } from '../state/query-snapshot.js';

/** @typedef {import('./desk.js').Context} Context */

/** Times a question is sent under the same key while Nat cannot be reached. */
const attempts = 4;

/** Asks, follows and stops queries. One stream is open at a time: a browser has few connections to one server. */
export class Queries {
  /** @type {AbortController | undefined} */
  #reader;

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
      this.follow(accepted.queryId);
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
   * Reads the events of a query to its end, after those that are known; whatever was read before is let go.
   *
   * @param {string} queryId
   * @param {number} [after] reads again what came after this event
   */
  follow(queryId, after) {
    const { store, api } = this.context;
    this.#reader?.abort();
    const reader = new AbortController();
    this.#reader = reader;
    const known = store.state.views[queryId];
    if (!known || isUnderWay(known)) store.update(state => ({ ...state, activeQueryId: queryId }));
    const reading = follow({
      open: (id, signal) => api.events('queries', queryId, id, signal),
      after: after ?? known?.lastEventId ?? 0,
      onEvent: event => this.#take(queryId, event),
      onConnection: connection => this.#reader === reader && store.update(state => ({ ...state, connection })),
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
    if (event.event === 'tool.completed' || event.event === 'confirmation.resolved') this.context.changed('actions');
    if (isLastOfQuery(event.event)) this.context.changed('conversations', 'messages', 'actions');
  }

  /** The events are not there any more, or nothing more of them: what is known of the query has to do. @param {string} queryId @param {unknown} error */
  async #lost(queryId, error) {
    const { store, api } = this.context;
    store.update(state => ({ ...state, connection: 'ended' }));
    try {
      if (NatProblem.of(error).problem.status !== 410) throw error;
      const snapshot = await api.query(queryId);
      store.update(state => withView(state, viewOfSnapshot(snapshot)));
    } catch (problem) {
      store.update(state => ({ ...state, activeQueryId: undefined }));
      this.context.failed(problem);
    }
  }

  /** Lets the stream go, as a lost connection would; the query runs on. */
  cut() {
    this.#reader?.abort();
    this.#reader = undefined;
    this.context.store.update(state => ({ ...state, connection: 'cut' }));
  }

  /** Takes the stream of the query up again that was followed last, after what is known or after a given event. @param {number} [after] */
  resume(after) {
    const { activeQueryId, views } = this.context.store.state;
    const queryId = activeQueryId ?? Object.keys(views).at(-1);
    if (queryId !== undefined) this.follow(queryId, after);
  }

  /** Cancels the query that runs or waits. What was changed stays changed. */
  async stop() {
    const { activeQueryId } = this.context.store.state;
    if (activeQueryId) await this.context.api.cancelQuery(activeQueryId).catch(error => this.context.failed(error));
  }

  /** Ends the reader for good. */
  close() {
    this.#reader?.abort();
    this.#reader = undefined;
  }
}
