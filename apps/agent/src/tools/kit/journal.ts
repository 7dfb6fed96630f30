import type { ResourceType } from '@nat/nationbuilder';

/** Values of a record before a write touched it, by attribute. */
export type BeforeImage = Readonly<Record<string, unknown>>;

/** What became of one target of a write. */
export type ItemState = 'planned' | 'sent' | 'done' | 'alreadySo' | 'failed' | 'unknown' | 'notTried';

export interface JournalItem {
  /** Target: an existing record, or `new` for one that is to be made. */
  id: string;
  type: ResourceType;
  state: ItemState;
  before?: BeforeImage;
  /** The same values as the write left them; of a record that it made, those that were written. */
  after?: BeforeImage;
  /** Id of the record that the write made. */
  createdId?: string;
  /** Why it failed, in plain words. */
  reason?: string;
}

/**
 * The account of one write: what is about to be sent is written down before it is sent, and what became of it afterwards, so
 * that a crash leaves a truth to go on from. Every target ends in exactly one state.
 */
export abstract class Journal {
  /** Writes down the targets before the first request. */
  abstract plan(items: readonly Pick<JournalItem, 'id' | 'type' | 'before'>[]): Promise<void>;
  /** Changes items. */
  abstract mark(ids: readonly string[], change: Partial<Omit<JournalItem, 'id' | 'type'>> & { state: ItemState }): Promise<void>;
  abstract items(): readonly JournalItem[];

  /** Targets by state; the numbers add up to all targets. */
  counts(): Record<Exclude<ItemState, 'planned' | 'sent'>, number> {
    const counts = { done: 0, alreadySo: 0, failed: 0, unknown: 0, notTried: 0 };
    for (const { state } of this.items()) counts[state === 'planned' ? 'notTried' : state === 'sent' ? 'unknown' : state] += 1;
    return counts;
  }
}

/** A journal that ends with the process: for previews that are tried out, and for specs. */
export class InMemoryJournal extends Journal {
  private readonly byId = new Map<string, JournalItem>();

  async plan(items: readonly Pick<JournalItem, 'id' | 'type' | 'before'>[]): Promise<void> {
    for (const item of items) this.byId.set(item.id, { ...item, state: 'planned' });
  }

  async mark(ids: readonly string[], change: Partial<Omit<JournalItem, 'id' | 'type'>> & { state: ItemState }): Promise<void> {
    for (const id of ids) {
      const item = this.byId.get(id);
      if (!item) throw new Error(`the journal has no target ${id}`);
      this.byId.set(id, { ...item, ...change });
    }
  }

  items(): readonly JournalItem[] {
    return [...this.byId.values()];
  }
}
