import type { FilterCondition } from '@nat/nationbuilder';
import { z } from 'zod';

/** Parameters that several tools share. What is written in `.describe()` is read by the model. */

export const recordId = z.string().regex(/^\d{1,20}$/, 'must be a record id: digits as text');

export const limit = z
  .int()
  .min(1)
  .max(20)
  .default(10)
  .describe(
    'How many rows to return, 1 to 20. The count always covers all matches, so ask for 1 row when only the number matters.',
  );

const shortText = z.string().trim().min(1).max(200);

/** A text to compare with, or one text comparison. */
export const textCondition = z.union([
  shortText,
  z.strictObject({
    eq: shortText.optional().describe('Equal, without regard to case.'),
    not_eq: shortText.optional().describe('Not equal, without regard to case.'),
    match: shortText.optional().describe('Contains this text.'),
    prefix: shortText.optional().describe('Begins with this text.'),
    suffix: shortText.optional().describe('Ends with this text.'),
  }),
]);

const anyInstant = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** A date (from its beginning) or an instant with offset. The exact pattern stays out of the schema the model reads: it is long. */
export const instant = z
  .string()
  .max(35)
  .refine(text => anyInstant.safeParse(text).success, 'must be a date such as 2026-10-01, or an instant with offset');

export const dateCondition = z.strictObject({
  gte: instant.optional().describe('At or after: a date such as 2026-10-01, or an instant with offset.'),
  gt: instant.optional().describe('After.'),
  lte: instant.optional().describe('At or before.'),
  lt: instant.optional().describe('Before. Give the first day after a period, so that its last day is included.'),
});

const whole = z.int().min(-1_000_000_000_000).max(1_000_000_000_000);

/** A number to compare with, or comparisons. */
export const numberCondition = z.union([
  whole,
  z.strictObject({
    eq: whole.optional().describe('Equal.'),
    not_eq: whole.optional().describe('Not equal.'),
    gt: whole.optional().describe('Greater than.'),
    gte: whole.optional().describe('Greater than or equal.'),
    lt: whole.optional().describe('Less than.'),
    lte: whole.optional().describe('Less than or equal.'),
  }),
]);

/** The filter of a read: what zod left undefined is left out. */
export function filterOf(given: Record<string, unknown> | undefined): Record<string, FilterCondition | undefined> {
  return (given ?? {}) as Record<string, FilterCondition | undefined>;
}

/** `1 person`, `2 people`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
