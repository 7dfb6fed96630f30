/**
 * What a confirmation card says beside the facts of its effect. Pure.
 *
 * @typedef {import('./query-view.js').Card} Card
 * @typedef {import('@nat/contracts').ConfirmationStatus} ConfirmationStatus
 * @typedef {import('./console-state.js').ConsoleState} ConsoleState
 */

import { counted } from './words.js';

/** @type {Readonly<Record<ConfirmationStatus, string>>} */
const statusWords = {
  pending: 'Waits for you',
  approved: 'Approved',
  executing: 'Being carried out',
  executed: 'Done',
  failed_partial: 'Done in part',
  denied: 'Canceled by you',
  expired: 'Expired: nothing was changed',
  superseded: 'No longer open: nothing was changed',
};

/** @param {ConfirmationStatus} status */
export function statusOfCard(status) {
  return statusWords[status] ?? status.replaceAll('_', ' ');
}

/** True while somebody can still decide it. @param {Pick<Card, 'status' | 'expiresAt'>} card @param {number} now milliseconds since 1970 */
export function isOpen({ status, expiresAt }, now) {
  return status === 'pending' && Date.parse(expiresAt) > now;
}

/** @param {Pick<Card, 'effect'>} card */
export function reversibleWords({ effect }) {
  return effect.reversible ? 'Can be undone afterwards.' : 'Cannot be undone.';
}

/** Who could be reached by it, where anybody can. @param {Pick<Card, 'effect'>} card @returns {string | undefined} */
export function recipientsWords({ effect }) {
  if (!effect.outbound) return undefined;
  if (effect.recipients === undefined) return 'This can reach people.';
  return `This can reach ${counted(effect.recipients, 'person', 'people')}.`;
}

/** How many targets the sample leaves out. @param {Pick<Card, 'effect'>} card */
export function beyondSample({ effect }) {
  return Math.max(0, effect.count - effect.sample.length);
}

/**
 * The card as it stands: what its query's events told, and over it what the server answered to a decision, which may be
 * newer. A confirmation never goes back to an earlier status, and how it ended is for the server to say.
 *
 * @param {Card} card
 * @param {ConsoleState['confirmations']} confirmations
 * @returns {Card}
 */
export function cardNow(card, confirmations) {
  const told = confirmations[card.confirmationId];
  if (!told || told.status === card.status || rank(told.status) < rank(card.status)) return card;
  return { ...card, status: told.status };
}

/** How far a confirmation has come; it never goes back. @param {ConfirmationStatus} status */
export function rank(status) {
  const order = ['pending', 'approved', 'executing'];
  return order.includes(status) ? order.indexOf(status) : order.length;
}

/** A card of a confirmation that no query's events tell. @param {import('@nat/contracts').Confirmation} confirmation @returns {Card} */
export function cardOf({ confirmationId, toolCallId, title, tier, effect, inputHash, expiresAt, typedCountRequired, status }) {
  return { confirmationId, toolCallId, title, tier, effect, inputHash, expiresAt, typedCountRequired, status };
}
