/**
 * How the end of a query, and what it took, is told. Pure.
 *
 * @typedef {import('./query-view.js').QueryView} QueryView
 */

import { queriesWords, usageWords } from './words.js';

const outcomes = /** @type {const} */ ({
  answered: '',
  refused: 'Nat did not answer this.',
  truncated: 'The answer was cut at its longest.',
  capped: 'Nat came to a limit of one question and told what it had.',
});

const reasons = /** @type {const} */ ({
  user: 'Stopped.',
  superseded: 'Left for a newer question; what waited was not done.',
  confirmation_expired: 'Nobody decided in time; nothing was changed.',
});

/** One sentence, or nothing of a query that was simply answered. @param {QueryView} view @returns {string} */
export function endWords({ status, outcome, limit, reason }) {
  if (status === 'running') return 'Nat is working…';
  if (status === 'awaiting_confirmation') return 'Waits for your decision.';
  if (status === 'canceled') return reason === undefined ? 'Stopped.' : reasons[reason];
  if (status === 'failed' || outcome === undefined) return '';
  const words = outcomes[/** @type {keyof typeof outcomes} */ (outcome)] ?? outcome;
  return limit === undefined ? words : `${words} (${limit.replaceAll('_', ' ')})`;
}

/** Tokens, cost, and what was counted. @param {QueryView} view */
export function usageLine({ usage, queries, billable, model }) {
  const counted = billable === false ? 'not counted' : queries ? queriesWords(queries) : undefined;
  return [model, usage && usageWords(usage), counted].filter(Boolean).join(' · ');
}
