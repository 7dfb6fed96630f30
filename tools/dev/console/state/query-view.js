/**
 * What is shown of one query, made from its events alone: the same events give the same view, however often the stream was
 * cut and taken up again. Pure; a part that did not change stays the same object.
 *
 * @typedef {import('@nat/contracts').StreamEvent} StreamEvent
 * @typedef {import('@nat/contracts').Link} Link
 * @typedef {import('@nat/contracts').Problem} Problem
 * @typedef {import('@nat/contracts').ModelUsage} ModelUsage
 * @typedef {import('@nat/contracts').ConfirmationEffect} ConfirmationEffect
 * @typedef {import('@nat/contracts').ConfirmationStatus} ConfirmationStatus
 *
 * @typedef {object} TextPart
 * @property {'text'} kind
 * @property {string} key id of the message
 * @property {string} text
 * @property {Link[]} links
 * @property {boolean} complete false while it is being written
 *
 * @typedef {object} ToolPart
 * @property {'tool'} kind
 * @property {string} key id of the tool call
 * @property {string} title
 * @property {string} tier
 * @property {'running' | 'held' | 'done' | 'failed' | 'left'} state `left`: the query ended before it did
 * @property {{ done: number, alreadySo: number, failed: number, total: number, reading: boolean }} [progress]
 * @property {string} [summary]
 * @property {Link[]} links
 * @property {string} [exportId]
 * @property {string} [actionId]
 * @property {boolean} background goes on although its query has ended
 *
 * @typedef {object} Card
 * @property {string} confirmationId
 * @property {string} [toolCallId]
 * @property {string} title
 * @property {string} tier
 * @property {ConfirmationEffect} effect
 * @property {string} inputHash
 * @property {string} expiresAt
 * @property {boolean} typedCountRequired
 * @property {ConfirmationStatus} status
 *
 * @typedef {{ kind: 'card', key: string, card: Card }} CardPart
 * @typedef {{ kind: 'notice', key: string, text: string }} NoticePart
 * @typedef {TextPart | ToolPart | CardPart | NoticePart} Part
 *
 * @typedef {object} QueryView
 * @property {string} queryId
 * @property {string} [conversationId]
 * @property {'running' | 'awaiting_confirmation' | 'completed' | 'failed' | 'canceled'} status
 * @property {number} lastEventId 0 before the first event
 * @property {string} [model]
 * @property {Part[]} parts in the order in which they came up
 * @property {ModelUsage} [usage]
 * @property {{ used: number, limit: import('@nat/contracts').Limit }} [queries]
 * @property {boolean} [billable]
 * @property {string} [outcome]
 * @property {string} [limit] which cap it came to
 * @property {'user' | 'superseded' | 'confirmation_expired'} [reason] why it was canceled
 * @property {Problem} [problem]
 * @property {string} [endedAt]
 */

import { ended } from './query-end.js';

/**
 * @param {string} queryId
 * @returns {QueryView}
 */
export function emptyView(queryId) {
  return { queryId, status: 'running', lastEventId: 0, parts: [] };
}

/**
 * Adds one event. An event that was seen before changes nothing; one of a name that this page does not know only counts.
 *
 * @param {QueryView} view
 * @param {StreamEvent} event
 * @returns {QueryView}
 */
export function withEvent(view, event) {
  const { seq } = event.data;
  return seq <= view.lastEventId ? view : { ...changed(view, event), lastEventId: seq };
}

/** @param {QueryView} view @param {StreamEvent} event @returns {QueryView} */
function changed(view, { event, data }) {
  switch (event) {
    case 'query.started':
      return { ...view, status: 'running', conversationId: data.conversationId, model: data.model };
    case 'message.delta':
      return put(view, 'text', data.messageId, part => textPart(data.messageId, (part?.text ?? '') + data.text));
    case 'message.completed':
      return put(view, 'text', data.messageId, () => ({ ...textPart(data.messageId, data.text, data.links), complete: true }));
    case 'tool.started':
      return put(view, 'tool', data.toolCallId, part => part ?? toolPart(data.toolCallId, data.title, data.tier));
    case 'tool.progress':
      return put(view, 'tool', data.toolCallId, part => ({
        ...known(part, data.toolCallId),
        state: 'running',
        progress: progressOf(data),
      }));
    case 'tool.completed':
      return carriedOut(
        put(view, 'tool', data.toolCallId, part => ({ ...known(part, data.toolCallId), ...outcomeOf(data) })),
        data,
      );
    case 'confirmation.required':
      return held(view, data);
    case 'confirmation.resolved':
      return resolved(view, data.confirmationId, data.status);
    case 'notice':
      return put(view, 'notice', `notice-${data.seq}`, () => ({ kind: 'notice', key: `notice-${data.seq}`, text: data.text }));
    case 'usage':
      return { ...view, usage: usageOf(data) };
    case 'query.awaiting_confirmation':
      return { ...view, status: 'awaiting_confirmation' };
    case 'query.completed':
    case 'query.failed':
    case 'query.canceled':
      return ended(view, event, data);
    default:
      return view;
  }
}

