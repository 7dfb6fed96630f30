/**
 * How an action of the ledger is told. Pure.
 *
 * @typedef {import('@nat/contracts').Action} Action
 * @typedef {import('./console-state.js').ConsoleState} ConsoleState
 */

import { isOpen } from './cards.js';
import { figure } from './words.js';

/** @type {Readonly<Record<Action['status'], string>>} */
const statusWords = {
  running: 'Under way',
  completed: 'Done',
  partially_failed: 'Done in part',
  failed: 'Failed',
  undone: 'Undone',
  partially_undone: 'Undone in part',
};

/** @param {Action} action */
export function statusOfAction({ status, background }) {
  const words = statusWords[status] ?? status.replaceAll('_', ' ');
  return status === 'running' && background ? `${words} in the background` : words;
}

/** @param {Action} action @returns {'good' | 'bad' | 'warn' | 'calm'} */
export function toneOfAction({ status }) {
  if (status === 'completed') return 'good';
  if (status === 'failed') return 'bad';
  return status === 'partially_failed' || status === 'partially_undone' ? 'warn' : 'calm';
}

/** The five counts, each with its word. They add up to the targets once the action has ended. @param {Action} action */
export function countsOfAction({ done, alreadySo, failed, unknown, notTried }) {
  return [
    { words: 'done', count: done },
    { words: 'already so', count: alreadySo },
    { words: 'failed', count: failed },
    { words: 'outcome unknown', count: unknown },
    { words: 'not tried', count: notTried },
  ];
}

/** How far an action that is under way has come. @param {Action} action */
export function farOf({ done, alreadySo, failed, unknown, targets }) {
  const handled = done + alreadySo + failed + unknown;
  return { value: handled, total: targets, words: `${figure(handled)} of ${figure(targets)}` };
}

/** @type {Readonly<Record<Action['undo'], string>>} */
const undoWords = {
  exact: 'Undo takes it back exactly.',
  restore: 'Undo puts the earlier values back.',
  delete_created: 'Undo deletes what it made.',
  recreate: 'Undo makes it anew, under another number.',
  none: 'Cannot be undone.',
};

/** @param {Action} action */
export function undoOfAction({ undo, undoneBy }) {
  return undoneBy === undefined ? (undoWords[undo] ?? '') : 'Was taken back.';
}

/** Confirmations that no query's events tell and that somebody can still decide. @param {ConsoleState} state @param {number} now */
export function waitingUndos({ confirmations }, now) {
  return Object.values(confirmations).filter(held => held.queryId === undefined && isOpen(held, now));
}

/** True while an undo of this action waits for its person. @param {ConsoleState} state @param {string} actionId @param {number} now */
export function undoWaits({ undoing, confirmations }, actionId, now) {
  const held = confirmations[undoing[actionId]?.confirmationId ?? ''];
  return held !== undefined && isOpen(held, now);
}

/**
 * The line of a tool call whose work goes on although its query has ended: as its action tells it.
 *
 * @param {import('./query-view.js').ToolPart} part
 * @param {readonly Action[]} actions
 * @returns {import('./query-view.js').ToolPart}
 */
export function lineNow(part, actions) {
  const action = part.background ? actions.find(({ actionId }) => actionId === part.actionId) : undefined;
  if (!action) return part;
  const { done, alreadySo, failed, unknown, targets, summary = part.summary } = action;
  const progress = { done, alreadySo, failed: failed + unknown, total: targets, reading: false };
  if (action.status === 'running') return { ...part, state: 'running', progress };
  return { ...part, state: action.status === 'failed' ? 'failed' : 'done', summary };
}
