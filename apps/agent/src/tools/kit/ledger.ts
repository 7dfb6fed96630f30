import type { JournalItem } from './journal';
import type { UndoCall } from './define-tool';

/** An action as tools see it. */
export interface LedgerEntry {
  actionId: string;
  tool: string;
  title: string;
  status: string;
  summary?: string;
  createdAt: string;
  targets: number;
  done: number;
  alreadySo: number;
  failed: number;
  unknown: number;
  notTried: number;
  /** Why it cannot be taken back now; absent when it can. */
  obstacle?: string;
}

/** How an action is taken back. */
export interface UndoPlan {
  entry: LedgerEntry;
  /** In the order in which they run. */
  calls: UndoCall[];
  /** What the action did, target by target. */
  items: readonly JournalItem[];
  /** `restore`: what was there before is compared with what the action left, and with what is there now. */
  class: 'exact' | 'restore' | 'delete_created' | 'recreate';
}

/** What a person changed in a nation, for the tools that tell of it and take it back. */
export abstract class Ledger {
  /** Newest first. */
  abstract recent(limit: number): Promise<LedgerEntry[]>;
  /**
   * How an action is taken back; without an id the newest one that can be.
   *
   * @throws ToolError `not_found`, `not_undoable`.
   */
  abstract undoPlan(actionId: string | undefined): Promise<UndoPlan>;
}
