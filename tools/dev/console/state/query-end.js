/**
 * @typedef {import('./query-view.js').QueryView} QueryView
 * @typedef {import('./query-view.js').Part} Part
 * @typedef {import('@nat/contracts').StreamEvent} StreamEvent
 * @typedef {Extract<StreamEvent, { event: 'query.completed' | 'query.failed' | 'query.canceled' }>} EndEvent
 */

/**
 * The view after the last event of a query: nothing of it is under way or waits any more.
 *
 * @template {EndEvent['event']} Name
 * @param {QueryView} view
 * @param {Name} event
 * @param {Extract<EndEvent, { event: Name }>['data']} data
 * @returns {QueryView}
 */
export function ended(view, event, data) {
  const { usage, billable, time } = data;
  const unfinished = 'reason' in data && data.reason === 'confirmation_expired' ? 'expired' : 'superseded';
  return {
    ...view,
    status: statusOf(event),
    parts: view.parts.map(part => closed(part, unfinished)),
    usage,
    billable,
    endedAt: time,
    ...('outcome' in data && { outcome: data.outcome, limit: data.limit, queries: data.queries }),
    ...('problem' in data && { problem: data.problem }),
    ...('reason' in data && { reason: data.reason }),
  };
}

/** @param {EndEvent['event']} event */
function statusOf(event) {
  if (event === 'query.completed') return 'completed';
  return event === 'query.failed' ? 'failed' : 'canceled';
}

/**
 * @param {Part} part
 * @param {'expired' | 'superseded'} unfinished what becomes of a card that nobody decided
 * @returns {Part}
 */
function closed(part, unfinished) {
  if (part.kind === 'text') return part.complete ? part : { ...part, complete: true };
  if (part.kind === 'tool') return part.state === 'running' || part.state === 'held' ? { ...part, state: 'left' } : part;
  if (part.kind === 'card' && part.card.status === 'pending') return { ...part, card: { ...part.card, status: unfinished } };
  return part;
}

/** True of the events that end a query. @param {string} event */
export function isLastOfQuery(event) {
  return event === 'query.completed' || event === 'query.failed' || event === 'query.canceled';
}

/** True of the event that ends the response while the query waits for its person. @param {string} event */
export function pausesQuery(event) {
  return event === 'query.awaiting_confirmation';
}
