import { type NationSlug, SubscriptionStatus } from '@nat/contracts';
import type { Key } from '@nat/dynamo';
import { z } from 'zod';
import type { Operation } from './subscriptions/operation';
import type { Subscription } from './subscriptions/subscription';

// Every key of a nation's rows begins with the nation.
const subject = (nation: NationSlug) => `S#nation:${nation}`;

export const claimKey = (nation: NationSlug): Key => ({ pk: subject(nation), sk: 'CLAIM' });
export const accountKey = (nation: NationSlug): Key => ({ pk: subject(nation), sk: 'ACCOUNT' });
export const subscriptionKey = (nation: NationSlug, id: string): Key => ({ pk: subject(nation), sk: `SUB#${id}` });
export const changeKey = (nation: NationSlug, at: string, version: number): Key => ({
  pk: subject(nation),
  sk: `CHG#${at}#${String(version).padStart(10, '0')}`,
});
export const ledgerPartition = (nation: NationSlug, meter: string, periodId: string) =>
  `${subject(nation)}#M#${meter}#P#${periodId}`;
export const ledgerKey = (nation: NationSlug, meter: string, periodId: string, usageId: string): Key => ({
  pk: ledgerPartition(nation, meter, periodId),
  sk: `U#${usageId}`,
});
export const customerMapKey = (customerId: string): Key => ({ pk: `STRIPE#${customerId}`, sk: 'MAP' });
export const operationKey = (id: string): Key => ({ pk: `OP#${id}`, sk: 'OP' });

export const ClaimRow = z.object({
  customerId: z.string().optional(),
  connection: z.object({ connectionId: z.string(), generation: z.number(), connectedAt: z.string() }).optional(),
});

export const AccountRow = z.object({ version: z.number(), subscriptionId: z.string() });

export const SubscriptionRow: z.ZodType<Subscription> = z.object({
  id: z.string(),
  status: SubscriptionStatus,
  catalog: z.string(),
  catalogVersion: z.number(),
  plan: z.string(),
  planVersion: z.number(),
  seats: z.number(),
  periodStart: z.string(),
  periodEnd: z.string(),
  usableUntil: z.string(),
});

export const OperationRow: z.ZodType<Operation> = z.object({
  id: z.string(),
  kind: z.enum(['customer.create', 'subscription.create', 'subscription.change']),
  params: z.record(z.string(), z.string()),
  attempt: z.number(),
  firstAttemptAt: z.number(),
  suspect: z.boolean(),
  state: z.enum(['started', 'done', 'failed']),
});

export const CustomerMapRow = z.object({ nation: z.string() });
export const LedgerRow = z.object({ quantity: z.string() });
