import { ModelUsage } from '@nat/contracts';
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** What a query has used up to the moment it waits for its person: its caps and its bill go on from there. */
export const SpentSoFar = z.object({
  turns: count,
  pauses: count,
  toolCalls: count,
  invalidInputs: count,
  /** Milliseconds of work; waiting does not count. */
  workedMs: count,
  usage: ModelUsage,
  /** Tokens times price over all calls, not yet divided: an integer in decimal digits. */
  cost: z.string(),
  /** An output token went to the log, or a tool ran. */
  worked: z.boolean(),
  /** Epoch milliseconds of the first piece of text. */
  firstTextAt: z.number().optional(),
  /** Writes so far, by tool, and what each was about. */
  writes: z.array(z.object({ tool: z.string(), key: z.string() })),
  /** The person was told that a record holds text which reads like an order. */
  warned: z.boolean(),
});
export type SpentSoFar = z.output<typeof SpentSoFar>;
