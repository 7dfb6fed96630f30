import type { ConfirmationStatus, DomainEvent } from '@nat/contracts';
import type { Owner } from '../conversation/query-row';
import type { ConfirmationRow } from './confirmation-row';
import type { WriteContent } from './write-content';

/** A held call with what it is about. */
export interface Held {
  row: ConfirmationRow;
  content: WriteContent;
}

/** What a person decided, and where. */
export interface Decision {
  row: ConfirmationRow;
  status: 'approved' | 'denied';
  decidedAt: string;
  role: ConfirmationRow['role'];
  channel: NonNullable<ConfirmationRow['channel']>;
  reason?: string;
  fact: DomainEvent;
}

export interface ConfirmationFilter {
  status?: ConfirmationStatus;
  conversationId?: string;
}

/**
 * Held calls. Two forms: DynamoDB, and memory for tests; one suite runs on both. They are written together with what they
 * belong to: with the query that waits, with the action that uses one up.
 */
export abstract class ConfirmationStore {
  /** Of this person in this nation; anybody else's is unknown. */
  abstract find(owner: Owner, confirmationId: string): Promise<ConfirmationRow | undefined>;
  /** What it is about; nothing once that is erased. */
  abstract content(row: ConfirmationRow): Promise<WriteContent | undefined>;
  /** Newest first, those before `before` (a confirmation id). `now`: RFC 3339, for what has expired. */
  abstract list(
    owner: Owner,
    filter: ConfirmationFilter,
    page: { limit: number; before?: string; now: string },
  ): Promise<ConfirmationRow[]>;
  /** Keeps a held call that belongs to no query. False when its id is taken: nothing was written. */
  abstract add(held: Held, fact: DomainEvent): Promise<boolean>;
  /**
   * One write decides: the call is pending, not expired, and its query, where it has one, still runs or waits; that query is
   * then looked after at once. False: it was not so, and nothing was written.
   */
  abstract decide(decision: Decision): Promise<boolean>;
  /** Ends one that will not be carried out: `from` is what it has to be. False when it is not. */
  abstract close(
    row: ConfirmationRow,
    from: 'pending' | 'approved',
    status: 'expired' | 'superseded',
    fact: DomainEvent,
  ): Promise<boolean>;
  /** Erases what these were about; the records stay. Harmless when repeated. */
  abstract erase(rows: readonly ConfirmationRow[]): Promise<void>;
}
