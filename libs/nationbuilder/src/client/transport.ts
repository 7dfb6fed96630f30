import type { NationSlug } from '@nat/contracts';
import { type Clock, retry, type RetryBudget, type Rng } from '@nat/service-kit';
import { failureOf } from '../http/answers';
import { AnswerTooLarge, httpCall, type HttpAnswer, type HttpCall } from '../http/http.adapter';
import { NationBuilderError, type NationBuilderFailure } from '../http/nation-builder-error';
import type { NationOrigin } from '../http/nation-origin';
import type { TokenBucket } from '../limits/token-bucket';

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
  limit: Pick<TokenBucket, 'take' | 'pause'>;
  clock: Clock;
  rng: Rng;
  /** Milliseconds one request may take; 10,000 unless told. */
  timeoutMs?: number;
  /** Shared by all clients of the process; without one repeats are bounded per request only. */
  retryBudget?: RetryBudget;
}

/** One request below the nation. */
export interface NationRequest {
  method: NonNullable<HttpCall['method']>;
  /** Such as `/api/v2/signups`, with what is variable in it percent-encoded. */
  path: string;
  query?: URLSearchParams;
  /** Sent as JSON. */
  body?: unknown;
  /**
   * True when asking twice has the effect of asking once: it is then repeated after a failure that leaves the outcome open.
   * Otherwise only what certainly had no effect (429, a connection never made) is repeated.
   */
  repeatable: boolean;
  signal?: AbortSignal;
}

/**
 * Sends requests to one nation through one connection: rate limit, access token, the one retry layer, no redirect. Throws
 * {@link NationBuilderError}, what its token source throws, or the signal's reason when its caller aborts.
 */
export class NationTransport {
  constructor(readonly options: NationBuilderClientOptions) {}

  /** The answer, which is a success. A write whose outcome is open fails with the kind `unknown`. */
  async send(request: NationRequest): Promise<HttpAnswer> {
    const { clock, rng, retryBudget: budget } = this.options;
    const { signal, repeatable } = request;
    const retryable = (error: unknown): boolean | { afterMs: number } => {
      if (!(error instanceof NationBuilderError)) return false;
      const { kind, retryAfterMs } = error.failure;
      if (kind === 'rate_limited') return { afterMs: retryAfterMs ?? 0 };
      return kind === 'unavailable' || (kind === 'unknown' && repeatable);
    };
    const attempts = { clock, rng, attempts: 3, baseMs: 250, capMs: 4_000, retryable, budget, signal };
    return retry(attempts, () => this.authorized(request)).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  }

  /** 401 has two meanings: an old token, or a missing permission. One newer token decides (api.md section 9). */
  private async authorized(request: NationRequest): Promise<HttpAnswer> {
    const { tokens, clock, limit } = this.options;
    const first = await tokens.token();
    let answer = await this.attempt(request, first.accessToken);
    if (answer.status === 401) {
      const newer = await tokens.token(first.generation);
      if (newer.generation !== first.generation) answer = await this.attempt(request, newer.accessToken);
    }
    const failure = failureOf(answer, clock);
    if (failure?.kind === 'rate_limited') limit.pause(failure.retryAfterMs ?? 0);
    if (failure) throw new NationBuilderError(openIfSent(request, failure));
    return answer;
  }

  private async attempt({ method, path, query, body, signal }: NationRequest, accessToken: string): Promise<HttpAnswer> {
    const { slug, origin, limit, timeoutMs = 10_000 } = this.options;
    // The address is judged before anything waits or is spent.
    const url = origin.nationUrl(slug, path, query);
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
        method,
        headers,
        timeoutMs,
        signal,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new NationBuilderError(openIfSent({ method }, noAnswer(cause)), { cause });
    }
  }
}

function noAnswer(cause: unknown): NationBuilderFailure {
  return cause instanceof AnswerTooLarge
    ? { kind: 'protocol', detail: 'NationBuilder gave an answer that is too large.' }
    : { kind: 'unavailable', detail: 'NationBuilder does not answer at the moment.' };
}

/** A write that may have arrived is not known to have failed: 5xx, no answer, or an answer that is none of the API's. */
function openIfSent({ method }: Pick<NationRequest, 'method'>, failure: NationBuilderFailure): NationBuilderFailure {
  const open = method !== 'GET' && (failure.kind === 'unavailable' || failure.kind === 'protocol');
  return open ? { ...failure, kind: 'unknown', detail: 'NationBuilder did not say whether the change was made.' } : failure;
}
