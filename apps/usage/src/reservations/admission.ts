import { reservationWaitSeconds } from '@nat/contracts';
import { entitlementPeriodAt, type Period } from '../limits/billing-period';
import type { NationPlan } from '../limits/nation-plan';
import { type Balance, type Hold, holdOf } from './balance';

/** A query that asks to be admitted. */
export interface Ask {
  queryId: string;
  requestHash: string;
  /** Epoch milliseconds. */
  now: number;
}

export type RefusalCode = 'subscription_inactive' | 'feature_not_available' | 'concurrency_limited' | 'quota_exceeded';

export type Decision =
  { kind: 'admit' } | { kind: 'repeat'; hold: Hold } | { kind: 'mismatch' } | { kind: 'refuse'; code: RefusalCode };

/**
 * As many queries of a nation may wait for their persons. They take no slot, and each is a part of the one item that every
 * admission reads and writes: without an end to them it would outgrow what the database takes.
 */
export const maximumWaiting = 200;

/** So many queries wait for their persons that none may begin to. */
export function isFullOfWaiting({ waiting }: Balance): boolean {
  return Object.keys(waiting).length >= maximumWaiting;
}

/**
 * Decides an admission by the balance alone; the first reason wins (billing, section 3). The stores' conditional write says
 * the same in the language of its database: this function tells which condition it was that failed, from the item it
 * failed on.
 */
export function decide(balance: Balance, { queryId, requestHash, now }: Ask): Decision {
  const known = holdOf(balance, queryId);
  if (known) return known.hold.requestHash === requestHash ? { kind: 'repeat', hold: known.hold } : { kind: 'mismatch' };
  if (balance.usableUntil <= now) return { kind: 'refuse', code: 'subscription_inactive' };
  if (balance.limit.kind === 'disabled') return { kind: 'refuse', code: 'feature_not_available' };
  const slotFree = Object.keys(balance.inflight).length < (balance.atOnce ?? Infinity);
  if (!slotFree || isFullOfWaiting(balance)) return { kind: 'refuse', code: 'concurrency_limited' };
  if (balance.capped && balance.room < 1) return { kind: 'refuse', code: 'quota_exceeded' };
  return { kind: 'admit' };
}

/**
 * The periods whose balances may hold a query that asks at `now`: the current one, and early in it the one before, where a
 * query that has waited since was admitted. Where billing moved the dates between them it is not found, and what its repeat
 * then holds is given back by the agent, or lapses.
 */
export function periodsOf(plan: NationPlan, now: number): [current: Period, before?: Period] {
  const current = entitlementPeriodAt(plan.period, now);
  if (now - current.start > reservationWaitSeconds * 1000) return [current];
  return [current, entitlementPeriodAt(plan.period, current.start - 1)];
}

/** Seconds, rounded up and at least one, from `now` to `then`, both epoch milliseconds. */
export function secondsUntil(then: number, now: number): number {
  return Math.max(1, Math.ceil((then - now) / 1000));
}
