import type { DomainEvent, NationSlug } from '@nat/contracts';
import type { Owner } from '../conversation/query-row';
import type { Note } from '../conversations/conversation.store';
import type { ConfirmationRow } from '../confirmations/confirmation-row';
import type { WriteContent } from '../confirmations/write-content';
import type { ActionRow } from './action-row';
import type { JournalEntry } from './journal-entry';

/** Everything one transaction writes to begin an action. */
export interface ActionStart {
  action: ActionRow;
  content: WriteContent;
  /** What was approved: it is used up with this, and only once. */
  confirmation?: ConfirmationRow;
}

/** What a running action is at. */
export type ActionProgress = Pick<ActionRow, 'done' | 'alreadySo' | 'failed' | 'unknown' | 'background'>;

/** Everything one transaction writes to end an action. */
export interface ActionEnd {
  action: ActionRow;
  final: Required<
    Pick<ActionRow, 'status' | 'done' | 'alreadySo' | 'failed' | 'unknown' | 'notTried' | 'failures' | 'summary' | 'endedAt'>
  >;
  /** Of an undo: the action it takes back, and what that is then. Without `undoneBy` nothing of it was taken back. */
  original?: { actionId: string; status: ActionRow['status']; undoneBy?: string };
  /** What its conversation is told, when its query went on without it. Left out where the conversation is gone. */
  note?: Note;
  facts: readonly DomainEvent[];
}

export interface ActionFilter {
  userId?: string;
  queryId?: string;
  /** Epoch milliseconds: none that began before. What was earlier is not even read. */
  since?: number;
}

/** What an undo that was asked for over HTTP becomes: found again by its key. */
export interface UndoKey {
  /** Digest of what was asked for: the same key for something else is a mismatch. */
  request: string;
  /** Ids of the action or of the confirmation that it becomes. */
  actionId: string;
  confirmationId: string;
}

/** The ledger of actions. Two forms: DynamoDB, and memory for tests; one suite runs on both. */
export abstract class ActionStore {
  /**
   * Begins an action, once. `refused` when its confirmation is not approved (any more), or what it takes back was taken back
   * meanwhile: nothing was written then.
   */
  abstract begin(start: ActionStart): Promise<'begun' | 'refused'>;
  abstract find(nation: NationSlug, actionId: string): Promise<ActionRow | undefined>;
  /** What it is about; nothing once that is erased. */
  abstract content(action: ActionRow): Promise<WriteContent | undefined>;
  /** Newest first, those before `before` (an action id). */
  abstract list(nation: NationSlug, filter: ActionFilter, page: { limit: number; before?: string }): Promise<ActionRow[]>;
  /** Adds a line to its journal; false when that number is taken. */
  abstract addLine(action: ActionRow, number: number, entry: JournalEntry): Promise<boolean>;
  /** All lines in order. */
  abstract lines(action: ActionRow): Promise<JournalEntry[]>;
  /** Renews the lease of a running action under its fence and tells how far it is; undefined when it is not ours any more. */
  abstract renew(action: ActionRow, leaseUntil: string, progress?: ActionProgress): Promise<ActionRow | undefined>;
  /** Takes a running action over whose lease is still the one that was seen to lapse. */
  abstract takeOver(action: ActionRow, leaseUntil: string): Promise<ActionRow | undefined>;
  /** Asks whoever carries it out to stop. Returns it as it is then. */
  abstract requestCancel(nation: NationSlug, actionId: string): Promise<ActionRow | undefined>;
  /** Ends a running action under its fence. False when it has ended or is another's: nothing was written. */
  abstract end(end: ActionEnd): Promise<boolean>;
  /** Running actions whose lease ended before `instant`, oldest first. May lag a little behind. */
  abstract lapsed(instant: string, limit: number): Promise<ActionRow[]>;
  /** Keeps what a key of this person stands for, for a week at least, or answers what it stands for already. */
  abstract undoKey(owner: Owner, key: string, offered: UndoKey): Promise<UndoKey>;
  /** Erases what these actions were about, and the words about them; the entries stay as facts. Harmless when repeated. */
  abstract erase(actions: readonly ActionRow[]): Promise<void>;
}
