import type { Attribute } from '../catalog/attributes';
import { resourceOf, type ResourceType } from '../catalog/catalog';
import type { ResourceRecord } from '../http/json-api';
import { NationBuilderError } from '../http/nation-builder-error';
import { keyValue, relatedValue } from './natural-key';
import { operationFor } from './operation-for';
import { readPages } from './pages';
import type { ReadQuery, ShowQuery } from './read-query';
import type { OneRecord, RecordReader } from './record-reader';
import { withFields } from './sparse';
import type { AnyWrite } from './write-body';

/** What a look is about, beside the record. */
interface Look<T extends ResourceType> {
  /** What the caller wants to know of the record. */
  query: ShowQuery<T>;
  signal?: AbortSignal;
}

/** Milliseconds that the two clocks may differ, and a time of creation be rounded. */
const skewMs = 5_000;
/** Records looked through at most where a natural key is no filter. */
const lookedThrough = 1_000;

/** A selection whose names come from the catalog. */
interface AnyQuery {
  filter: Values;
  include?: readonly string[];
}
type Values = Readonly<Record<string, unknown>>;

/**
 * Finds out by reading what became of a write whose answer was lost. Each look tells the record when the write was certainly
 * made, and undefined otherwise: that is no proof that it was not.
 */
export class WriteVerifier {
  constructor(private readonly reader: RecordReader) {}

  /**
   * Ids of the records that already have the natural key of a create. Asked before a create of a type that does not tell when
   * a record was made, so that one that stood there before is never taken for the new one; empty for the other types.
   */
  async twins(type: ResourceType, write: AnyWrite, signal?: AbortSignal): Promise<ReadonlySet<string>> {
    if (Object.hasOwn(resourceOf(type).attributes, 'created_at')) return new Set();
    return new Set((await this.matching(type, write, {}, signal)).map(({ record }) => record.id));
  }

  /** The one record with the natural key of a create that is new: made since then, or none of those that stood there before. */
  async created<T extends ResourceType>(
    type: T,
    write: AnyWrite,
    before: { since: number; twins: ReadonlySet<string> },
    { query, signal }: Look<T>,
  ): Promise<OneRecord<T> | undefined> {
    const timed = Object.hasOwn(resourceOf(type).attributes, 'created_at');
    const filter: Values = timed ? { created_at: { gte: new Date(earliest(before.since)).toISOString() } } : {};
    const matches = (await this.matching(type, write, filter, signal)).filter(({ record }) => !before.twins.has(record.id));
    return matches.length === 1 ? this.shown(type, matches[0]!.record.id, { query, signal }) : undefined;
  }

  /** Records with the first natural key of which the write has every value. */
  private async matching(type: ResourceType, write: AnyWrite, filter: Values, signal?: AbortSignal): Promise<OneRecord[]> {
    const key = resourceOf(type).naturalKeys.find(names => names.every(name => keyValue(write, name) !== undefined));
    if (!key) return [];
    const own = key.filter(name => !name.includes('.')).map(name => [name, { eq: keyValue(write, name) }]);
    const related = key.filter(name => name.includes('.'));
    const include = related.map(name => name.split('.')[0]!);
    const found = await this.few(type, { filter: { ...Object.fromEntries(own), ...filter }, include }, signal);
    return found.filter(({ record, included }) =>
      related.every(name => relatedValue(record, included, name) === keyValue(write, name)),
    );
  }

  /** The record when its attributes are those that were written. What cannot be read back proves nothing. */
  async updated<T extends ResourceType>(
    type: T,
    id: string,
    { attributes = {}, related }: AnyWrite,
    { query, signal }: Look<T>,
  ): Promise<OneRecord<T> | undefined> {
    const known = resourceOf(type).attributes;
    const written = Object.entries(attributes).filter(
      ([name, value]) => value !== undefined && known[name]?.access === 'rw' && known[name].kind !== 'address',
    );
    if (written.length === 0 || related) return undefined;
    const names = written.map(([name]) => name);
    const shown = await this.shown(type, id, { query: withFields(type, query, names), signal });
    const values: Values = shown.record.attributes;
    return written.every(([name, value]) => isSame(known[name]!, value, values[name])) ? shown : undefined;
  }

