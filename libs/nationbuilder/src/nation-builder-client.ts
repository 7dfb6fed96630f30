import type { NationSlug } from '@nat/contracts';
import { type Clock, retry, RetryBudget, type Rng } from '@nat/service-kit';
import { failureOf, parseAnswer } from './answers';
import { AnswerTooLarge, httpGet, type HttpAnswer } from './http.adapter';
import { Included, type JsonApiRecord, ListDocument, ShowDocument } from './json-api';
import { NationBuilderError, type NationBuilderFailure } from './nation-builder-error';
import type { NationOrigin } from './nation-origin';
import { queryString, type ReadQuery } from './query-string';
import type { TokenBucket } from './token-bucket';

/** Where the client takes its access token from: `auth`, or a fixed token in tests. */
export interface AccessTokenSource {
  /**
   * @param refusedGeneration the generation NationBuilder just answered with 401: asks for a newer one. The answer has
   *   the same generation when there is none, which means that the token is good and the permission is missing.
   */
  token(refusedGeneration?: number): Promise<{ accessToken: string; generation: number }>;
}

export interface NationBuilderClientOptions {
  slug: NationSlug;
  origin: NationOrigin;
  tokens: AccessTokenSource;
  /** Shared by everything that uses the same access token. */
  limit: TokenBucket;
  clock: Clock;
  rng: Rng;
  /** Milliseconds one request may take; 10,000 unless told. */
  timeoutMs?: number;
  /** Shared by all clients of the process; without one repeats are bounded per request only. */
  retryBudget?: RetryBudget;
}

/** One page, or all pages, of a list. */
export interface RecordList {
  records: JsonApiRecord[];
  included: Included;
  /** Number of all matches, when it was asked for. */
  total?: number;
  /** True when there were more records than were read. */
  truncated: boolean;
}

/** Page size for reading to the end: the API's largest. */
const pageSize = 100;
/** Records one reading takes at most. */
export const recordCap = 10_000;
/** Pages read at once when the number of matches is known. */
const pagesAtOnce = 4;

/**
 * Reads one nation over API v2. Bound to its slug and connection: no argument can name a host, a header or a path outside
 * `/api/v2/<type>`. Every method throws {@link NationBuilderError}, what its token source throws, or the signal's reason when
 * its caller aborts.
 */
export class NationBuilderClient {
  constructor(private readonly options: NationBuilderClientOptions) {}

  get slug(): NationSlug {
    return this.options.slug;
  }

  /** One page. */
  async list(type: string, query: ReadQuery, signal?: AbortSignal): Promise<RecordList> {
    const document = await this.read(`/api/v2/${type}`, query, ListDocument, signal);
    const included = new Included();
    included.add(document.included);
    return { records: document.data, included, total: document.meta?.stats?.total?.count, truncated: false };
  }

  /**
   * All pages, up to `cap` records. Rows that were added while paging shift the pages, so repeated ids are dropped;
   * `links.next` is no sign of more (it is there on every page with rows), a short page is the sign of the end.
   */
  async listAll(type: string, query: ReadQuery, signal?: AbortSignal, cap = recordCap): Promise<RecordList> {
    const page = (number: number, count: boolean): Promise<RecordList> =>
      this.list(type, { ...query, page: { size: pageSize, number }, count }, signal);
    const first = await page(1, true);
    const records = new Map(first.records.map(record => [record.id, record]));
    const { total, included } = first;
    const lastPage = Math.ceil(cap / pageSize);
    let ended = first.records.length < pageSize;
    for (let next = 2; !ended && next <= lastPage;) {
      const expected = total === undefined ? next : Math.ceil(total / pageSize);
      const until = Math.min(lastPage, next + pagesAtOnce - 1, Math.max(next, expected));
      const numbers = Array.from({ length: until - next + 1 }, (_, index) => next + index);
      for (const read of await Promise.all(numbers.map(number => page(number, false)))) {
        for (const record of read.records) if (!records.has(record.id)) records.set(record.id, record);
        included.add(read.included.all());
        ended ||= read.records.length < pageSize;
      }
      next = until + 1;
    }
    const kept = [...records.values()].slice(0, cap);
    const cut = records.size > kept.length || (!ended && (total === undefined || total > kept.length));
    return { records: kept, included, total, truncated: cut };
  }

  /** Number of matches, counted by NationBuilder. */
  async count(type: string, query: Pick<ReadQuery, 'filter'>, signal?: AbortSignal): Promise<number> {
    const { total } = await this.list(type, { ...query, page: { size: 1, number: 1 }, count: true }, signal);
    if (total === undefined)
      throw new NationBuilderError({ kind: 'protocol', detail: 'NationBuilder did not count the matches.' });
    return total;
  }

  /** One record by its id. */
  async show(
    type: string,
    id: string,
    query: Pick<ReadQuery, 'fields' | 'extraFields' | 'include'>,
    signal?: AbortSignal,
  ): Promise<{ record: JsonApiRecord; included: Included }> {
    const document = await this.read(`/api/v2/${type}/${encodeURIComponent(id)}`, query, ShowDocument, signal);
    const included = new Included();
    included.add(document.included);
    return { record: document.data, included };
  }

  /** A GET with the one retry layer: no answer, 429 and 5xx are asked again, because a read has no effect. */
  private async read<T>(path: string, query: ReadQuery, schema: { parse(value: unknown): T }, signal?: AbortSignal): Promise<T> {
    const { clock, rng, retryBudget: budget } = this.options;
    const retryable = (error: unknown): boolean | { afterMs: number } => {
      if (!(error instanceof NationBuilderError)) return false;
      const { kind, retryAfterMs } = error.failure;
      return kind === 'unavailable' || (kind === 'rate_limited' && { afterMs: retryAfterMs ?? 0 });
    };
    const attempts = { clock, rng, attempts: 3, baseMs: 250, capMs: 4_000, retryable, budget, signal };
    const answer = await retry(attempts, () => this.authorized(path, query, signal)).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
    return parseAnswer(answer, schema);
  }

  /** 401 has two meanings: an old token, or a missing permission. One newer token decides (api.md section 9). */
  private async authorized(path: string, query: ReadQuery, signal?: AbortSignal): Promise<HttpAnswer> {
    const { tokens, clock, limit } = this.options;
    const first = await tokens.token();
    let answer = await this.send(path, query, first.accessToken, signal);
    if (answer.status === 401) {
      const newer = await tokens.token(first.generation);
      if (newer.generation !== first.generation) answer = await this.send(path, query, newer.accessToken, signal);
    }
    const failure = failureOf(answer, clock);
    if (failure?.kind === 'rate_limited') limit.pause(failure.retryAfterMs ?? 0);
    if (failure) throw new NationBuilderError(failure);
    return answer;
  }

  private async send(path: string, query: ReadQuery, accessToken: string, signal?: AbortSignal): Promise<HttpAnswer> {
    const { slug, origin, limit, timeoutMs = 10_000 } = this.options;
    await limit.take(signal);
    signal?.throwIfAborted();
    const headers = {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/vnd.api+json',
      'content-type': 'application/vnd.api+json',
    };
    const url = origin.nationUrl(slug, path, queryString(query));
    try {
      return await httpGet({ url, headers, timeoutMs, signal });
    } catch (cause) {
      const failure: NationBuilderFailure =
        cause instanceof AnswerTooLarge
          ? { kind: 'protocol', detail: 'NationBuilder gave an answer that is too large.' }
          : { kind: 'unavailable', detail: 'NationBuilder does not answer at the moment.' };
      throw new NationBuilderError(failure, { cause });
    }
  }
}
