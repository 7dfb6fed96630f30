/**
 * What went wrong at NationBuilder, as the callers can act on it.
 *
 * - `invalid` 400 or 422: the request can be corrected; `detail` and `fields` say how.
 * - `forbidden`: the owner of the token lacks the permission (403, or 401 with a fresh token).
 * - `not_found`: no such record, or not visible to the owner of the token.
 * - `rate_limited`: still refused after waiting.
 * - `unavailable`: 5xx, no answer, or no answer in time.
 * - `unknown`: a write was sent and its outcome could not be found out, not by reading either. It may have happened.
 * - `protocol`: an answer that is none of the API's: a redirect, HTML, too large, another shape.
 */
export type NationBuilderErrorKind =
  'invalid' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' | 'unknown' | 'protocol';

export interface NationBuilderFailure {
  kind: NationBuilderErrorKind;
  /** HTTP status; absent when there was no answer. */
  status?: number;
  /** The API's own code, stable. */
  code?: string;
  /** The API's own words or ours; may quote the request, so it goes to the model and never to a log. */
  detail: string;
  /** What is wrong where, from a 422. */
  fields?: { pointer?: string; attribute?: string; message: string }[];
  /** Milliseconds the API asks to wait. */
  retryAfterMs?: number;
}

/** The one error the client throws, except for an abort by its caller. Its message holds status and code only. */
export class NationBuilderError extends Error {
  readonly kind: NationBuilderErrorKind;

  constructor(
    readonly failure: NationBuilderFailure,
    options?: ErrorOptions,
  ) {
    super(`NationBuilder: ${failure.kind} (${failure.status ?? 'no answer'} ${failure.code ?? ''})`, options);
    this.name = 'NationBuilderError';
    this.kind = failure.kind;
  }

  get detail(): string {
    return this.failure.detail;
  }
}