  /** True when the record is gone. */
  async deleted(type: ResourceType, id: string, signal?: AbortSignal): Promise<true | undefined> {
    try {
      await this.shown(type, id, { query: {}, signal });
      return undefined;
    } catch (error) {
      if (error instanceof NationBuilderError && error.kind === 'not_found') return true;
      throw error;
    }
  }

  /** The record when it is in the state that an action leads to. */
  async acted<T extends ResourceType>(
    type: T,
    id: string,
    action: string,
    signal?: AbortSignal,
  ): Promise<OneRecord<T> | undefined> {
    const route = resourceOf(type).routes[action]!;
    if (route.kind !== 'action') return undefined;
    const shown = await this.shown(type, id, { query: withFields(type, {}, Object.keys(route.becomes)), signal });
    const values: Values = shown.record.attributes;
    return Object.entries(route.becomes).every(([name, state]) => values[name] === state) ? shown : undefined;
  }

  /** The one person with the key of a push, when they are as it was written. The look has to ask for `created_at`. */
  async pushed(
    write: AnyWrite,
    since: number,
    look: Look<'signups'>,
  ): Promise<(OneRecord<'signups'> & { created: boolean }) | undefined> {
    const route = resourceOf('signups').routes.push!;
    const key = route.kind === 'push' && route.matchedBy.find(name => keyValue(write, name) !== undefined);
    if (!key) return undefined;
    const found = await this.few('signups', { filter: { [key]: { eq: keyValue(write, key) } } }, look.signal);
    if (found.length !== 1) return undefined;
    const shown = await this.updated('signups', found[0]!.record.id, write, look);
    return shown && { ...shown, created: this.madeSince(shown.record, since) };
  }

  /** True when the record was made since then, as far as two clocks can tell. */
  madeSince({ attributes }: ResourceRecord<'signups'>, since: number): boolean {
    return typeof attributes.created_at === 'string' && Date.parse(attributes.created_at) >= earliest(since);
  }

  private async shown<T extends ResourceType>(type: T, id: string, { query, signal }: Look<T>): Promise<OneRecord<T>> {
    return { ...(await this.reader.one<T>(operationFor(type, 'show'), query, { id, signal })), verified: true };
  }

  /** The matches, when there are few enough to be looked through; none otherwise. */
  private async few(type: ResourceType, query: AnyQuery, signal?: AbortSignal): Promise<OneRecord[]> {
    const operation = operationFor(type, 'list');
    const found: OneRecord[] = [];
    const read = ({ page }: { page: ReadQuery['page'] }) =>
      this.reader.page(operation, { ...query, page } as ReadQuery, { signal });
    for await (const { records, included, truncated } of readPages(read, { cap: lookedThrough })) {
      if (truncated) return [];
      found.push(...records.map(record => ({ record, included })));
    }
    return found;
  }
}

/** The earliest time of creation that still counts as since then, in milliseconds: a whole second, as the API tells them. */
function earliest(since: number): number {
  return Math.floor(since / 1_000) * 1_000 - skewMs;
}

function isSame({ kind }: Attribute, written: unknown, read: unknown): boolean {
  if (written === null || read === null || read === undefined)
    return (written ?? null) === (read ?? null) || (written === '' && !read);
  if (kind === 'time') return Date.parse(written as string) === Date.parse(read as string);
  if (kind === 'decimal') return Number(written) === Number(read);
  if (kind === 'object') return holds(read as Values, written as Values);
  return written === read;
}

/** Every value that was written; the nation's other fields stay as they are. */
function holds(read: Values, written: Values): boolean {
  return Object.entries(written).every(([name, value]) => JSON.stringify(read[name] ?? null) === JSON.stringify(value ?? null));
}
