import type { NationSlug } from '@nat/contracts';
import type { ActionName, ResourceType } from '../catalog/catalog';
import { parseAnswer } from '../http/answers';
import { Included, ListDocument, type ResourceRecord, ShowDocument } from '../http/json-api';
import { NationBuilderError } from '../http/nation-builder-error';
import { type AsyncProcess, pollProcess, type PollOptions, TokenDocument } from './async-processes';
import { readPages, type PagesOptions, type RecordPage } from './pages';
import { queryString } from './query-string';
import type { Filter, ReadQuery, ShowQuery } from './read-query';
import { type NationBuilderClientOptions, type NationRequest, NationTransport } from './transport';
import { type RecordWrite, writeBody } from './write-body';

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

/** One record and what was sideloaded with it. */
export interface OneRecord<T extends ResourceType = ResourceType> {
  record: ResourceRecord<T>;
  included: Included;
}

/** Records one collected reading takes at most. */
export const recordCap = 10_000;

/**
 * One nation over API v2. Bound to its slug and connection: no argument can name a host, a header or a path outside
 * `/api/v2/<type>`. Every method throws {@link NationBuilderError}, what its token source throws, or the signal's reason when
 * its caller aborts.
 */
export class NationBuilderClient {
  private readonly transport: NationTransport;

  constructor(private readonly options: NationBuilderClientOptions) {
    this.transport = new NationTransport(options);
  }

  get slug(): NationSlug {
    return this.options.slug;
  }

  /** One page. */
  list<T extends ResourceType>(type: T, query: ReadQuery<T>, signal?: AbortSignal): Promise<RecordPage<T>> {
    return this.page(`/api/v2/${type}`, query, signal);
  }

  /** Page by page to the end, holding one window of pages at a time: for what is too much to collect. */
  pages<T extends ResourceType>(type: T, query: ReadQuery<T>, options: PagesOptions = {}): AsyncGenerator<RecordPage<T>> {
    return readPages(page => this.list(type, { ...query, ...page }, options.signal), options);
  }

  /** The people of a list, page by page to the end. The API takes no filter and no order here. */
  members(listId: string, query: ShowQuery<'signups'>, options: PagesOptions = {}): AsyncGenerator<RecordPage<'signups'>> {
    const path = `/api/v2/lists/${encodeURIComponent(listId)}/signups`;
    return readPages(({ page }) => this.page<'signups'>(path, { ...query, page }, options.signal), options);
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
  show<T extends ResourceType>(type: T, id: string, query: ShowQuery<T> = {}, signal?: AbortSignal): Promise<OneRecord<T>> {
    return this.one(read(`/api/v2/${type}/${encodeURIComponent(id)}`, query, signal));
  }

  /** The person who connected the nation. */
  me(query: ShowQuery<'signups'> = {}, signal?: AbortSignal): Promise<OneRecord<'signups'>> {
    return this.one(read('/api/v2/signups/me', query, signal));
  }

  /** Makes a record. */
  create<T extends ResourceType>(
    type: T,
    write: RecordWrite<T>,
    query: ShowQuery<T> = {},
    signal?: AbortSignal,
  ): Promise<OneRecord<T>> {
    const body = writeBody(type, write);
    return this.one({ method: 'POST', path: `/api/v2/${type}`, query: queryString(query), body, repeatable: false, signal });
  }

  /** Changes the attributes that are given. */
  update<T extends ResourceType>(
    type: T,
    id: string,
    write: RecordWrite<T>,
    query: ShowQuery<T> = {},
    signal?: AbortSignal,
  ): Promise<OneRecord<T>> {
    const path = `/api/v2/${type}/${encodeURIComponent(id)}`;
    return this.one({
      method: 'PATCH',
      path,
      query: queryString(query),
      body: writeBody(type, write, id),
      repeatable: true,
      signal,
    });
  }

  /** Deletes a record. */
  async delete(type: ResourceType, id: string, signal?: AbortSignal): Promise<void> {
    const path = `/api/v2/${type}/${encodeURIComponent(id)}`;
    await this.transport.send({ method: 'DELETE', path, repeatable: true, signal });
  }

  /** Matches a person by e-mail or an external key and updates them, or makes a new one. `created` tells which. */
  async push(
    write: RecordWrite<'signups'>,
    query: ShowQuery<'signups'> = {},
    signal?: AbortSignal,
  ): Promise<OneRecord<'signups'> & { created: boolean }> {
    const body = writeBody('signups', write);
    const answer = await this.transport.send({
      method: 'PATCH',
      path: '/api/v2/signups/push',
      query: queryString(query),
      body,
      repeatable: true,
      signal,
    });
    return { ...oneOf<'signups'>(answer), created: answer.status === 201 };
  }

  /** A change of state, such as completing a journey; `parameters` are those the action names. */
  act<T extends ResourceType>(
    type: T,
    id: string,
    action: ActionName<T>,
    parameters: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ): Promise<OneRecord<T>> {
    const path = `/api/v2/${type}/${encodeURIComponent(id)}/${action}`;
    return this.one({ method: 'PATCH', path, query: new URLSearchParams(parameters), repeatable: false, signal });
  }

  /** Begins to put people on a list, or to take them off: at most 10,000. Returns the token of the process. */
  changeMembers(
    listId: string,
    change: 'add_signups' | 'remove_signups',
    signupIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<string> {
    return this.bulk(listId, change, { signup_ids: signupIds }, signal);
  }

  /** Begins to tag everyone on a list, or to take the tag off them. A missing tag is made. Returns the token of the process. */
  tagMembers(listId: string, change: 'tag' | 'untag', tag: string, signal?: AbortSignal): Promise<string> {
    return this.bulk(listId, change, { tag }, signal);
  }

  /** Waits for a process to complete; see {@link pollProcess}. */
  awaitProcess(token: string, options: PollOptions = {}): Promise<AsyncProcess> {
    const path = `/api/v2/async_processes/${encodeURIComponent(token)}`;
    const ask = () => this.transport.send(read(path, {}, options.signal));
    return pollProcess(ask, this.options.clock, options);
  }

  private async bulk(listId: string, change: string, data: object, signal?: AbortSignal): Promise<string> {
    const path = `/api/v2/lists/${encodeURIComponent(listId)}/${change}`;
    const body = { data: { id: listId, type: 'lists', ...data } };
    return parseAnswer(await this.transport.send({ method: 'PATCH', path, body, repeatable: true, signal }), TokenDocument).token;
  }

  private async page<T extends ResourceType>(path: string, query: ReadQuery<T>, signal?: AbortSignal): Promise<RecordPage<T>> {
    const document = parseAnswer(await this.transport.send(read(path, query, signal)), ListDocument);
    const included = new Included();
    included.add(document.included);
    const records = document.data as unknown as ResourceRecord<T>[];
    return { records, included, total: document.meta?.stats?.total?.count, truncated: false };
  }

  private async one<T extends ResourceType>(request: NationRequest): Promise<OneRecord<T>> {
    return oneOf(await this.transport.send(request));
  }
}

function oneOf<T extends ResourceType>(answer: Parameters<typeof parseAnswer>[0]): OneRecord<T> {
  const document = parseAnswer(answer, ShowDocument);
  const included = new Included();
  included.add(document.included);
  return { record: document.data as unknown as ResourceRecord<T>, included };
}

function read<T extends ResourceType>(path: string, query: ReadQuery<T>, signal?: AbortSignal): NationRequest {
  return { method: 'GET', path, query: queryString(query), repeatable: true, signal };
}
