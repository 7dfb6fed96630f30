/**
 * All that the page shows, as one value, and the steps that change it. Pure; what did not change stays the same object.
 *
 * @typedef {import('@nat/contracts').Action} Action
 * @typedef {import('@nat/contracts').Confirmation} Confirmation
 * @typedef {import('@nat/contracts').Conversation} Conversation
 * @typedef {import('@nat/contracts').ConversationMessage} ConversationMessage
 * @typedef {import('@nat/contracts').StreamEvent} StreamEvent
 * @typedef {import('./query-view.js').QueryView} QueryView
 * @typedef {import('./query-view.js').Card} Card
 * @typedef {import('../protocol/problem.js').ProblemDocument} ProblemDocument
 *
 * @typedef {{ queryId: string, text: string }} Asked a question of this page that the server's messages may not tell yet
 * @typedef {{ busy?: 'approve' | 'deny', problem?: ProblemDocument }} Decision
 * @typedef {{ busy: boolean, problem?: ProblemDocument, confirmationId?: string }} Undoing
 * @typedef {{ at: number, queryId: string, id: number, event: string, json: string, again: boolean }} RawEvent
 *
 * @typedef {object} ConsoleState
 * @property {string} [role] of whoever is signed in
 * @property {readonly import('@nat/contracts').SessionSummary[]} [sessions] where they are signed in; absent until it was read
 * @property {readonly Conversation[]} conversations newest first
 * @property {string} [conversationId] the open one; none is a new one
 * @property {readonly ConversationMessage[]} messages of the open conversation, oldest first
 * @property {readonly Asked[]} asked
 * @property {Readonly<Record<string, QueryView>>} views
 * @property {string} [followedQueryId] the query whose stream was opened last
 * @property {string} [activeQueryId] the query that runs or waits
 * @property {boolean} sending a question is on its way
 * @property {Readonly<Record<string, Confirmation>>} confirmations as the server last told them
 * @property {Readonly<Record<string, Decision>>} decisions by confirmation
 * @property {readonly Action[]} actions newest first
 * @property {boolean} everybody the ledger of the whole nation is shown, not only one's own
 * @property {Readonly<Record<string, Undoing>>} undoing by action
 * @property {readonly RawEvent[]} raw oldest first
 * @property {'idle' | 'connecting' | 'live' | 'reconnecting' | 'ended' | 'lost' | 'cut'} connection
 * @property {ProblemDocument} [problem] of the last thing that was tried
 * @property {ProblemDocument} [outdated] why what is shown could not be read again
 */

import { rank } from './cards.js';
import { emptyView, withEvent } from './query-view.js';

/** Older ones are let go. */
const keptRawEvents = 2_000;

/** @returns {ConsoleState} */
export function initialState() {
  return {
    conversations: [],
    messages: [],
    asked: [],
    views: {},
    sending: false,
    confirmations: {},
    decisions: {},
    actions: [],
    everybody: false,
    undoing: {},
    raw: [],
    connection: 'idle',
  };
}

/** Another conversation, or none: what belongs to the one before is let go. @param {ConsoleState} state @param {string} [conversationId] */
export function opened(state, conversationId) {
  const { role, sessions, conversations, confirmations, decisions, actions, everybody, undoing, outdated } = state;
  const kept = { role, sessions, conversations, confirmations, decisions, actions, everybody, undoing, outdated };
  return { ...initialState(), ...kept, conversationId };
}

/**
 * One event of a query's stream, as it came and as it reads.
 *
 * @param {ConsoleState} state
 * @param {string} queryId
 * @param {{ id: number, event: string, json: string }} received
 * @param {number} at milliseconds since 1970
 * @returns {ConsoleState}
 */
export function received(state, queryId, { id, event, json }, at) {
  const before = state.views[queryId] ?? emptyView(queryId);
  const view = withEvent(before, /** @type {StreamEvent} */ ({ event, data: JSON.parse(json) }));
  const raw = [...state.raw, { at, queryId, id, event, json, again: id <= before.lastEventId }].slice(-keptRawEvents);
  return withView({ ...state, raw }, view);
}

/** @param {ConsoleState} state @param {QueryView} view @returns {ConsoleState} */
export function withView(state, view) {
  const views = state.views[view.queryId] === view ? state.views : { ...state.views, [view.queryId]: view };
  if (!isUnderWay(view) && state.activeQueryId === view.queryId) return { ...state, views, activeQueryId: undefined };
  return views === state.views ? state : { ...state, views };
}

/** True while a query runs or waits. @param {QueryView} view */
export function isUnderWay({ status }) {
  return status === 'running' || status === 'awaiting_confirmation';
}

/** What was read before a decision and comes after it changes nothing. @param {ConsoleState} state @param {readonly Confirmation[]} confirmations @returns {ConsoleState} */
export function withConfirmations(state, confirmations) {
  const all = { ...state.confirmations };
  for (const confirmation of confirmations) {
    const known = all[confirmation.confirmationId];
    if (!known || rank(known.status) <= rank(confirmation.status)) all[confirmation.confirmationId] = confirmation;
  }
  return { ...state, confirmations: all };
}

/** @param {ConsoleState} state @param {string} id @param {Decision} decision @returns {ConsoleState} */
export function withDecision(state, id, decision) {
  return { ...state, decisions: { ...state.decisions, [id]: decision } };
}

/** @param {ConsoleState} state @param {string} actionId @param {Undoing} undoing @returns {ConsoleState} */
export function withUndoing(state, actionId, undoing) {
  return { ...state, undoing: { ...state.undoing, [actionId]: undoing } };
}

/**
 * The ledger as the server tells it now. An action that did not change stays the same object.
 *
 * @param {ConsoleState} state
 * @param {readonly Action[]} actions newest first
 * @returns {ConsoleState}
 */
export function withLedger(state, actions) {
  const before = new Map(state.actions.map(action => [action.actionId, action]));
  const kept = actions.map(action => {
    const known = before.get(action.actionId);
    return known && JSON.stringify(known) === JSON.stringify(action) ? known : action;
  });
  return { ...state, actions: kept };
}

/** A new action, or a newer word on one that is shown. @param {ConsoleState} state @param {Action} action */
export function withAction(state, action) {
  return withLedger(state, [action, ...state.actions.filter(({ actionId }) => actionId !== action.actionId)].sort(newestFirst));
}

/** @param {Action} one @param {Action} other */
function newestFirst(one, other) {
  return other.createdAt.localeCompare(one.createdAt);
}

/**
 * The counts of an action that goes on, from its own stream.
 *
 * @param {ConsoleState} state
 * @param {string} actionId
 * @param {import('@nat/contracts').ActionStreamEvent['data']} data
 * @returns {ConsoleState}
 */
export function withProgress(state, actionId, { done, alreadySo, failed, unknown, notTried, total }) {
  const counts = { done, alreadySo, failed, unknown, notTried, targets: total };
  const actions = state.actions.map(action => (action.actionId === actionId ? { ...action, ...counts } : action));
  return { ...state, actions };
}
