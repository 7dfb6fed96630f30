import type { Limit, QueryCount } from '@nat/contracts';
import type { NationPlan } from '../limits/nation-plan';
import { isCapped, unitsOf } from '../limits/nation-plan';
import { type Period, periodId } from '../limits/billing-period';

/** One query of the plan, held for a query that is running, waits for its person, or whose end has not been heard of yet. */
export interface Hold {
  /** SHA-256 of the request it was admitted for. */
  requestHash: string;
  /** Epoch milliseconds; fixes the period and the day of the bill for good. */
  admittedAt: number;
  /** Epoch milliseconds; renewed by the agent while it works, fixed while the query waits. Without meaning once finishing. */
  lease: number;
  /** The newest run of the query that was heard of; absent until one has given its number. */
  fence?: number;
  userId: string;
  /** `<catalog>@<version>` it was admitted under. */
  catalogVersion: string;
}

/** The maps of a balance that a hold may be in; it is in one of them only. */
export const holdStates = ['inflight', 'waiting', 'finishing'] as const;
export type HoldState = (typeof holdStates)[number];

/** A hold and where it is. */
export interface PlacedHold {
  state: HoldState;
  hold: Hold;
}

/**
 * The count of one nation and period, and the only item that decides an admission.
 * Always: `held` = number of inflight, waiting and finishing holds, `room` = `units` - `used` - `held`.
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
  /** Queries that wait for their person, by id. They take no slot; one whose time is up is given back. */
  waiting: Readonly<Record<string, Hold>>;
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
    waiting: {},
    finishing: {},
  };
}

/** Where a query's hold is, if there is one. */
export function holdOf(balance: Balance, queryId: string): PlacedHold | undefined {
  for (const state of holdStates) {
    const hold = balance[state][queryId];
    if (hold) return { state, hold };
  }
  return undefined;
}

/** The balance under a newer plan: what was used and is held stays, the new limit applies at once. */
export function withPlan(balance: Balance, plan: NationPlan): Balance {
  const terms = termsOf(plan);
  return { ...balance, ...terms, room: balance.room + terms.units - balance.units };
}

/** The balance with a query's hold in its place, or in none. The numbers stay. */
export function placed(balance: Balance, queryId: string, place?: PlacedHold): Balance {
  const moved = { ...balance };
  for (const state of holdStates) {
    const { [queryId]: _moved, ...others } = balance[state];
    moved[state] = place?.state === state ? { ...others, [queryId]: place.hold } : others;
  }
  return moved;
}

export function queryCount({ used, held, limit, periodEnd }: Balance): QueryCount {
  return { used, held, limit, resetAt: new Date(periodEnd).toISOString() };
}
