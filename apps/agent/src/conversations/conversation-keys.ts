import type { NationSlug } from '@nat/contracts';
import type { Key } from '@nat/dynamo';
import { conversationKey } from '../conversation/agent-keys';
import type { ConversationRow, Owner } from '../conversation/query-row';

// Keys of what belongs to a conversation beside its queries. The rows themselves: see agent-keys.

/** Conversations of a person by their last message; the rows of conversations alone have an `updatedAt`. */
export const recentIndex = { name: 'recent', partitionKey: 'pk', sortKey: 'updatedAt' } as const;

/** All conversations by their last message: what has expired is found here, whoever it belongs to. */
export const idleIndex = { name: 'idle', partitionKey: 'idleShard', sortKey: 'updatedAt' } as const;

export const idleShards = ['IDLE#0', 'IDLE#1', 'IDLE#2', 'IDLE#3'] as const;

/** Part of every conversation's row: without it nobody would find out that it has expired. */
export function idleShardOf(conversationId: string): { idleShard: string } {
  return { idleShard: idleShards[conversationId.charCodeAt(conversationId.length - 1) % idleShards.length]! };
}

/** Partition of all that hangs on a conversation. */
export const contentPartition = (conversationId: string): string => `CONV#${conversationId}`;
export const queryPrefix = 'QUERY#';
/** Partition of the event log of a query. */
export const logPartition = (queryId: string): string => `QUERY#${queryId}`;

export const notePrefix = 'NOTE#';
/** One note an action, however often it is written. */
export const noteKey = (conversationId: string, actionId: string): Key => ({
  pk: contentPartition(conversationId),
  sk: `${notePrefix}${actionId}`,
});

export const erasurePartition = 'ERASE';
/** A conversation that is gone for everybody and of which rows may be left. */
export const erasureKey = (conversationId: string): Key => ({ pk: erasurePartition, sk: conversationId });

/** Whose row this is. */
export function ownerOf(pk: string): Owner {
  const [, nationSlug, userId] = /^NATION#([^#]+)#USER#(.+)$/.exec(pk) ?? [];
  if (!nationSlug || !userId) throw new Error('this is no row of a person');
  return { nationSlug: nationSlug as NationSlug, userId };
}

export const personPartition = (owner: Owner): string => conversationKey(owner, '').pk;

/** Place in the list of a person's conversations; a later one is greater. Two may have had a message in one millisecond. */
export const recencyOf = ({ updatedAt, conversationId }: ConversationRow): string => `${updatedAt}#${conversationId}`;

export function newestFirst(rows: readonly ConversationRow[]): ConversationRow[] {
  return [...rows].sort((a, b) => (recencyOf(a) < recencyOf(b) ? 1 : -1));
}
