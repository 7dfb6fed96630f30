export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * One record. Only what differs from the catalog's default is stored; extra fields and keys that the API hides
 * (the person behind an RSVP) are ordinary properties that the catalog does not list.
 */
export interface NationRecord {
  readonly id: string;
  readonly [property: string]: Json | undefined;
}

/** A stored value as text; nothing is the empty text. */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

const byId = (a: NationRecord, b: NationRecord): number => Number(a.id) - Number(b.id);

/** The records of one type in one nation, in the order of their ids, with indexes by property made when first asked for. */
export class Table {
  private readonly byIdentity: Map<string, NationRecord>;
  private readonly indexes = new Map<string, Map<string, NationRecord[]>>();
  readonly rows: readonly NationRecord[];

  constructor(rows: readonly NationRecord[]) {
    this.rows = rows.toSorted(byId);
    this.byIdentity = new Map(rows.map(row => [row.id, row]));
    if (this.byIdentity.size !== rows.length) throw new Error('two records have the same id');
  }

  find(id: string): NationRecord | undefined {
    return this.byIdentity.get(id);
  }

  /** Records whose property is the given id, in the order of their ids. */
  where(property: string, value: string): readonly NationRecord[] {
    return this.index(property).get(value) ?? [];
  }

  private index(property: string): Map<string, NationRecord[]> {
    let index = this.indexes.get(property);
    if (!index) {
      index = new Map();
      for (const row of this.rows) {
        const value = row[property];
        if (typeof value !== 'string') continue;
        const group = index.get(value);
        if (group) group.push(row);
        else index.set(value, [row]);
      }
      this.indexes.set(property, index);
    }
    return index;
  }
}

const NO_ROWS = new Table([]);

/** Everything one nation holds. Nations share nothing, so that a record of one cannot be reached from another. */
export class Nation {
  constructor(
    readonly slug: string,
    readonly name: string,
    private readonly tables: ReadonlyMap<string, Table>,
    /** List id to the ids of its people. The API shows it only through `/lists/{id}/signups`. */
    readonly listMembers: ReadonlyMap<string, readonly string[]>,
    /** Signup ids of the demo users, by the short name they log in with. */
    readonly users: ReadonlyMap<string, string>,
  ) {}

  table(type: string): Table {
    return this.tables.get(type) ?? NO_ROWS;
  }

  /** Types that have records. */
  types(): string[] {
    return [...this.tables.keys()];
  }
}
