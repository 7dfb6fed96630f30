import type { NationRecord } from './records';

const byId = (a: NationRecord, b: NationRecord): number => Number(a.id) - Number(b.id);

/** Rows in the order of their ids, sorted when they are read. */
class Rows {
  private rows = new Map<string, NationRecord>();
  private last = 0;
  private isSorted = true;

  get size(): number {
    return this.rows.size;
  }

  find(id: string): NationRecord | undefined {
    return this.rows.get(id);
  }

  /** A row that is there already keeps its place. */
  put(row: NationRecord): void {
    const id = Number(row.id);
    if (id > this.last) this.last = id;
    else if (id < this.last && !this.rows.has(row.id)) this.isSorted = false;
    this.rows.set(row.id, row);
  }

  remove(id: string): void {
    this.rows.delete(id);
  }

  list(): NationRecord[] {
    if (!this.isSorted) this.rows = new Map([...this.rows.values()].toSorted(byId).map(row => [row.id, row]));
    this.isSorted = true;
    return [...this.rows.values()];
  }
}

/**
 * The records of one type in one nation, in the order of their ids, with indexes by property made when first asked for and
 * kept right by every write. A write costs the same however many rows there are.
 */
export class Table {
  private readonly all = new Rows();
  private readonly indexes = new Map<string, Map<string, Rows>>();
  private listed: readonly NationRecord[] | undefined;
  private lastId = 0;

  constructor(rows: readonly NationRecord[]) {
    for (const row of rows.toSorted(byId)) this.put(row);
    if (this.all.size !== rows.length) throw new Error('two records have the same id');
  }

  get rows(): readonly NationRecord[] {
    this.listed ??= this.all.list();
    return this.listed;
  }

  find(id: string): NationRecord | undefined {
    return this.all.find(id);
  }

  /** Records whose property is the given text without regard to case, in the order of their ids. */
  where(property: string, value: string): readonly NationRecord[] {
    return this.index(property).get(value.toLowerCase())?.list() ?? [];
  }

  /** How many `where` finds, however many they are at the same cost. */
  count(property: string, value: string): number {
    return this.index(property).get(value.toLowerCase())?.size ?? 0;
  }

  /** An id that was never used, with gaps so that no client can guess the next one. */
  nextId(): string {
    return String(this.lastId + (this.lastId % 7 === 0 ? 3 : 1));
  }

  /** @returns the record that was there before. */
  put(row: NationRecord): NationRecord | undefined {
    const before = this.find(row.id);
    this.listed = undefined;
    this.lastId = Math.max(this.lastId, Number(row.id));
    this.all.put(row);
    for (const [property, index] of this.indexes) {
      if (before && keyOf(before, property) !== keyOf(row, property)) leave(index, property, before);
      enter(index, property, row);
    }
    return before;
  }

  /** @returns the record that was there. */
  remove(id: string): NationRecord | undefined {
    const before = this.find(id);
    if (!before) return undefined;
    this.listed = undefined;
    this.all.remove(id);
    for (const [property, index] of this.indexes) leave(index, property, before);
    return before;
  }

  private index(property: string): Map<string, Rows> {
    let index = this.indexes.get(property);
    if (!index) {
      index = new Map();
      for (const row of this.rows) enter(index, property, row);
      this.indexes.set(property, index);
    }
    return index;
  }
}

function keyOf(row: NationRecord, property: string): string | undefined {
  const value = row[property];
  return typeof value === 'string' ? value.toLowerCase() : undefined;
}

function enter(index: Map<string, Rows>, property: string, row: NationRecord): void {
  const key = keyOf(row, property);
  if (key === undefined) return;
  let rows = index.get(key);
  if (!rows) index.set(key, (rows = new Rows()));
  rows.put(row);
}

function leave(index: Map<string, Rows>, property: string, row: NationRecord): void {
  const key = keyOf(row, property);
  if (key !== undefined) index.get(key)?.remove(row.id);
}