/**
 * Puts a part in the place of the one of the same kind and key, or at the end.
 *
 * @template {Part['kind']} Kind
 * @param {QueryView} view
 * @param {Kind} kind
 * @param {string} key
 * @param {(before: Extract<Part, { kind: Kind }> | undefined) => Extract<Part, { kind: Kind }>} make
 * @returns {QueryView}
 */
function put(view, kind, key, make) {
  const at = view.parts.findIndex(part => part.kind === kind && part.key === key);
  const before = /** @type {Extract<Part, { kind: Kind }> | undefined} */ (view.parts[at]);
  const part = make(before);
  return { ...view, parts: at < 0 ? [...view.parts, part] : view.parts.with(at, part) };
}

/** @param {string} key @param {string} text @param {Link[]} [links] @returns {TextPart} */
function textPart(key, text, links = []) {
  return { kind: 'text', key, text, links, complete: false };
}

/** @param {string} key @param {string} title @param {string} tier @returns {ToolPart} */
function toolPart(key, title, tier) {
  return { kind: 'tool', key, title, tier, state: 'running', links: [], background: false };
}

/** A reader that begins in the middle may meet a call that it did not see begin. @param {ToolPart | undefined} part @param {string} key */
function known(part, key) {
  return part ?? toolPart(key, 'A step', 'read');
}

/** @param {import('@nat/contracts').StreamEventData<'tool.progress'>} data */
function progressOf({ done, alreadySo, failed, total, reading }) {
  return { done, alreadySo, failed, total, reading: reading ?? false };
}

/** @param {import('@nat/contracts').StreamEventData<'tool.completed'>} data @returns {Partial<ToolPart>} */
function outcomeOf({ ok, summary, links, exportId, actionId, background }) {
  return { state: ok ? 'done' : 'failed', summary, links, exportId, actionId, background };
}

/** @param {import('@nat/contracts').StreamEventData<'usage'>} data @returns {ModelUsage} */
function usageOf({ input, cacheWrite5m, cacheWrite1h, cacheRead, output, costMicroUsd }) {
  return { input, cacheWrite5m, cacheWrite1h, cacheRead, output, costMicroUsd };
}

/** @param {QueryView} view @param {import('@nat/contracts').StreamEventData<'confirmation.required'>} data */
function held(view, { confirmationId, toolCallId, title, tier, effect, inputHash, expiresAt, typedCountRequired }) {
  const waiting = put(view, 'tool', toolCallId, part => ({ ...known(part, toolCallId), tier, state: 'held' }));
  /** @type {Card} */
  const card = { confirmationId, toolCallId, title, tier, effect, inputHash, expiresAt, typedCountRequired, status: 'pending' };
  return put(waiting, 'card', confirmationId, () => ({ kind: 'card', key: confirmationId, card }));
}

/** @param {QueryView} view @param {string} confirmationId @param {ConfirmationStatus} status @returns {QueryView} */
function resolved(view, confirmationId, status) {
  const parts = view.parts.map(part =>
    part.kind === 'card' && part.key === confirmationId ? { ...part, card: { ...part.card, status } } : part,
  );
  return { ...view, parts };
}

/**
 * The approved change of a call is done with the call; no event of its own tells so.
 *
 * @param {QueryView} view
 * @param {import('@nat/contracts').StreamEventData<'tool.completed'>} data
 * @returns {QueryView}
 */
function carriedOut(view, { toolCallId, ok, background }) {
  const status = background ? 'executing' : ok ? 'executed' : 'failed_partial';
  const parts = view.parts.map(part =>
    part.kind === 'card' && part.card.toolCallId === toolCallId && part.card.status === 'approved'
      ? { ...part, card: { ...part.card, status: /** @type {ConfirmationStatus} */ (status) } }
      : part,
  );
  return { ...view, parts };
}
