import type { WriteTransaction } from '@nat/dynamo';

/** Key of a handled event. One per handler, because a redelivery runs every handler of a message again. */
export function inboxKey(handler: string, eventId: string): { pk: string; sk: string } {
  return { pk: `IN#${handler}#${eventId}`, sk: 'IN' };
}

/**
 * Adds the deduplication key of an event to the transaction of its effects; answers the index of the write. When that
 * write is refused, the event had its effect before: acknowledge it and do nothing. The key never expires.
 */
export function inboxPut(transaction: WriteTransaction, handler: string, eventId: string): number {
  return transaction.putNew(inboxKey(handler, eventId));
}
