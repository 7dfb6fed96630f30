import { NationSlug, ReauthCause } from '@nat/contracts';
import { type Expression, type Key, type Row, settingOf, type TableDefinition } from '@nat/dynamo';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Connection, type ConnectionKey, keyOf, type Lease, type Seen } from './connection';

/** The sparse index of connections to be looked at, by when. Spread, so that no partition takes every sweep. */
export const lookIndex: TableDefinition['indexes'][number] = {
  name: 'connections-to-look-at',
  partitionKey: 'lookShard',
  sortKey: 'lookAt',
  projection: 'keys',
};

/** The partitions of that index. */
export const lookShards = Array.from({ length: 8 }, (_, shard) => `LOOK#${shard}`);

const nationPrefix = 'NATION#';
const personPrefix = 'CONNECTION#USER#';
/** Sort keys of connections begin with this, and no others in the partition of a nation. */
export const connectionPrefix = 'CONNECTION#';

export const rowKey = ({ nationSlug, userId }: ConnectionKey): Key => ({
  pk: `${nationPrefix}${nationSlug}`,
  sk: userId ? `${personPrefix}${userId}` : `${connectionPrefix}NATION`,
});

/** The connection whose row has this key. */
export function keyOfRow({ pk, sk }: Row): ConnectionKey {
  const nationSlug = NationSlug.parse(String(pk).slice(nationPrefix.length));
  const person = String(sk).startsWith(personPrefix) ? String(sk).slice(personPrefix.length) : undefined;
  return keyOf({ nationSlug, userId: person });
}

const ConnectionRow = z.object({
  nationSlug: NationSlug,
  userId: z.string().optional(),
  connectionId: z.string(),
  signupId: z.string(),
  status: z.enum(['connected', 'reauth_required', 'disconnected']),
  reauthCause: ReauthCause.optional(),
  generation: z.number().int().positive(),
  secret: z.string(),
  secretVersionId: z.string(),
  accessExpiresAt: z.number().int(),
  connectedBy: z.string(),
  connectedAt: z.string(),
  lastRefreshedAt: z.string().optional(),
  fence: z.number().int().nonnegative(),
  renewals: z.number().int().nonnegative(),
  leased: z.boolean(),
  attempt: z.object({ generation: z.number().int(), fence: z.number().int(), startedAt: z.string() }).optional(),
  failing: z.object({ times: z.number().int(), failedAt: z.number().int(), nextAttemptAt: z.number().int() }).optional(),
  lookAt: z
    .string()
    .transform(instant => Date.parse(instant))
    .optional(),
});

export function connectionIn(row: Row): Connection {
  return ConnectionRow.parse(row);
}

/** Instants as the index sorts them. */
export const instantOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The partition of the index in which a connection is looked for, always the same one. */
export function shardOf(key: ConnectionKey): string {
  const { pk, sk } = rowKey(key);
  return lookShards[createHash('sha256').update(`${pk}#${sk}`).digest()[0]! % lookShards.length]!;
}

/** Holds while the connection is as it was seen. */
export function asSeen({ connectionId, generation, status }: Seen): Expression {
  return {
    expression: '#connectionId = :seen_id AND #generation = :seen_generation AND #status = :seen_status',
    names: { '#connectionId': 'connectionId', '#generation': 'generation', '#status': 'status' },
    values: { ':seen_id': connectionId, ':seen_generation': generation, ':seen_status': status },
  };
}

/** Holds while the lease is this one. */
export function held({ connectionId, generation, fence }: Lease): Expression {
  return {
    expression: '#connectionId = :held_id AND #generation = :held_generation AND #fence = :held_fence AND #leased = :held',
    names: { '#connectionId': 'connectionId', '#generation': 'generation', '#fence': 'fence', '#leased': 'leased' },
    values: { ':held_id': connectionId, ':held_generation': generation, ':held_fence': fence, ':held': true },
  };
}

/** The update that makes these changes, and no other; see {@link settingOf}. */
export function changing(key: ConnectionKey, changes: Partial<Connection>): Expression {
  return settingOf(placed(key, changes));
}

/** Attributes in the form they are stored in; a time to look comes with the partition in which it is found. */
export function placed(key: ConnectionKey, changes: Partial<Connection>): Record<string, unknown> {
  if (!('lookAt' in changes)) return { ...changes };
  const { lookAt } = changes;
  const none = lookAt === undefined;
  return { ...changes, lookAt: none ? undefined : instantOf(lookAt), lookShard: none ? undefined : shardOf(key) };
}
