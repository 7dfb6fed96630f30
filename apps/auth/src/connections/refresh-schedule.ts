import type { TokenRefreshFailed } from '@nat/contracts';
import type { Failing } from './connection';

/** What keeps a refresh from being done, where nobody but time can help. */
export type FailureClass = TokenRefreshFailed['data']['errorClass'];

const secondMs = 1_000;
/** Milliseconds between two tries: at least, and at most. */
export const leastPauseMs = 30 * secondMs;
export const mostPauseMs = 3_600 * secondMs;
/** A refresh without an answer is tried again so soon: whether its tokens are lost is to be known within a minute. */
export const doubtPauseMs = 20 * secondMs;
/** Milliseconds between two tries for callers who have no token that could be used meanwhile. */
const urgentPauseMs = 5 * secondMs;

/**
 * When tokens are to be replaced: after 50 to 60 % of their life, each connection at a moment of its own (agent design,
 * section 16). At least 40 % is left then, which for a life of 24 hours is time for 9 tries that are an hour apart.
 *
 * @param chance in [0, 1).
 * @returns epoch milliseconds.
 */
export function refreshDueAt(now: number, accessExpiresAt: number, chance: number): number {
  return Math.floor(now + Math.max(0, accessExpiresAt - now) * (0.5 + chance * 0.1));
}

/** One more failure, and when the next try is: between 30 s and what doubles from a minute to an hour, anywhere in between. */
export function failedOnceMore(before: Failing | undefined, now: number, errorClass: FailureClass, chance: number): Failing {
  const times = (before?.times ?? 0) + 1;
  const most = Math.min(mostPauseMs, leastPauseMs * 2 ** Math.min(times, 10));
  const pause = leastPauseMs + chance * (most - leastPauseMs);
  const first = times === 1 && errorClass === 'ambiguous';
  return { times, failedAt: now, nextAttemptAt: Math.floor(now + (first ? doubtPauseMs : pause)) };
}

/**
 * True when NationBuilder may be asked again after failures. Who can go on with the old token waits for the time that was
 * set; who has none waits for some seconds only. Times that no honest clock can have set hold nobody up.
 *
 * @param usable true while the caller can use the old access token.
 */
export function mayTryAgain(failing: Failing | undefined, now: number, usable: boolean): boolean {
  if (!failing || failing.failedAt > now) return true;
  const until = usable ? failing.nextAttemptAt : Math.min(failing.nextAttemptAt, failing.failedAt + urgentPauseMs);
  return now >= until;
}
