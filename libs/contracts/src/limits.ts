import { z } from 'zod';

/** An exact decimal as text: quantities never travel as binary floating point. */
export const Decimal = z.string().regex(/^-?\d{1,30}(?:\.\d{1,12})?$/, 'must be a decimal number as text');
export type Decimal = z.output<typeof Decimal>;

/** What a plan allows of one metered feature. A missing limit denies (billing, section 1). */
export const Limit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('disabled') }),
  z.object({ kind: z.literal('unlimited'), fairUseAlertAt: Decimal.optional() }),
  z.discriminatedUnion('mode', [
    z.object({ kind: z.literal('finite'), amount: Decimal, mode: z.enum(['track', 'warn', 'block']) }),
    z.object({
      kind: z.literal('finite'),
      amount: Decimal,
      mode: z.literal('graceThenBlock'),
      graceSeconds: z.number().int().positive(),
    }),
  ]),
]);
export type Limit = z.output<typeof Limit>;

/** A right of the plan in force, as `SubscriptionUpdated` carries it to whoever enforces it. */
export const Entitlement = z.discriminatedUnion('type', [
  z.object({ feature: z.string(), type: z.literal('boolean'), value: z.boolean() }),
  z.object({ feature: z.string(), type: z.literal('static'), value: z.string() }),
  z.object({ feature: z.string(), type: z.literal('metered'), meter: z.string(), limit: Limit }),
  z.object({
    feature: z.string(),
    type: z.literal('rate'),
    perWindow: z.number().int().positive(),
    windowSeconds: z.number().int().positive(),
    scope: z.enum(['user', 'subject']),
  }),
  z.object({ feature: z.string(), type: z.literal('concurrency'), atOnce: z.number().int().positive() }),
]);
export type Entitlement = z.output<typeof Entitlement>;

/** Queries of the current period, as people see them. `used` is settled; `held` is running, waiting for its person or about to be settled; `limit` as in the plan. */
export const QueryCount = z.object({
  used: z.number().int().nonnegative(),
  held: z.number().int().nonnegative(),
  limit: Limit,
  /** End of the period and so the instant the count starts again; RFC 3339. */
  resetAt: z.iso.datetime(),
});
export type QueryCount = z.output<typeof QueryCount>;

/** Model tokens by price class. */
export const TokenCounts = z.object({
  input: z.number().int().nonnegative(),
  cacheWrite5m: z.number().int().nonnegative(),
  cacheWrite1h: z.number().int().nonnegative(),
  cacheRead: z.number().int().nonnegative(),
  output: z.number().int().nonnegative(),
});
export type TokenCounts = z.output<typeof TokenCounts>;

/** {@link TokenCounts} and what they cost, in integer micro-dollars. */
export const ModelUsage = TokenCounts.extend({ costMicroUsd: z.number().int().nonnegative() });
export type ModelUsage = z.output<typeof ModelUsage>;
