import { Limit, NationSlug } from '@nat/contracts';
import type { Key } from '@nat/dynamo';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { NationPlan } from './limits/nation-plan';
import type { Balance } from './reservations/balance';
import type { Entry } from './reservations/settlement';

// Every key begins with its nation.
const subject = (nation: NationSlug) => `S#nation:${nation}`;
const firstHexOf = (text: string) => createHash('sha256').update(text).digest('hex').charAt(0);

export const planKey = (nation: NationSlug): Key => ({ pk: subject(nation), sk: 'ENT' });
export const balanceKey = (nation: NationSlug, periodStart: string): Key => ({
  pk: subject(nation),
  sk: `BAL#queries#${periodStart}`,
});
export const entryKey = (nation: NationSlug, queryId: string): Key => ({
  pk: `${subject(nation)}#E#${firstHexOf(queryId)}`,
  sk: `E#${queryId}`,
});
export const rateKey = (nation: NationSlug, owner: string): Key => ({ pk: `${subject(nation)}#U#${owner}`, sk: 'RATE#queries' });

/** Partition of the index that lists a period's entries. */
export const meterPeriod = (nation: NationSlug, periodStart: string) => `${subject(nation)}#queries#${periodStart}`;

/** The partitions of the index of balances to sweep; a nation is always in the same one. */
export const sweepShards = ['SWEEP#0', 'SWEEP#1', 'SWEEP#2', 'SWEEP#3'] as const;
export const sweepShard = (nation: NationSlug) => sweepShards[Number.parseInt(firstHexOf(nation), 16) % sweepShards.length]!;

/** The nation and period a balance's key was made from. */
export function fromBalanceKey({ pk, sk }: Key): { nation: NationSlug; periodStart: string } {
  return { nation: NationSlug.parse(pk.slice('S#nation:'.length)), periodStart: sk.slice('BAL#queries#'.length) };
}

const holds = z.record(
  z.string(),
  z.object({
    requestHash: z.string(),
    admittedAt: z.number(),
    lease: z.number(),
    fence: z.number().optional(),
    userId: z.string(),
    catalogVersion: z.string(),
  }),
);

export const BalanceRow: z.ZodType<Balance> = z.object({
  periodStart: z.string(),
  periodEnd: z.number(),
  planVersion: z.number(),
  limit: Limit,
  atOnce: z.number().optional(),
  usableUntil: z.number(),
  capped: z.boolean(),
  units: z.number(),
  room: z.number(),
  used: z.number(),
  held: z.number(),
  inflight: holds,
  // Rows from before queries could wait have no such map.
  waiting: holds.default({}),
  finishing: holds,
});

export const PlanRow: z.ZodType<NationPlan> = z.object({
  version: z.number(),
  plan: z.string(),
  catalogVersion: z.string(),
  period: z.object({ start: z.number(), end: z.number() }),
  usableUntil: z.number(),
  terms: z.object({ limit: Limit, atOnce: z.number().optional() }),
  rate: z.object({ perWindow: z.number(), windowSeconds: z.number(), scope: z.enum(['user', 'subject']) }).optional(),
  upgradeTo: z.array(z.string()),
});

export const EntryRow: z.ZodType<Entry> = z.object({
  queryId: z.string(),
  meter: z.string(),
  periodStart: z.string(),
  quantity: z.union([z.literal(0), z.literal(1)]),
  reason: z.enum(['billed', 'released', 'waived_expired']),
  occurredAt: z.string(),
  userId: z.string().optional(),
  requestHash: z.string().optional(),
  eventId: z.string(),
});

export const RateRow = z.object({ version: z.number(), calls: z.record(z.string(), z.number()) });
