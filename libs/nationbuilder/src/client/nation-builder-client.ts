import type { NationSlug } from '@nat/contracts';
import type { ActionName, ResourceType } from '../catalog/catalog';
import { showAsyncProcess } from '../catalog/operations';
import type { HttpAnswer } from '../http/http.adapter';
import { Included, type ResourceRecord } from '../http/json-api';
import { NationBuilderError } from '../http/nation-builder-error';
import { type AsyncProcess, lookAtProcess, pollProcess, type PollOptions } from './async-processes';
import { operationFor, refuseNoId } from './operation-for';
import { readPages, type PagesOptions, type RecordPage } from './pages';
import type { Filter, ReadQuery, ShowQuery } from './read-query';
import { type OneRecord, RecordReader } from './record-reader';
import { RecordWriter } from './record-writer';
import { stableOrder } from './sparse';
import { type NationBuilderClientOptions, NationTransport } from './transport';
import type { AnyWrite, RecordWrite } from './write-body';

export type { OneRecord } from './record-reader';
export { bulkCap } from './record-writer';
export type { AccessTokenSource, NationBuilderClientOptions } from './transport';

/** All records of a list, collected. */
export interface RecordList<T extends ResourceType = ResourceType> {
  records: ResourceRecord<T>[];
  included: Included;
  /** Number of all matches, when it was asked for. */
  total?: number;
  /** True when there were more records than were read. */
  truncated: boolean;
}

/** Records one collected reading takes at most. */
export const recordCap = 10_000;

/**
 * One nation over API v2. Bound to its slug and connection: no argument can name a host, a header or a path outside
 * `/api/v2/<type>`. Everything is checked against the catalog before it is sent, reads answer the default fields unless told,
 * and a write whose answer was lost is verified by reading. Every method throws {@link NationBuilderError}, what its token
 * source throws, or the signal's reason when its caller aborts.
 */
export class NationBuilderClient {
  private readonly transport: NationTransport;
  private readonly reader: RecordReader;
  private readonly writer: RecordWriter;

  constructor(private readonly options: NationBuilderClientOptions) {
    this.transport = new NationTransport(options);
    this.reader = new RecordReader(this.transport);
    this.writer = new RecordWriter(this.transport, this.reader, options.clock);
  }

  get slug(): NationSlug {
    return this.options.slug;
  }

  /** One page. */
  async list<T extends ResourceType>(type: T, query: ReadQuery<T>, signal?: AbortSignal): Promise<RecordPage<T>> {
    return this.reader.page<T>(operationFor(type, 'list'), query, { signal });
  }

  /**
   * Page by page to the end, holding one window of pages at a time: for what is too much to collect. In the order of creation
   * unless told, so that rows added under way come last.
   */
  pages<T extends ResourceType>(type: T, query: ReadQuery<T>, options: PagesOptions = {}): AsyncGenerator<RecordPage<T>> {
    const sort = query.sort ?? (stableOrder(type) as ReadQuery<T>['sort']);
    return readPages(page => this.list(type, { ...query, ...page, sort }, options.signal), options);
  }

  /** The people of a list, page by page to the end. The API takes no filter and no order here. */
  members(listId: string, query: ShowQuery<'signups'>, options: PagesOptions = {}): AsyncGenerator<RecordPage<'signups'>> {
    refuseNoId(listId);
    const operation = operationFor('lists', 'signups');
    const target = { id: listId, signal: options.signal };
    return readPages(({ page }) => this.reader.page<'signups'>(operation, { ...query, page }, target), options);
  }

  /** All records up to `cap`, collected. */
  async listAll<T extends ResourceType>(
    type: T,
    query: ReadQuery<T>,
    signal?: AbortSignal,
    cap = recordCap,
  ): Promise<RecordList<T>> {
    const list: RecordList<T> = { records: [], included: new Included(), truncated: false };
    for await (const page of this.pages(type, query, { signal, cap })) {
      list.records.push(...page.records);
      list.included.add(page.included.all());
      list.total ??= page.total;
      list.truncated ||= page.truncated;
    }
    return list;
  }

