/**
 * @typedef {import('./console-state.js').ConsoleState} ConsoleState
 * @typedef {import('./query-view.js').QueryView} QueryView
 * @typedef {import('@nat/contracts').ConversationMessage} ConversationMessage
 *
 * @typedef {object} Exchange a question and all that answers it
 * @property {string} key
 * @property {string} [queryId]
 * @property {string} [question]
 * @property {string} [askedAt]
 * @property {QueryView} [view] where its events are known
 * @property {readonly ConversationMessage[]} answers what Nat said of it beyond the view, oldest first
 */

/**
 * The open conversation as it is read, oldest first: what the server remembers of it, and over that what the events of its
 * queries tell, which is more (steps, cards, figures) and newer.
 *
 * @param {Pick<ConsoleState, 'messages' | 'asked' | 'views'>} state
 * @returns {Exchange[]}
 */
export function threadOf({ messages, asked, views }) {
  /** @type {Map<string, Exchange>} */
  const exchanges = new Map();
  const of = (/** @type {string} */ key, /** @type {string | undefined} */ queryId) => {
    const found = exchanges.get(key) ?? { key, queryId, view: queryId === undefined ? undefined : views[queryId], answers: [] };
    exchanges.set(key, found);
    return found;
  };
  for (const message of messages) {
    const exchange = of(message.queryId ?? message.messageId, message.queryId);
    if (message.role === 'user') Object.assign(exchange, { question: message.text, askedAt: message.createdAt });
    // Its events tell the answer as well; what was said at the end of work in the background is of no query.
    else if (!exchange.view?.lastEventId) exchange.answers = [...exchange.answers, message];
  }
  for (const { queryId, text } of asked) of(queryId, queryId).question ??= text;
  for (const queryId of Object.keys(views)) of(queryId, queryId);
  return [...exchanges.values()];
}
