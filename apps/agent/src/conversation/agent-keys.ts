import type { Key } from '@nat/dynamo';
import type { Owner, QueryRow } from './query-row';

// Keys of the agent's table. Rows of a person begin with nation and user; content hangs on ids that were found there.

const ownerKey = ({ nationSlug, userId }: Owner): string => `NATION#${nationSlug}#USER#${userId}`;

/** Finds the conversation of a query by its id. */
export const pointerKey = (owner: Owner, queryId: string): Key => ({ pk: ownerKey(owner), sk: `QUERY#${queryId}` });

export const conversationKey = (owner: Owner, id: string): Key => ({ pk: ownerKey(owner), sk: `CONV#${id}` });

export const queryKey = ({ conversationId, queryId }: Pick<QueryRow, 'conversationId' | 'queryId'>): Key => ({
  pk: `CONV#${conversationId}`,
  sk: `QUERY#${queryId}`,
});

export const eventPrefix = 'EV#';
export const eventKey = (queryId: string, seq: number): Key => ({
  pk: `QUERY#${queryId}`,
  sk: `${eventPrefix}${String(seq).padStart(10, '0')}`,
});

export const messagePrefix = 'MSG#';

/** A selection, by its number in the conversation. */
export const resultSetKey = (conversationId: string, number: number): Key => ({
  pk: `CONV#${conversationId}`,
  sk: `RS#${number}`,
});

/** What makes an export whole; without it none of its parts can be fetched. */
export const exportKey = (owner: Owner, exportId: string): Key => ({ pk: ownerKey(owner), sk: `EXPORT#${exportId}` });

export const exportPartKey = (exportId: string, part: number): Key => ({ pk: `EXPORT#${exportId}`, sk: `PART#${part}` });

export const confirmationPrefix = 'CNF#';
/** A held call; its id tells its age, so a person's are in the order in which they were made. */
export const confirmationKey = (owner: Owner, id: string): Key => ({ pk: ownerKey(owner), sk: `${confirmationPrefix}${id}` });
/** What it is about, sealed. */
export const heldContentKey = (id: string): Key => ({ pk: `CNF#${id}`, sk: 'CONTENT' });

/** Results of a turn of which calls still wait. */
export const pendingTurnKey = ({ conversationId, queryId }: Pick<QueryRow, 'conversationId' | 'queryId'>): Key => ({
  pk: `CONV#${conversationId}`,
  sk: `PENDING#${queryId}`,
});

export const actionPrefix = 'ACT#';
/** An entry of the nation's ledger, in the order in which they were made. */
export const actionKey = (nationSlug: string, id: string): Key => ({ pk: `NATION#${nationSlug}`, sk: `${actionPrefix}${id}` });
/** What it is about, sealed. */
export const actionContentKey = (id: string): Key => ({ pk: `ACT#${id}`, sk: 'CONTENT' });

export const linePrefix = 'LINE#';
/** A line of its journal, sealed. */
export const lineKey = (actionId: string, number: number): Key => ({
  pk: `ACT#${actionId}`,
  sk: `${linePrefix}${String(number).padStart(8, '0')}`,
});

/** What an undo became that was asked for under this key. */
export const undoKey = (owner: Owner, keyHash: string): Key => ({ pk: ownerKey(owner), sk: `UNDO#${keyHash}` });
