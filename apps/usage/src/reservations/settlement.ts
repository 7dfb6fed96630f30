import type { QueryCanceled, QueryCompleted, QueryFailed } from '@nat/contracts';
import type { Hold } from './balance';

/** The three ends of a query. */
export type TerminalEvent = QueryCompleted | QueryFailed | QueryCanceled;

/** Why an entry has the quantity it has. */
export type EntryReason = 'billed' | 'released' | 'waived_expired';

/** A line of the usage ledger: written once per query, never edited, never deleted. */
export interface Entry {
  queryId: string;
  meter: string;
  periodStart: string;
  quantity: 0 | 1;
  reason: EntryReason;
  /** RFC 3339: the instant of admission. */
  occurredAt: string;
  userId?: string;
  /** Absent when the hold was gone before the end was heard of. */
  requestHash?: string;
  /** Id of the terminal event. */
  eventId: string;
}

/**
 * What the end of a query posts. Only a hold that still stands is billed; where it expired, the customer is favored: the cap
 * has held either way (reliability, 2.1).
 */
export function postingOf(billable: boolean, hold: Hold | undefined): { quantity: 0 | 1; reason: EntryReason } {
  if (!billable) return { quantity: 0, reason: 'released' };
  return hold ? { quantity: 1, reason: 'billed' } : { quantity: 0, reason: 'waived_expired' };
}
