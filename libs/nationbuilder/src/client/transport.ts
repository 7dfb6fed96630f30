import type { NationSlug } from '@nat/contracts';
import { type Clock, retry, type RetryBudget, type Rng } from '@nat/service-kit';
import type { Operation } from '../catalog/operations';
import { failureOf } from '../http/answers';
import { AnswerTooLarge, httpCall, type HttpAnswer, NotSent } from '../http/http.adapter';
import { NationBuilderError, type NationBuilderFailure } from '../http/nation-builder-error';
import type { NationOrigin } from '../http/nation-origin';
import type { RequestLimit } from '../limits/token-bucket';

/** Where the client takes its access token from: `auth`, or a fixed token in tests. */
export interface AccessTokenSource {
  /**
   * @param refusedGeneration the generation NationBuilder just answered with 401: asks for a newer one. The answer has
   *   the same generation when there is none, which means that the token is good and the permission is missing.
   * @param code the API's code of that refusal. `token_expired` is never a missing permission.
   */
  token(refusedGeneration?: number, code?: string): Promise<{ accessToken: string; generation: number }>;
}

export interface NationBuilderClientOptions {
  slug: NationSlug;
  origin: NationOrigin;
  tokens: AccessTokenSource;
  /** Shared by everything that uses the same access token, and through it the same egress address. */
  limit: RequestLimit;
  clock: Clock;
  rng: Rng;
  /** Milliseconds one request may take; 10,000 unless told. */
  timeoutMs?: number;
  /** Shared by all clients of the process; without one repeats are bounded per request only. */
  retryBudget?: RetryBudget;
}

/** One request below the nation. */
export interface NationRequest {
  operation: Operation;
  /** Stands for `{id}` in the path of the operation. */
  id?: string;
  query?: URLSearchParams;
  /** Sent as JSON, at most {@link largestBody} bytes. */
  body?: unknown;
  /**
   * True when asking twice has the effect of asking once: it is then repeated after a failure that leaves the outcome open.
   * Otherwise only what certainly had no effect (429, a connection never made) is repeated.
   */
  repeatable: boolean;
  signal?: AbortSignal;
}

/** The answer to a request, a success. */
export interface NationAnswer extends HttpAnswer {
  /** True when an earlier try may have had the effect already, so that this answer does not tell who made it. */
  afterDoubt: boolean;
}

/** Bytes of JSON a write sends at most; 10,000 ids are a fifth of it. */
const largestBody = 1024 * 1024;

/**
 * Sends requests to one nation through one connection: rate limit, access token, the one retry layer, no redirect. Throws
 * {@link NationBuilderError}, what its token source throws, or the signal's reason when its caller aborts.
 */
export class NationTransport {
  constructor(readonly options: NationBuilderClientOptions) {}

  /** The answer, which is a success. A write whose outcome is open fails with the kind `unknown`. */
  async send(request: NationRequest): Promise<NationAnswer> {
    const { clock, rng, retryBudget: budget } = this.options;
    const { signal, repeatable, operation } = request;
    // Address and body are judged before anything waits or is spent.
    const prepared = { ...request, url: this.address(request), json: jsonOf(request) };
    const retryable = (error: unknown): boolean | { afterMs: number } => {
      if (!(error instanceof NationBuilderError)) return false;
      const { kind, retryAfterMs } = error.failure;
      if (kind === 'rate_limited') return { afterMs: retryAfterMs ?? 0 };
      return kind === 'unavailable' || (kind === 'unknown' && repeatable);
    };
    let afterDoubt = false;
    const attempts = { clock, rng, attempts: 3, baseMs: 250, capMs: 4_000, retryable, budget, signal };
    try {
      return await retry(attempts, async () => {
        try {
          return { ...(await this.authorized(prepared)), afterDoubt };
        } catch (error) {
          // What a lost answer may have deleted is gone now: that is what was wanted.
          if (afterDoubt && operation.method === 'DELETE' && isKind(error, 'not_found')) return gone;
          afterDoubt ||= isKind(error, 'unknown');
          throw error;
        }
      });
    } catch (error) {
      signal?.throwIfAborted();
      // A later try that certainly did nothing does not tell what became of the first one.
      if (afterDoubt && (isKind(error, 'rate_limited') || isKind(error, 'unavailable')))
        throw doubtful((error as NationBuilderError).failure, error);
      throw error;
    }
  }

