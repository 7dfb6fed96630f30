import { z } from 'zod';
import { QueryId } from '../ids';
import { QueryCount } from '../limits';
import { ProblemCode } from '../problems';

/**
 * Between gateway or agent and `usage`. Nation and user are never in a body: they are claims of the service token.
 * Seconds a reservation holds without being renewed.
 */
export const reservationLeaseSeconds = 60;
/** Seconds ahead of now a query may at most be kept waiting for its person: a day for the answer, an hour to act on it. */
export const reservationWaitSeconds = 25 * 3_600;

/** `POST /internal/reservations`: holds one query of the nation's plan. */
export const ReserveRequest = z.strictObject({
  queryId: QueryId,
  /** SHA-256 hex of the canonical request body: another body under the same key is a mismatch. */
  requestHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ReserveRequest = z.output<typeof ReserveRequest>;

/** What the agent needs to keep and to settle a reservation. The period is fixed here for good. */
export const Reservation = z.object({
  queryId: QueryId,
  periodStart: z.iso.datetime(),
  admittedAt: z.iso.datetime(),
});
export type Reservation = z.output<typeof Reservation>;

/** State of the caller's sliding rate window, for the `RateLimit` headers. */
export const RateState = z.object({
  limit: z.number().int().positive(),
  windowSeconds: z.number().int().positive(),
  remaining: z.number().int().nonnegative(),
  /** Seconds until the oldest call leaves the window. */
  resetSeconds: z.number().int().nonnegative(),
});
export type RateState = z.output<typeof RateState>;

/** Answer of a reservation: 200 for both outcomes, because a refusal is a business answer and not a failure. */
export const Admission = z.discriminatedUnion('admitted', [
  z.object({
    admitted: z.literal(true),
    /** True when this query id was already admitted with the same body: nothing was held again. */
    repeated: z.boolean(),
    reservation: Reservation,
    queries: QueryCount,
    rate: RateState.optional(),
  }),
  z.object({
    admitted: z.literal(false),
    code: ProblemCode.extract([
      'subscription_inactive',
      'feature_not_available',
      'rate_limited',
      'concurrency_limited',
      'quota_exceeded',
      'idempotency_mismatch',
    ]),
    retryAfterSeconds: z.number().int().positive().optional(),
    queries: QueryCount.optional(),
    upgradeTo: z.array(z.string()),
  }),
]);
export type Admission = z.output<typeof Admission>;

const Renewal = z.strictObject({
  periodStart: z.iso.datetime(),
  /**
   * Which run of the query speaks, counted from 1: each resumption is the next run. What an earlier run said, or this one before
   * it began to wait, changes nothing when it comes late. Without it every renewal is taken as it comes.
   */
  fence: z.number().int().positive().optional(),
});

/**
 * `POST /internal/reservations/{queryId}/renew`. After `finishing` only the terminal event ends the hold. `waiting`: the query
 * waits for its person until `until`; it keeps its unit and frees its slot, and nobody needs to renew it before. More than
 * {@link reservationWaitSeconds} ahead is refused (422). `held` again afterwards takes the slot back and is never refused for
 * want of one.
 */
export const RenewRequest = z.discriminatedUnion('state', [
  Renewal.extend({ state: z.enum(['held', 'finishing']) }),
  Renewal.extend({ state: z.literal('waiting'), until: z.iso.datetime() }),
]);
export type RenewRequest = z.output<typeof RenewRequest>;

/** `held: false` means the reservation is gone (expired or released): stop, nothing will be billed. */
export const RenewAnswer = z.object({
  held: z.boolean(),
  queries: QueryCount.optional(),
  /**
   * With every hold: whether the nation's plan allows queries now, as known for at most 10 s. False stops none that runs; but what
   * a person approves later is not carried out under a subscription that has ended.
   */
  usable: z.boolean().optional(),
});
export type RenewAnswer = z.output<typeof RenewAnswer>;

/** `POST /internal/reservations/{queryId}/release`: gives an unused hold back; one that waits or is finishing stays. Idempotent; answers 204. */
export const ReleaseRequest = z.strictObject({ periodStart: z.iso.datetime() });
export type ReleaseRequest = z.output<typeof ReleaseRequest>;
