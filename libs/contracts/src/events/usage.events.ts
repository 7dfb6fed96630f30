import { z } from 'zod';
import { QueryId } from '../ids';
import { Decimal } from '../limits';
import { defineEvent, type EventOf } from './define-event';

/** A fact of consumption is in the usage ledger. `usageId` is the ledger key: rating counts each once. */
export const UsageRecorded = defineEvent(
  'UsageRecorded',
  'nat.usage.recorded.v1',
  {
    producer: 'usage',
    description: 'A query was settled: what it consumed is in the usage ledger. Zero when nothing is billed.',
  },
  z.object({
    usageId: z.string(),
    queryId: QueryId,
    meters: z.array(z.object({ meter: z.string(), quantity: Decimal })),
    /** `<meter period start>`: the period fixed at admission. */
    periodId: z.string(),
    occurredAt: z.iso.datetime(),
    /** `<catalog>@<version>` of the entitlement it was admitted under. */
    catalogVersion: z.string(),
  }),
  {
    usageId: 'qry_0123456789abcdefghjkmnpqrs',
    queryId: 'qry_0123456789abcdefghjkmnpqrs',
    meters: [{ meter: 'queries', quantity: '1' }],
    periodId: '2026-11-03T10:00:00.000Z',
    occurredAt: '2026-11-20T10:00:00.000Z',
    catalogVersion: 'nat@1',
  },
);
export type UsageRecorded = EventOf<typeof UsageRecorded>;
