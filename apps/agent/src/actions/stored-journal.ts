import { Journal, type JournalItem } from '../tools/kit/journal';
import type { ActionRow } from './action-row';
import type { ActionStore } from './action.store';
import { applyEntry, type JournalEntry } from './journal-entry';

/** Targets of one line: far below what a row holds, whatever their ids. */
const idsPerLine = 5_000;

/** The journal of an action in its store: every line is durable before it counts. */
export class StoredJournal extends Journal {
  private readonly byId = new Map<string, JournalItem>();
  private lines = 0;

  private constructor(
    private readonly action: ActionRow,
    private readonly store: ActionStore,
    private readonly fence: () => void,
  ) {
    super();
  }

  /** Reads what an earlier run has written down. `fence` throws when the action is not surely held any more. */
  static async open(action: ActionRow, store: ActionStore, fence: () => void = () => undefined): Promise<StoredJournal> {
    const journal = new StoredJournal(action, store, fence);
    await journal.read();
    return journal;
  }

  /**
   * Says in the journal that this process goes on, so that the one before cannot add a line any more. It may add one until
   * then: so the journal is read again until the line is in.
   */
  async takeOver(): Promise<void> {
    while (!(await this.store.addLine(this.action, this.lines + 1, { takenOver: this.action.fence }))) await this.read();
    this.lines += 1;
  }

  async plan(items: readonly Pick<JournalItem, 'id' | 'type' | 'before'>[]): Promise<void> {
    for (let start = 0; start < items.length; start += idsPerLine)
      await this.add({ plan: items.slice(start, start + idsPerLine).map(item => ({ ...item })) });
  }

  async mark(ids: readonly string[], change: Parameters<Journal['mark']>[1]): Promise<void> {
    // Before it is durable: nobody could read the journal any more.
    const unknown = ids.find(id => !this.byId.has(id));
    if (unknown !== undefined) throw new Error(`the journal has no target ${unknown}`);
    for (let start = 0; start < ids.length; start += idsPerLine)
      await this.add({ ids: ids.slice(start, start + idsPerLine), change });
  }

  items(): readonly JournalItem[] {
    return [...this.byId.values()];
  }

  private async read(): Promise<void> {
    const lines = await this.store.lines(this.action);
    for (const line of lines.slice(this.lines)) applyEntry(this.byId, line);
    this.lines = lines.length;
  }

  private async add(entry: JournalEntry): Promise<void> {
    this.fence();
    if (!(await this.store.addLine(this.action, this.lines + 1, entry))) throw new ActionLost(this.action.actionId);
    this.lines += 1;
    applyEntry(this.byId, entry);
  }
}

/** Another process has taken the action over: nothing more may be sent or written for it here. */
export class ActionLost extends Error {
  constructor(actionId: string) {
    super(`the action ${actionId} is another process's now`);
    this.name = 'ActionLost';
  }
}
