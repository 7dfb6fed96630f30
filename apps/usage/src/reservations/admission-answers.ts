import type { Admission, RateState } from '@nat/contracts';
import type { NationPlan } from '../limits/nation-plan';
import { type Ask, decide, isFullOfWaiting, type RefusalCode, secondsUntil } from './admission';
import { type Balance, type Hold, queryCount } from './balance';

/** A query that is held, by this request or by one before it. */
export interface Admitted {
  hold: Hold;
  repeated: boolean;
  balance: Balance;
}

/** Why a query is not held. `retryAfterSeconds` where the code alone does not tell it. */
export interface Refused {
  code: RefusalCode | 'rate_limited' | 'idempotency_mismatch';
  balance?: Balance;
  retryAfterSeconds?: number;
}

export type Outcome = Admitted | Refused;

/** A running query ends within seconds; there is nothing better to tell somebody who has too many of them. */
const concurrencyRetrySeconds = 2;

/** What a query that asks is told by a balance that holds it already; undefined when none of them does. */
export function repeatIn(balances: (Balance | undefined)[], ask: Ask): Outcome | undefined {
  for (const balance of balances) {
    if (!balance) continue;
    const decision = decide(balance, ask);
    if (decision.kind === 'repeat') return { hold: decision.hold, repeated: true, balance };
    if (decision.kind === 'mismatch') return { code: 'idempotency_mismatch' };
  }
  return undefined;
}

/** The answer to an outcome under `plan`, which a refusal looks into for what to upgrade to. */
export function answerTo(
  outcome: Outcome,
  { queryId, plan, rate, now }: { queryId: string; plan: NationPlan | undefined; rate?: RateState; now: number },
): Admission {
  if ('code' in outcome) return refusal(outcome, plan, now);
  const { hold, repeated, balance } = outcome;
  const admittedAt = new Date(hold.admittedAt).toISOString();
  return {
    admitted: true,
    repeated,
    reservation: { queryId, periodStart: balance.periodStart, admittedAt },
    queries: queryCount(balance),
    ...(rate && { rate }),
  };
}

function refusal(refused: Refused, plan: NationPlan | undefined, now: number): Admission {
  const { code, balance } = refused;
  const retryAfterSeconds = refused.retryAfterSeconds ?? retryAfter(code, balance, now);
  const moreHelps = code === 'quota_exceeded' || code === 'feature_not_available';
  return {
    admitted: false,
    code,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(balance && { queries: queryCount(balance) }),
    upgradeTo: moreHelps ? (plan?.upgradeTo ?? []) : [],
  };
}

function retryAfter(code: Refused['code'], balance: Balance | undefined, now: number): number | undefined {
  if (code === 'quota_exceeded' && balance) return secondsUntil(balance.periodEnd, now);
  if (code !== 'concurrency_limited') return undefined;
  // A place among those that wait comes by a decision, or at the latest when the first of them lapses.
  if (!balance || !isFullOfWaiting(balance)) return concurrencyRetrySeconds;
  return secondsUntil(Math.min(...Object.values(balance.waiting).map(({ lease }) => lease)), now);
}
