/**
 * The part of the gateway's API that the page uses; answers have the shapes of `@nat/contracts`.
 *
 * @typedef {import('@nat/contracts').Action} Action
 * @typedef {import('@nat/contracts').Confirmation} Confirmation
 * @typedef {import('@nat/contracts').Conversation} Conversation
 * @typedef {import('@nat/contracts').ConversationMessage} ConversationMessage
 */

export class Api {
  /** @param {import('./transport.js').Transport} transport */
  constructor(transport) {
    this.transport = transport;
  }

  /** @returns {Promise<import('@nat/contracts').Me>} */
  me() {
    return this.transport.json({ path: '/v1/me' });
  }

  /** Where the person is signed in. @returns {Promise<import('@nat/contracts').SessionsAnswer>} */
  sessions() {
    return this.transport.json({ path: '/v1/sessions' });
  }

  /** Signs out one session. @param {string} id `current` is this one */
  async endSession(id) {
    await this.transport.send({ method: 'DELETE', path: at('sessions', id) });
  }

  /** Signs out everywhere, here too. */
  async endAllSessions() {
    await this.transport.send({ method: 'DELETE', path: '/v1/sessions' });
  }

  /** The newest. @returns {Promise<{ items: Conversation[] }>} */
  conversations() {
    return this.transport.json({ path: '/v1/conversations?limit=50' });
  }

  /** @param {string} id @param {string} title @returns {Promise<Conversation>} */
  renameConversation(id, title) {
    return this.transport.json({ method: 'PATCH', path: at('conversations', id), body: { title } });
  }

  /** @param {string} id */
  async deleteConversation(id) {
    await this.transport.send({ method: 'DELETE', path: at('conversations', id) });
  }

  /** The newest hundred, newest first. @param {string} id @returns {Promise<{ items: ConversationMessage[] }>} */
  messages(id) {
    return this.transport.json({ path: `${at('conversations', id)}/messages?limit=100` });
  }

  /**
   * Asks without waiting for the answer; its events are read apart. The same key never asks twice.
   *
   * @param {import('zod').input<typeof import('@nat/contracts').AskRequest>} question
   * @param {string} key
   * @returns {Promise<import('@nat/contracts').QueryAccepted>}
   */
  ask(question, key) {
    return this.transport.json({ method: 'POST', path: '/v1/queries', body: question, headers: { 'idempotency-key': key } });
  }

  /** @param {string} id @returns {Promise<import('@nat/contracts').QuerySnapshot>} */
  query(id) {
    return this.transport.json({ path: at('queries', id) });
  }

  /** @param {string} id */
  async cancelQuery(id) {
    await this.transport.send({ method: 'POST', path: `${at('queries', id)}/cancel` });
  }

  /** Events of a query or an action after the id `after`. @param {'queries' | 'actions'} of @param {string} id @param {number} after @param {AbortSignal} signal */
  events(of, id, after, signal) {
    const headers = { accept: 'text/event-stream', 'last-event-id': String(after) };
    return this.transport.send({ path: `${at(of, id)}/events`, headers, signal });
  }

  /** @param {string} id @returns {Promise<Confirmation>} */
  confirmation(id) {
    return this.transport.json({ path: at('confirmations', id) });
  }

  /** All of a conversation, decided ones too. @param {string} conversationId @returns {Promise<{ items: Confirmation[] }>} */
  confirmations(conversationId) {
    return this.transport.json({ path: `/v1/confirmations?limit=100&conversationId=${encodeURIComponent(conversationId)}` });
  }

  /** Those that wait for their person, wherever they come from. @returns {Promise<{ items: Confirmation[] }>} */
  waitingConfirmations() {
    return this.transport.json({ path: '/v1/confirmations?limit=50&status=pending' });
  }

  /**
   * @param {string} id
   * @param {import('@nat/contracts').DecisionRequest} decision
   * @returns {Promise<import('@nat/contracts').DecisionAnswer>}
   */
  decide(id, decision) {
    return this.transport.json({ method: 'POST', path: `${at('confirmations', id)}/decision`, body: decision });
  }

  /** The newest, one's own or of everybody. @param {boolean} everybody @returns {Promise<{ items: Action[] }>} */
  actions(everybody) {
    return this.transport.json({ path: `/v1/actions?limit=50${everybody ? '&userId=all' : ''}` });
  }

  /** @param {string} id @returns {Promise<Action>} */
  action(id) {
    return this.transport.json({ path: at('actions', id) });
  }

  /**
   * @param {string} id
   * @param {boolean} acceptChanges takes back also what somebody changed since
   * @param {string} key the same one never undoes twice
   * @returns {Promise<import('@nat/contracts').UndoAnswer>}
   */
  undo(id, acceptChanges, key) {
    const body = acceptChanges ? { acceptChanges } : {};
    return this.transport.json({ method: 'POST', path: `${at('actions', id)}/undo`, body, headers: { 'idempotency-key': key } });
  }

  /** @param {string} id */
  async cancelAction(id) {
    await this.transport.send({ method: 'POST', path: `${at('actions', id)}/cancel` });
  }

  /** A file that an answer made. @param {string} id */
  async exportFile(id) {
    const response = await this.transport.send({ path: at('exports', id), headers: { accept: 'text/csv' } });
    const [, name = 'export.csv'] = /filename="(\w[\w.-]*)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
    return { name, file: await response.blob() };
  }

  /** Starts a plan for the nation, which a new one of the sandbox does not have. */
  async startPlan() {
    await this.transport.send({ method: 'POST', path: '/v1/billing/subscription', body: { plan: 'nat' } });
  }
}

/** @param {string} collection @param {string} id */
function at(collection, id) {
  return `/v1/${collection}/${encodeURIComponent(id)}`;
}