  /** 401 has two meanings: an old token, or a missing permission. One newer token decides (api.md section 9). */
  private async authorized(request: PreparedRequest): Promise<HttpAnswer> {
    const { tokens, clock, limit } = this.options;
    const first = await tokens.token();
    let answer = await this.attempt(request, first.accessToken);
    let failure = failureOf(answer, clock);
    if (failure?.status === 401) {
      const newer = await tokens.token(first.generation, failure.code);
      if (newer.generation !== first.generation) {
        answer = await this.attempt(request, newer.accessToken);
        failure = failureOf(answer, clock);
      }
    }
    if (!failure) return answer;
    if (failure.kind === 'rate_limited') limit.pause(failure.retryAfterMs ?? 0);
    throw failed(request.operation, notRenewed(failure));
  }

  private async attempt({ url, json, operation, signal }: PreparedRequest, accessToken: string): Promise<HttpAnswer> {
    const { limit, timeoutMs = 10_000 } = this.options;
    await limit.take(signal);
    signal?.throwIfAborted();
    const headers = {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/vnd.api+json',
      'content-type': 'application/vnd.api+json',
    };
    try {
      return await httpCall({
        url,
        method: operation.method,
        headers,
        timeoutMs,
        signal,
        ...(json !== undefined && { body: json }),
      });
    } catch (cause) {
      throw failed(operation, noAnswer(cause), cause);
    }
  }

  /** Throws for an address outside the nation: an id is encoded, and `.` and `..` cannot be. */
  private address({ operation, id, query }: NationRequest): URL {
    const { slug, origin } = this.options;
    const path = id === undefined ? operation.path : operation.path.replace('{id}', () => encodeURIComponent(id));
    return origin.nationUrl(slug, path, query);
  }
}

interface PreparedRequest extends NationRequest {
  url: URL;
  json: string | undefined;
}

const gone: NationAnswer = { status: 404, headers: {}, body: '', afterDoubt: true };

function jsonOf({ body, operation }: NationRequest): string | undefined {
  if (body === undefined) return undefined;
  const json = JSON.stringify(body);
  if (Buffer.byteLength(json) <= largestBody) return json;
  const detail = `A change may hold ${largestBody / 1024 / 1024} MB at most. Make it in parts.`;
  throw new NationBuilderError({ kind: 'invalid', detail, operation: operation.id });
}

function noAnswer(cause: unknown): NationBuilderFailure & { sent: boolean } {
  const sent = !(cause instanceof NotSent);
  return cause instanceof AnswerTooLarge
    ? { kind: 'protocol', detail: 'NationBuilder gave an answer that is too large.', sent }
    : { kind: 'unavailable', detail: 'NationBuilder does not answer at the moment.', sent };
}

/** An expired token that nobody could renew is no missing permission, and no end of the connection either. */
function notRenewed(failure: NationBuilderFailure): NationBuilderFailure {
  const expired = failure.status === 401 && failure.code === 'token_expired';
  const detail = 'The connection to NationBuilder could not be renewed at the moment.';
  return expired ? { ...failure, kind: 'unavailable', detail } : failure;
}

/** A write that may have arrived is not known to have failed: 5xx, no answer, or an answer that is none of the API's. */
function failed(
  { method, id }: Operation,
  { sent = true, ...failure }: NationBuilderFailure & { sent?: boolean },
  cause?: unknown,
): NationBuilderError {
  const { kind, status = 500 } = failure;
  const open = method !== 'GET' && sent && ((kind === 'unavailable' && status >= 500) || kind === 'protocol');
  return open ? doubtful({ ...failure, operation: id }, cause) : new NationBuilderError({ ...failure, operation: id }, { cause });
}

/** The error of a write that was sent and whose outcome is open. */
export function doubtful(failure: NationBuilderFailure, cause?: unknown): NationBuilderError {
  const detail = 'NationBuilder did not say whether the change was made.';
  return new NationBuilderError({ ...failure, kind: 'unknown', detail }, { cause });
}

function isKind(error: unknown, kind: NationBuilderFailure['kind']): boolean {
  return error instanceof NationBuilderError && error.kind === kind;
}
