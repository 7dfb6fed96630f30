/**
 * What went wrong at NationBuilder, as the callers can act on it.
 *
 * - `invalid`: the request can be corrected; `detail` and `fields` say how. From our own check before anything was sent (then
 *   without a status), or 400 or 422.
 * - `forbidden`: the owner of the token lacks the permission (403, or 401 with a fresh token).
 * - `not_found`: no such record, or not visible to the owner of the token.
 * - `rate_limited`: still refused after waiting.
 * - `unavailable`: 5xx, no answer, or no answer in time.
 * - `unknown`: a write was sent and its outcome could not be found out, not by reading either. It may have happened.
 * - `protocol`: an answer that is none of the API's: a redirect, HTML, too large, another shape.
 */
export type NationBuilderErrorKind =
  'invalid' | 'forbidden' | 'not_found' | 'rate_limited' | 'unavailable' | 'unknown' | 'protocol';

/** One thing that is wrong with a request, and what would be right. */
export interface FieldProblem {
  /** Where: a JSON pointer of the API, or a path of ours such as `filter.amount_in_cents`. */
  pointer?: string;
  /** The name it is about. */
  attribute?: string;
  /** Whole in itself: what is wrong, the nearest right names and what is allowed. */
  message: string;
  /** Right names most like the wrong one, nearest first. */
  nearest?: readonly string[];
  /** Operators the attribute may be compared with. */
  operators?: readonly string[];
}

export interface NationBuilderFailure {
  kind: NationBuilderErrorKind;
  /** HTTP status; absent when there was no answer. */
  status?: number;
  /** The API's own code, stable. */
  code?: string;
  /** The API's own words or ours; may quote the request, so it goes to the model and never to a log. */
  detail: string;
  /** What is wrong where: from a 422, or from our own check before anything was sent (then without a `status`). */
  fields?: FieldProblem[];
  /** Milliseconds the API asks to wait. */
  retryAfterMs?: number;
  /** Id of the operation, such as `listDonations`. */
  operation?: string;
}

/** The one error the client throws, except for an abort by its caller. Its message holds status, code and operation only. */
export class NationBuilderError extends Error {
  readonly kind: NationBuilderErrorKind;

  constructor(
    readonly failure: NationBuilderFailure,
    options?: ErrorOptions,
  ) {
    const { kind, status, code, operation } = failure;
    super(`NationBuilder: ${kind} (${status ?? 'no answer'} ${code ?? ''})${operation ? ` ${operation}` : ''}`, options);
    this.name = 'NationBuilderError';
    this.kind = failure.kind;
  }

  get detail(): string {
    return this.failure.detail;
  }
}
