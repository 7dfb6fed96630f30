import { Journal, type JournalItem } from '../kit/journal';

/** The part of a journal that belongs to one of several calls: its targets stand in the whole under the number of the call. */
export class SubJournal extends Journal {
  private readonly prefix: string;

  constructor(
    private readonly whole: Journal,
    call: number,
  ) {
    super();
    this.prefix = `${call}:`;
  }

  plan(items: readonly Pick<JournalItem, 'id' | 'type' | 'before'>[]): Promise<void> {
    return this.whole.plan(items.map(item => ({ ...item, id: this.prefix + item.id })));
  }

  mark(ids: readonly string[], change: Parameters<Journal['mark']>[1]): Promise<void> {
    return this.whole.mark(
      ids.map(id => this.prefix + id),
      change,
    );
  }

  items(): readonly JournalItem[] {
    return this.whole
      .items()
      .filter(({ id }) => id.startsWith(this.prefix))
      .map(item => ({ ...item, id: item.id.slice(this.prefix.length) }));
  }
}
