/**
 * What waits, by owner: owners take turns, and what one owner waits for goes in its order. An owner that comes anew stands
 * behind those that wait, so it waits for one turn of each of them at most, however much they wait for.
 */
export class FairQueue<Item> {
  /** In the order of turns. An owner without anything to wait for is not in it. */
  private readonly byOwner = new Map<string, Set<Item>>();

  add(owner: string, item: Item): void {
    const items = this.byOwner.get(owner) ?? new Set();
    this.byOwner.set(owner, items.add(item));
  }

  remove(owner: string, item: Item): void {
    const items = this.byOwner.get(owner);
    items?.delete(item);
    if (items?.size === 0) this.byOwner.delete(owner);
  }

  /**
   * Takes the next item that may go, and ends the turn of its owner. Owners without one keep their place. Undefined when there
   * is none.
   */
  next(mayGo: (item: Item) => boolean): Item | undefined {
    for (const [owner, items] of this.byOwner)
      for (const item of items)
        if (mayGo(item)) {
          items.delete(item);
          this.byOwner.delete(owner);
          if (items.size > 0) this.byOwner.set(owner, items);
          return item;
        }
    return undefined;
  }

  *all(): Generator<Item> {
    for (const items of this.byOwner.values()) yield* items;
  }
}
