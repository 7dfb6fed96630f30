import { cardOf } from './cards.js';

/**
 * The view of a query whose events are kept no longer: what its snapshot tells, steps first.
 *
 * @param {import('@nat/contracts').QuerySnapshot} snapshot
 * @returns {import('./query-view.js').QueryView}
 */
export function viewOfSnapshot({
  queryId,
  conversationId,
  status,
  outcome,
  text,
  toolCalls,
  confirmations,
  usage,
  problem,
  lastEventId,
  endedAt,
}) {
  const cards = confirmations.map(confirmation => ({
    kind: /** @type {const} */ ('card'),
    key: confirmation.confirmationId,
    card: cardOf(confirmation),
  }));
  const answer =
    text === undefined ? [] : [{ kind: /** @type {const} */ ('text'), key: 'answer', text, links: [], complete: true }];
  const parts = [...toolCalls.map(toolOf), ...cards, ...answer];
  return { queryId, conversationId, status, outcome, parts, usage, problem, lastEventId, endedAt };
}

/** @param {import('@nat/contracts').QuerySnapshot['toolCalls'][number]} call @returns {import('./query-view.js').ToolPart} */
function toolOf({ toolCallId, title, tier, ok, summary, links = [], exportId, actionId }) {
  const state = ok === undefined ? 'left' : ok ? 'done' : 'failed';
  return {
    kind: 'tool',
    key: toolCallId,
    title,
    tier,
    state,
    summary,
    links,
    exportId,
    actionId,
    background: false,
  };
}
