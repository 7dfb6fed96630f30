import { AuditOutcome, NationSlug } from '@nat/contracts';
import type { Key, Row, TableDefinition, WriteTransaction } from '@nat/dynamo';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AuditEntry } from './audit-entry';
import { positionOf, type StoredEntry } from './audit.store';

/** Partition of a nation's log. Positions of entries begin with a digit, everything else in it with a letter. */
export const logKey = (nationSlug: NationSlug): string => `NATION#${nationSlug}#AUDIT`;
export const headKey = (nationSlug: NationSlug): Key => ({ pk: logKey(nationSlug), sk: 'HEAD' });
export const subscriptionKey = (nationSlug: NationSlug): Key => ({ pk: logKey(nationSlug), sk: 'SUBSCRIPTION' });
export const entryKey = (nationSlug: NationSlug, entry: AuditEntry): Key => ({ pk: logKey(nationSlug), sk: positionOf(entry) });

/** The sparse index of entries that wait to be chained. */
export const unchainedIndex: TableDefinition['indexes'][number] = {
  name: 'unchained',
  partitionKey: 'unchainedShard',
  sortKey: 'unchainedAt',
};

/** The partitions of that index; a nation is always in the same one. */
export const unchainedShards = ['UNCHAINED#0', 'UNCHAINED#1', 'UNCHAINED#2', 'UNCHAINED#3'] as const;

/** Adds an entry to the transaction that does what it tells: both are there, or neither is. Answers the index of the write. */
export function addAudit(transaction: WriteTransaction, nationSlug: NationSlug, entry: AuditEntry): number {
  const position = positionOf(entry);
  return transaction.putNew({
    ...entryKey(nationSlug, entry),
    ...entry,
    unchainedShard: shardOf(nationSlug),
    unchainedAt: `${position}#${nationSlug}`,
  });
}

function shardOf(nationSlug: NationSlug): string {
  return unchainedShards[createHash('sha256').update(nationSlug).digest()[0]! % unchainedShards.length]!;
}

const AuditRow = z.object({
  auditId: z.string(),
  type: z.string(),
  subject: z.string(),
  actor: z.string().optional(),
  outcome: AuditOutcome,
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  time: z.string(),
  requestId: z.string(),
  network: z.string().optional(),
  expiresAt: z.number(),
});

/** What has a place has a link; whatever is wrong with the rest of it, its hash then does not fit. */
const LinkRow = z.object({
  sequence: z.number().int(),
  previousHash: z.string().catch(''),
  previousExpiresAt: z.number().catch(0),
  hash: z.string().catch(''),
});

export const HeadRow = z.object({ sequence: z.number().int(), hash: z.string(), keptUntil: z.number() });
export const SubscriptionRow = z.object({ version: z.number(), status: z.string(), plan: z.string() });

/**
 * The entry in a row of the log; undefined for a row that is none. Only somebody who writes past this service leaves such a one:
 * a reader shows the others, and the chain tells that one is missing.
 */
export function storedEntry(row: Row): StoredEntry | undefined {
  const entry = AuditRow.safeParse(row);
  if (!entry.success) return undefined;
  const link = LinkRow.safeParse(row);
  const waiting = typeof row['unchainedShard'] === 'string';
  return { entry: entry.data, ...(link.success && { link: link.data }), waiting, position: String(row['sk']) };
}

/** The nation whose log a row is in; undefined for a row of none. */
export function nationOf({ pk }: Row): NationSlug | undefined {
  return NationSlug.safeParse(String(pk).slice('NATION#'.length, -'#AUDIT'.length)).data;
}
