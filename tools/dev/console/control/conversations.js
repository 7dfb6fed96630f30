import { NatProblem } from '../protocol/problem.js';
import { opened, withConfirmations } from '../state/console-state.js';

/** @typedef {import('./desk.js').Context} Context */

/** The list of conversations, and which one is open. */
export class Conversations {
  /** @param {Context} context @param {import('./queries.js').Queries} queries */
  constructor(context, queries) {
    this.context = context;
    this.queries = queries;
  }

  /**
   * Reads the list again, and with it what other tabs and devices did: a query that runs in the open conversation is
   * followed, and one that came and went is read.
   */
  async refresh() {
    const { store, api } = this.context;
    const before = this.#openOne();
    const { items } = await api.conversations();
    store.update(state =>
      JSON.stringify(state.conversations) === JSON.stringify(items) ? state : { ...state, conversations: items },
    );
    const now = this.#openOne();
    if (!now || store.state.sending) return;
    if (this.#isNews(now.activeQueryId)) {
      this.queries.follow(now.activeQueryId, { active: true });
      await this.refreshMessages();
    } else if (before && before.updatedAt !== now.updatedAt && !store.state.activeQueryId) {
      await this.refreshMessages();
    }
  }

  /** @param {string | undefined} queryId @returns {queryId is string} */
  #isNews(queryId) {
    const { activeQueryId, views } = this.context.store.state;
    return queryId !== undefined && queryId !== activeQueryId && views[queryId]?.endedAt === undefined;
  }

  #openOne() {
    const { conversations, conversationId } = this.context.store.state;
    return conversations.find(conversation => conversation.conversationId === conversationId);
  }

  /** What was said in the open conversation, and what became of its cards. */
  async refreshMessages() {
    const { store, api } = this.context;
    const { conversationId } = store.state;
    if (conversationId === undefined) return;
    const [messages, confirmations] = await Promise.all([api.messages(conversationId), api.confirmations(conversationId)]);
    if (store.state.conversationId !== conversationId) return;
    store.update(state => ({ ...withConfirmations(state, confirmations.items), messages: messages.items.toReversed() }));
  }

  /**
   * Opens a conversation: what was said, its cards, and the query that runs or waits, else the events of the last one.
   *
   * @param {string} conversationId
   */
  async open(conversationId) {
    const { store } = this.context;
    this.queries.close();
    store.update(state => opened(state, conversationId));
    try {
      await this.refreshMessages();
      if (store.state.conversationId !== conversationId) return;
      const last = store.state.messages.findLast(({ queryId }) => queryId !== undefined)?.queryId;
      const activeQueryId = this.#openOne()?.activeQueryId;
      const queryId = activeQueryId ?? last;
      if (queryId !== undefined) this.queries.follow(queryId, { active: queryId === activeQueryId });
    } catch (error) {
      if (store.state.conversationId !== conversationId) return;
      if (NatProblem.of(error).problem.status === 404) this.startNew();
      this.context.failed(error);
    }
  }

  /** The next question opens a conversation. */
  startNew() {
    this.queries.close();
    this.context.store.update(state => opened(state));
  }

  /** @param {string} conversationId @param {string} title */
  async rename(conversationId, title) {
    await this.context.attempt(() => this.context.api.renameConversation(conversationId, title));
    this.context.changed('conversations');
  }

  /** Erases it with all its content. @param {string} conversationId */
  async remove(conversationId) {
    await this.context.attempt(() => this.context.api.deleteConversation(conversationId));
    if (this.context.store.state.conversationId === conversationId) this.startNew();
    this.context.changed('conversations');
  }
}
