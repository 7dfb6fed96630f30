import type { NationSlug, UsageRecorded } from '@nat/contracts';
import type { Period } from './limits/billing-period';
import type { NationPlan } from './limits/nation-plan';
import type { Balance, Hold, HoldState } from './reservations/balance';
import type { LapsedHold } from './reservations/lapse';
import type { Calls } from './reservations/rate-window';
import type { Renewal } from './reservations/renewal';
import type { Entry } from './reservations/settlement';

/** A user's rate window as stored; `version` 0 is the window nobody has called in. */
export interface RateWindow {
  version: number;
  calls: Calls;
}

/** `held`: the balance after the hold. Otherwise the balance that refused it, or none when the period is not open yet. */
export type HoldAnswer = { held: true; balance: Balance } | { held: false; balance?: Balance };

/** The end of one query, decided on what `balance` said of its hold. */
export interface Settlement {
  entry: Entry;
  /** Where the hold was, or undefined when there was none; another place by now means deciding again. */
  hold: HoldState | undefined;
  /** Saved to the outbox with the entry. */
  recorded: UsageRecorded;
}

/**
 * What was consumed. Every method is one atomic step, and none reads or writes across nations; the sweep, which has to look
 * at all of them, is told keys only. A refused condition is an answer; throwing means the store did not answer.
 */
export abstract class UsageStore {
  /** The newest plan written, never a stale one. */
  abstract plan(nation: NationSlug): Promise<NationPlan | undefined>;

  /** Keeps `plan` and puts its terms on the balance of `period`, opened if need be, in one step; `older` changes nothing. */
  abstract keepPlan(nation: NationSlug, plan: NationPlan, period: Period): Promise<'kept' | 'older'>;

  abstract balance(nation: NationSlug, periodStart: string): Promise<Balance | undefined>;

  /** Opens a period's balance unless it is open. Does nothing when `plan` is not the newest any more. */
  abstract openPeriod(nation: NationSlug, plan: NationPlan, period: Period): Promise<void>;

  /** The one write that admits: holds a query if `decide` says `admit` of the balance as it is at that instant. */
  abstract hold(nation: NationSlug, periodStart: string, queryId: string, hold: Hold): Promise<HoldAnswer>;

  /**
   * Does to a query's hold what `renewed` says of it, also when that is nothing, and answers the balance as it is then.
   * Undefined: it is not held.
   */
  abstract renew(nation: NationSlug, periodStart: string, queryId: string, renewal: Renewal): Promise<Balance | undefined>;

  /** Gives a running query's hold back; one that waits or is finishing stays. False: there was none to give. */
  abstract release(nation: NationSlug, periodStart: string, queryId: string): Promise<boolean>;

  /** Gives a lapsed hold back, if it still is as it was seen. */
  abstract expire(nation: NationSlug, periodStart: string, lapsed: LapsedHold): Promise<boolean>;

  /** Entry, balance, inbox and outbox in one step. `moved`: the hold is not where the settlement says. */
  abstract settle(nation: NationSlug, settlement: Settlement): Promise<'settled' | 'duplicate' | 'moved'>;

  abstract entry(nation: NationSlug, queryId: string): Promise<Entry | undefined>;

  /** All entries of a period. Eventually complete. */
  abstract entries(nation: NationSlug, periodStart: string): AsyncIterable<Entry>;

  /** @param owner whose window it is: a user id, or `all` for the nation's. */
  abstract rateWindow(nation: NationSlug, owner: string): Promise<RateWindow>;

  /** Replaces the window of that version, and answers the window as it is: with `calls` when saved, else another's. */
  abstract saveRateWindow(nation: NationSlug, owner: string, window: RateWindow, expiresAt: number): Promise<SavedWindow>;

  /** Balances that may have a lapsed hold at `now`; one that has is named, unless it was opened within the last second. */
  abstract balancesToSweep(now: number): AsyncIterable<{ nation: NationSlug; periodStart: string }>;

  /** Names the balance again from `at` on, at the latest; without `at`, when its next hold lapses. */
  abstract sweepAgain(nation: NationSlug, periodStart: string, at: number | undefined): Promise<void>;
}

export type SavedWindow = { saved: true } | { saved: false; current: RateWindow };
