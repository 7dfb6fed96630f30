import { z } from 'zod';
import { Decimal } from '../limits';

/** Query string of `GET /internal/ledger` (gateway to billing): one meter and one period of the nation of the service token. */
export const LedgerRequest = z.strictObject({ meter: z.string().regex(/^[a-z_]{1,40}$/), periodId: z.iso.datetime() });
export type LedgerRequest = z.output<typeof LedgerRequest>;

/** What billing has of it: the sum that is rated, and of how many lines. Queries that are not billed are lines of 0. */
export const LedgerAnswer = z.object({ meter: z.string(), periodId: z.string(), quantity: Decimal, lines: z.number().int() });
export type LedgerAnswer = z.output<typeof LedgerAnswer>;