  /** Number of matches, counted by NationBuilder. */
  async count<T extends ResourceType>(type: T, query: { filter?: Filter<T> }, signal?: AbortSignal): Promise<number> {
    const { total } = await this.list(type, { ...query, page: { size: 1, number: 1 }, count: true }, signal);
    if (total === undefined)
      throw new NationBuilderError({ kind: 'protocol', detail: 'NationBuilder did not count the matches.' });
    return total;
  }

  /** One record by its id. */
  async show<T extends ResourceType>(type: T, id: string, query: ShowQuery<T> = {}, signal?: AbortSignal): Promise<OneRecord<T>> {
    refuseNoId(id);
    return this.reader.one<T>(operationFor(type, 'show'), query, { id, signal });
  }

  /** The person who connected the nation. A query of a type known only at run time is checked like any other. */
  async me(query: ShowQuery<'signups'> | ShowQuery<ResourceType> = {}, signal?: AbortSignal): Promise<OneRecord<'signups'>> {
    return this.reader.one<'signups'>(operationFor('signups', 'me'), query as ShowQuery<'signups'>, { signal });
  }

  /**
   * Makes a record. Never repeated when it may have been made: it is then looked for by its natural key, and `verified` says
   * that it was found. A create that cannot be found fails with the kind `unknown`.
   */
  async create<T extends ResourceType>(
    type: T,
    write: RecordWrite<T>,
    query: ShowQuery<T> = {},
    signal?: AbortSignal,
  ): Promise<OneRecord<T>> {
    return this.writer.create(type, write as AnyWrite, query, signal);
  }

  /** Changes the attributes that are given. A lost answer is made up for by comparing them (`verified`), else `unknown`. */
  async update<T extends ResourceType>(
    type: T,
    id: string,
    write: RecordWrite<T>,
    query: ShowQuery<T> = {},
    signal?: AbortSignal,
  ): Promise<OneRecord<T>> {
    return this.writer.update(type, id, write as AnyWrite, query, signal);
  }

  /** Deletes a record. Fails with `not_found` when there was none, unless an earlier try of this call may have deleted it. */
  async delete(type: ResourceType, id: string, signal?: AbortSignal): Promise<void> {
    return this.writer.delete(type, id, signal);
  }

  /** Matches a person by e-mail or an external key and updates them, or makes a new one. `created` tells which. */
  async push(
    write: RecordWrite<'signups'>,
    query: ShowQuery<'signups'> = {},
    signal?: AbortSignal,
  ): Promise<OneRecord<'signups'> & { created: boolean }> {
    return this.writer.push(write as AnyWrite, query, signal);
  }

  /** A change of state, such as completing a journey; `parameters` are those the action names. Verified by the state. */
  async act<T extends ResourceType>(
    type: T,
    id: string,
    action: ActionName<T>,
    parameters: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<OneRecord<T>> {
    return this.writer.act(type, id, action, parameters, signal);
  }

  /**
   * Begins to put people on a list, or to take them off: at most {@link bulkCap}. Returns the token of the process. Fails with
   * `unknown` when the work may have begun without one: the caller verifies by counting.
   */
  async changeMembers(
    listId: string,
    change: 'add_signups' | 'remove_signups',
    signupIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<string> {
    return this.writer.changeMembers(listId, change, signupIds, signal);
  }

  /** Begins to tag everyone on a list, or to take the tag off them. A missing tag is made. Returns the token of the process. */
  async tagMembers(listId: string, change: 'tag' | 'untag', tag: string, signal?: AbortSignal): Promise<string> {
    return this.writer.tagMembers(listId, change, tag, signal);
  }

  /** Waits for a process to complete; see {@link pollProcess}. */
  async awaitProcess(token: string, options: PollOptions = {}): Promise<AsyncProcess> {
    return pollProcess(this.askFor(token, options.signal), this.options.clock, options);
  }

  /** How far a process is now, without waiting. `gone` when the API does not know it any more. */
  async process(token: string, signal?: AbortSignal): Promise<AsyncProcess> {
    return lookAtProcess(this.askFor(token, signal));
  }

  private askFor(token: string, signal?: AbortSignal): () => Promise<HttpAnswer> {
    refuseNoId(token);
    return () => this.transport.send({ operation: showAsyncProcess, id: token, repeatable: true, signal });
  }
}
