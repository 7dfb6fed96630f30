import { z } from 'zod';
import { ApiError } from '../api/errors';
import { pace, type Interruption, type Pace } from './scripted-turns';

const taken = { match: z.string().optional(), times: z.int().min(1).optional() };
const afterEvents = z.int().min(0).default(3);

/** A failure of the vendor, for the next request (or the next `times`, or one whose last user text contains `match`). */
export const claudeFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rate_limit'), retryAfterSeconds: z.int().min(0).default(1), ...taken }),
  z.strictObject({ kind: z.literal('spend_limit'), contract: z.boolean().optional(), ...taken }),
  z.strictObject({ kind: z.literal('api_error'), ...taken }),
  z.strictObject({ kind: z.literal('overloaded'), ...taken }),
  z.strictObject({ kind: z.literal('error_event'), afterEvents, type: z.string().default('overloaded_error'), ...taken }),
  z.strictObject({ kind: z.literal('stall'), afterEvents, ms: z.number().min(0).optional(), ...taken }),
  z.strictObject({ kind: z.literal('cut'), afterEvents, ...taken }),
  z.strictObject({ kind: z.literal('slow'), ...pace.shape, ...taken }),
]);

export type ClaudeFault = z.input<typeof claudeFault>;
export type ParsedFault = z.infer<typeof claudeFault>;

/** How a fault slows an answer down; undefined for one that does something else. */
export const paceOf = (fault: ParsedFault | undefined): Pace | undefined =>
  fault?.kind === 'slow' ? { firstTokenMs: fault.firstTokenMs, perTokenMs: fault.perTokenMs } : undefined;

/** What a fault does to the stream of an answer; throws it when it comes instead of an answer. Undefined where it only slows it down. */
export function interruptionOf(fault: ParsedFault): Interruption | undefined {
  switch (fault.kind) {
    case 'rate_limit':
      throw new ApiError(429, 'rate_limit_error', 'This request would exceed your rate limit. Please try again later.', {
        headers: { 'retry-after': String(fault.retryAfterSeconds) },
      });
    case 'spend_limit':
      throw new ApiError(429, 'rate_limit_error', 'You have reached your API usage limits.', {
        details: { error_code: fault.contract ? 'contract_spend_limit_reached' : 'enforced_spend_limit_reached' },
      });
    case 'api_error':
      throw new ApiError(500, 'api_error', 'Internal server error');
    case 'overloaded':
      throw new ApiError(529, 'overloaded_error', 'Overloaded');
    case 'error_event':
      return { errorEventAfter: { events: fault.afterEvents, type: fault.type, message: 'Overloaded' } };
    case 'stall':
      return { stall: { afterEvents: fault.afterEvents, ...(fault.ms !== undefined && { ms: fault.ms }) } };
    case 'cut':
      return { cutAfterEvents: fault.afterEvents };
    case 'slow':
      return undefined;
  }
}
