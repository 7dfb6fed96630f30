import { database, type Callback, type Item, type Operation, type Partition, type Store, type Table } from './dynalite';

const done = <T>(callback: Callback<T>): void => callback(null);

/**
 * A view of the store that collects writes instead of performing them, so that everything a request writes (items,
 * index entries, a transaction's token) reaches the disk as one LevelDB batch, which survives a kill as a whole or not at
 * all. dynalite itself writes index entries and item one after the other.
 *
 * Reads see the store as it was before the request; the caller holds the write lock, so nobody else writes meanwhile.
 */
export class StagedWrites {
  readonly operations: Operation[] = [];
  readonly written: Item[] = [];
  readonly store: Store;
  readonly #tables = new Map<string, Table>();
  readonly #before = new Map<string, Item>();

  constructor(private readonly base: Store) {
    const getTable = (name: string, ...rest: [Callback<Table>] | [boolean, Callback<Table>]): void => {
      const callback = rest.at(-1) as Callback<Table>;
      base.getTable(name, true, (error, table) => {
        if (table) this.#tables.set(name, table);
        callback(error, table);
      });
    };
    const overrides = { getTable, getItemDb: (name: string) => this.#items(name), getIndexDb: () => ignoringIndex };
    this.store = Object.assign(Object.create(base) as Store, overrides);
  }

  async commit(...further: Operation[]): Promise<void> {
    const operations = [...this.operations, ...further];
    if (operations.length > 0) await this.base.db.batch(operations);
  }

  #items(table: string): Partition {
    const items = this.base.getItemDb(table);
    return {
      ...items,
      lock: (_key, work) => work(callback => callback),
      get: (key, callback) =>
        items.get(key, (error, item) => {
          if (item) this.#before.set(`${table}/${key}`, item);
          // dynalite does its work in this callback. What it throws here would end the process.
          try {
            callback(error, item);
          } catch (thrown) {
            callback(thrown as Error);
          }
        }),
      put: (key, item, callback) => {
        this.#stage(table, key, item);
        done(callback);
      },
      del: (key, callback) => {
        this.#stage(table, key, null);
        done(callback);
      },
    };
  }

  #stage(name: string, key: string, after: Item | null): void {
    const place = `item-${name}~${key}`;
    this.operations.push(after ? { type: 'put', key: place, value: after } : { type: 'del', key: place });
    if (after) this.written.push(after);
    this.operations.push(...indexOperations(this.#tables.get(name)!, key, this.#before.get(`${name}/${key}`), after));
  }
}

const ignoringIndex = {
  put: (_key: string, _item: Item, callback: Callback<void>) => done(callback),
  del: (_key: string, callback: Callback<void>) => done(callback),
} as unknown as Partition;

/**
 * What a changed item writes to the table's indexes. dynalite tells items with equal index keys apart by 24 bits of a hash, so
 * of some thousand of them two share an entry and one is lost; here the whole item key follows.
 */
export function indexOperations(table: Table, key: string, before: Item | undefined, after: Item | null): Operation[] {
  return (['Local', 'Global'] as const).flatMap(kind => {
    const { puts, deletes } = database.getIndexActions(table[`${kind}SecondaryIndexes`] ?? [], before, after, table);
    const place = (index: string, entry: string): string => `${indexPrefix(kind, table.TableName, index)}${entry}/${key}`;
    return [
      ...deletes.map(entry => ({ type: 'del' as const, key: place(entry.index, entry.key) })),
      ...puts.map(entry => ({ type: 'put' as const, key: place(entry.index, entry.key), value: entry.item })),
    ];
  });
}

export function indexPrefix(kind: 'Local' | 'Global', table: string, index: string): string {
  return `index-${kind.toLowerCase()}~${table}~${index}~`;
}

/** The store for a page of an index that is not the first: its start is the whole key of {@link indexOperations}. */
export function continuingAt(start: Item, table: Table, base: Store): Store {
  const getIndexDb = (...place: [string, string, string]): Partition => {
    const index = base.getIndexDb(...place);
    const whole = (bound: unknown): string => `${String(bound)}/${database.createKey(start, table)}`;
    return {
      ...index,
      createValueStream: ({ gt, lt, ...options }) => {
        // Of the two bounds only the one in the direction of reading is the start; see dynalite's actions/query.js.
        const bound = options.reverse ? { gt, lt: whole(lt) } : { gt: whole(gt), lt };
        return index.createValueStream({ ...options, ...Object.fromEntries(Object.entries(bound).filter(([, value]) => value)) });
      },
    };
  };
  return Object.assign(Object.create(base) as Store, { getIndexDb });
}
