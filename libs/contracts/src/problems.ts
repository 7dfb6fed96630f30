import { z } from 'zod';

/** Every error code with its HTTP status: the closed list of protocol section 5. Clients branch on the code. */
export const problemStatus = {
  malformed_request: 400,
  nation_required: 400,
  nation_invalid: 400,
  cursor_invalid: 400,
  idempotency_key_required: 400,
  oauth_state_invalid: 400,
  webhook_signature_invalid: 400,
  unauthenticated: 401,
  token_expired: 401,
  session_revoked: 401,
  refresh_token_reused: 401,
  subscription_inactive: 402,
  forbidden: 403,
  role_required: 403,
  nation_mismatch: 403,
  feature_not_available: 403,
  tier_required: 403,
  seat_limit_reached: 403,
  read_only: 403,
  oauth_browser_mismatch: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  conflict: 409,
  query_in_progress: 409,
  nation_not_connected: 409,
  confirmation_already_decided: 409,
  action_not_undoable: 409,
  action_changed_since: 409,
  already_member: 409,
  owner_required: 409,
  payment_method_required: 409,
  subscription_exists: 409,
  subscription_ended: 409,
  trial_used: 409,
  plan_closed: 409,
  event_conflict: 409,
  confirmation_expired: 410,
  events_expired: 410,
  invite_expired: 410,
  code_expired: 410,
  hash_mismatch: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid: 422,
  idempotency_mismatch: 422,
  slug_invalid: 422,
  redirect_uri_not_allowed: 422,
  typed_count_mismatch: 422,
  schedule_invalid: 422,
  seats_below_minimum: 422,
  price_required: 422,
  nation_reauth_required: 424,
  rate_limited: 429,
  concurrency_limited: 429,
  quota_exceeded: 429,
  headers_too_large: 431,
  internal_error: 500,
  dependency_unavailable: 503,
  model_overloaded: 503,
  model_unavailable: 503,
  nationbuilder_unavailable: 503,
  agent_disabled: 503,
  draining: 503,
  interrupted: 503,
  confirmation_stale: 409,
} as const;

export type ProblemCode = keyof typeof problemStatus;
export const ProblemCode = z.enum(Object.keys(problemStatus) as [ProblemCode, ...ProblemCode[]]);

/** One wrong place of a well-formed body. `pointer` is an RFC 6901 JSON pointer into it. */
export const FieldError = z.object({ pointer: z.string(), code: z.string(), message: z.string() });
export type FieldError = z.output<typeof FieldError>;

/** RFC 9457 problem document: the body of every answer that is not a success, and of `query.failed`. */
export const Problem = z.object({
  /** `urn:nat:problem:<code>` */
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  /** One or two plain sentences: what happened and what to do. */
  detail: z.string(),
  instance: z.string().optional(),
  code: ProblemCode,
  requestId: z.string(),
  /** True when the same request may succeed later without a change. */
  retryable: z.boolean(),
  errors: z.array(FieldError).optional(),
  /** Seconds. */
  retryAfter: z.number().int().positive().optional(),
  resetAt: z.iso.datetime().optional(),
  upgradeTo: z.array(z.string()).optional(),
  /** Id or path of what already exists, with 409. */
  existing: z.string().optional(),
});
export type Problem = z.output<typeof Problem>;

/** What a service adds to a code when it refuses. */
export type ProblemDetails = Pick<Problem, 'errors' | 'retryAfter' | 'resetAt' | 'upgradeTo' | 'existing'>;

/** Builds the document of `code`. The title is the code in words; status and retryability follow from the code. */
export function problem(code: ProblemCode, detail: string, requestId: string, more: ProblemDetails = {}): Problem {
  const status = problemStatus[code];
  const words = code.replaceAll('_', ' ');
  return {
    type: `urn:nat:problem:${code}`,
    title: words.charAt(0).toUpperCase() + words.slice(1),
    status,
    detail,
    code,
    requestId,
    retryable: status === 429 || status === 503,
    ...more,
  };
}
