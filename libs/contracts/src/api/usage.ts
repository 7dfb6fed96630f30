import { z } from 'zod';
import { Decimal, Limit } from '../limits';

/** One meter of the current period in `GET /v1/usage`. */
export const MeterUsage = z.object({
  meter: z.string(),
  unit: z.string(),
  used: Decimal,
  /** Reserved by work that is running. */
  held: Decimal,
  limit: Limit,
  remaining: z.union([Decimal, z.literal('unlimited')]),
  /** Settled use in percent of a finite limit, rounded down. */
  percent: z.number().int().nonnegative().optional(),
  resetAt: z.iso.datetime(),
});
export type MeterUsage = z.output<typeof MeterUsage>;

/** Answer of `GET /v1/usage`. */
export const UsageAnswer = z.object({ plan: z.string(), periodStart: z.iso.datetime(), meters: z.array(MeterUsage) });
export type UsageAnswer = z.output<typeof UsageAnswer>;
