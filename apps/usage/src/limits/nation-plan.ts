import type { Limit, SubscriptionUpdated } from '@nat/contracts';
import type { RateRule } from '../reservations/rate-window';
import type { Period } from './billing-period';

/** The one meter this service counts, and the feature of a plan that limits it. */
export const queriesMeter = 'queries';

/** What a nation's subscription allows, as billing last said. `version` orders what was said. */
export interface NationPlan {
  version: number;
  plan: string;
  /** `<catalog>@<version>`. */
  catalogVersion: string;
  period: Period;
  /** Epoch milliseconds; from then on every admission is refused. */
  usableUntil: number;
  terms: QueryTerms;
  rate?: RateRule & { scope: 'user' | 'subject' };
  /** Plans that allow more, weakest first. */
  upgradeTo: string[];
}

/** The part of a plan that the balance of a period enforces. */
export interface QueryTerms {
  limit: Limit;
  /** Queries that may run at once; absent: as many as there are. */
  atOnce?: number;
}

/** Reads what this service enforces out of a subscription's full state. A missing limit denies. */
export function planOf({ data }: SubscriptionUpdated): NationPlan {
  const metered = data.entitlements.find(right => right.type === 'metered' && right.meter === queriesMeter);
  const rate = data.entitlements.find(right => right.type === 'rate');
  const concurrency = data.entitlements.find(right => right.type === 'concurrency');
  return {
    version: data.version,
    plan: data.plan,
    catalogVersion: `${data.catalog}@${data.catalogVersion}`,
    period: { start: Date.parse(data.periodStart), end: Date.parse(data.periodEnd) },
    usableUntil: Date.parse(data.usableUntil),
    terms: {
      limit: metered?.type === 'metered' ? metered.limit : { kind: 'disabled' },
      ...(concurrency?.type === 'concurrency' && { atOnce: concurrency.atOnce }),
    },
    ...(rate?.type === 'rate' && {
      rate: { perWindow: rate.perWindow, windowSeconds: rate.windowSeconds, scope: rate.scope },
    }),
    upgradeTo: data.upgradeTo ?? [],
  };
}

/** Why no query at all may start under a plan at `now` (epoch milliseconds), or undefined when one may. */
export function blockOf(
  plan: NationPlan | undefined,
  now: number,
): 'subscription_inactive' | 'feature_not_available' | undefined {
  if (!plan || plan.usableUntil <= now) return 'subscription_inactive';
  return plan.terms.limit.kind === 'disabled' ? 'feature_not_available' : undefined;
}

/** Whole queries a limit allows in a period; 0 where there is no number to count down from. */
export function unitsOf(limit: Limit): number {
  if (limit.kind !== 'finite') return 0;
  // c + 1 <= 2.5 is c + 1 <= 2 for whole queries. More than 2^53 - 1 queries cannot be counted, nor asked.
  return Math.min(Math.floor(Number(limit.amount)), Number.MAX_SAFE_INTEGER);
}

/**
 * True when the limit stops admissions. `track` and `warn` only count. `graceThenBlock` has no grace here: no plan with
 * queries uses it, and what this service does not know it closes.
 */
export function isCapped(limit: Limit): boolean {
  return limit.kind === 'disabled' || (limit.kind === 'finite' && (limit.mode === 'block' || limit.mode === 'graceThenBlock'));
}
