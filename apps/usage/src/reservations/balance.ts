import type { Limit, QueryCount } from '@nat/contracts';
import type { NationPlan } from '../limits/nation-plan';
import { isCapped, unitsOf } from '../limits/nation-plan';
import { type Period, periodId } from '../limits/billing-period';

/** One query of the plan, held for a query that is running or whose end has not been heard of yet. */
export interface Hold {
  /** SHA-256 of the request it was admitted for. */
  requestHash: string;
  /** Epoch milliseconds; fixes the period and the day of the bill for good. */
  admittedAt: number;
  /** Epoch milliseconds; renewed by the agent while it works. Without meaning once finishing. */
  lease: number;
  userId: string;
  /** `<catalog>@<version>` it was admitted under. */
  catalogVersion: string;
}

/**
 * The count of one nation and period, and the only item that decides an admission.
 * Always: `held` = number of inflight and finishing holds, `room` = `units` - `used` - `held`.
 */
export interface Balance {
  periodStart: string;
  /** Epoch milliseconds. */
  periodEnd: number;
  /** Version of the plan its terms come from. */
  planVersion: number;
  limit: Limit;
  atOnce?: number;
  usableUntil: number;
  /** False when nothing but the clock and the number at once limits it. */
  capped: boolean;
  /** Queries of the limit; 0 when it has no number. Changes only with the plan. */
  units: number;
  room: number;
  used: number;
  held: number;
  /** Running queries by id. They take a slot of `atOnce`; a lapsed one is given back. */
  inflight: Readonly<Record<string, Hold>>;
  /** Ended queries whose terminal event is on its way, however late: a bus that stands still must not block the nation. */
  finishing: Readonly<Record<string, Hold>>;
}

/** What a plan writes into a balance. */
export function termsOf(plan: NationPlan) {
  const { limit, atOnce } = plan.terms;
  return {
    planVersion: plan.version,
    limit,
    atOnce,
    usableUntil: plan.usableUntil,
    capped: isCapped(limit),
    units: unitsOf(limit),
  };
}

/** The balance a period starts with. There is no reset: a new period is a new one of these. */
export function openingBalance(plan: NationPlan, period: Period): Balance {
  const terms = termsOf(plan);
  return {
    periodStart: periodId(period),
    periodEnd: period.end,
    ...terms,
    room: terms.units,
    used: 0,
    held: 0,
    inflight: {},
    finishing: {},
  };
}

/** The balance under a newer plan: what was used and is held stays, the new limit applies at once. */
export function withPlan(balance: Balance, plan: NationPlan): Balance {
  const terms = termsOf(plan);
  return { ...balance, ...terms, room: balance.room + terms.units - balance.units };
}

export function queryCount({ used, held, limit, periodEnd }: Balance): QueryCount {
  return { used, held, limit, resetAt: new Date(periodEnd).toISOString() };
}
