import { Table } from './table';

export { Table } from './table';

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

/** Table of who is on which list: rows of `list_id` and `signup_id`. The API shows it only through `/lists/{id}/signups`. */
export const listPlaces = 'list_places';

/** Rows of {@link listPlaces}, from the ids of the people on each list in the order in which they were put there. */
export function placesOn(lists: ReadonlyMap<string, readonly string[]>): NationRecord[] {
  const places = [...lists].flatMap(([list_id, people]) => people.map(signup_id => ({ list_id, signup_id })));
  return places.map((place, index) => ({ id: String(index + 1), ...place }));
}

/** One record as it was and as it is; absent where there was or is none. */
export interface RecordChange {
  readonly type: string;
  readonly id: string;
  readonly before: NationRecord | undefined;
  readonly after: NationRecord | undefined;
}

/** A message that the vendor would send because of a write. */
export interface Mail {
  readonly at: string;
  readonly reason: string;
  /** Address; null for mail to everyone who follows a page. */
  readonly to: string | null;
  readonly signupId: string | null;
  readonly type: string;
  readonly id: string;
}

/**
 * Everything one nation holds. Nations share nothing, so that a record of one cannot be reached from another. What was changed
 * since the start is remembered: for `diff`, and to take a write back that fails half-way.
 */
export class Nation {
  /** Made when first asked for: most of what is asked of a nation is about a few types. */
  private readonly tables = new Map<string, Table>();
  /** Each changed record as the seed made it. */
  private readonly seeded = new Map<string, RecordChange>();
  private journal: RecordChange[] = [];
  /** Mail that was not sent, oldest first. */
  readonly outbox: Mail[] = [];

  constructor(
    readonly slug: string,
    readonly name: string,
    /** Records that it starts with, by type; {@link placesOn} makes those of who is on which list. */
    private readonly start: ReadonlyMap<string, readonly NationRecord[]>,
    /** Signup ids of the demo users, by the short name they log in with. */
    readonly users: ReadonlyMap<string, string>,
  ) {}

  /** This nation as it started. Records are shared with it: they are replaced and never changed. */
  anew(): Nation {
    return new Nation(this.slug, this.name, this.start, this.users);
  }

  table(type: string): Table {
    let table = this.tables.get(type);
    if (!table) this.tables.set(type, (table = new Table(this.start.get(type) ?? [])));
    return table;
  }

  /** Types that had records at the start, or were asked for since. */
  types(): string[] {
    return [...new Set([...this.start.keys(), ...this.tables.keys()])];
  }

  /** Ids of the people on a list, in the order in which they were put there. */
  members(listId: string): string[] {
    return this.table(listPlaces)
      .where('list_id', listId)
      .map(place => textOf(place.signup_id));
  }

  /** Stores a record, new or in the place of the one with its id. */
  put(type: string, record: NationRecord): void {
    const before = this.table(type).put(record);
    this.remember({ type, id: record.id, before, after: record });
  }

  remove(type: string, id: string): void {
    const before = this.table(type).remove(id);
    if (before) this.remember({ type, id, before, after: undefined });
  }

  /** All of what `work` changes, or, when it throws, nothing. Ids that it took are not given out again. */
  atomically<T>(work: () => T): T {
    this.journal = [];
    const sent = this.outbox.length;
    try {
      return work();
    } catch (error) {
      for (const { type, id, before } of this.journal.toReversed()) {
        if (before) this.table(type).put(before);
        else this.table(type).remove(id);
      }
      this.outbox.length = sent;
      throw error;
    }
  }

  /** What differs from the start, in the order in which records were first changed. */
  changes(): RecordChange[] {
    return [...this.seeded.values()].flatMap(({ type, id, before }) => {
      const after = this.table(type).find(id);
      return after === before || JSON.stringify(after) === JSON.stringify(before) ? [] : [{ type, id, before, after }];
    });
  }

  private remember(change: RecordChange): void {
    this.journal.push(change);
    const key = `${change.type}/${change.id}`;
    if (!this.seeded.has(key)) this.seeded.set(key, change);
  }
}
