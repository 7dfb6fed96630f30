import type { ConversationRow, Owner, QueryRow } from '../conversation/query-row';

/** A conversation that is gone for everybody and of which rows may be left. */
export interface Erasure {
  owner: Owner;
  conversationId: string;
  /** RFC 3339. */
  requestedAt: string;
  /** RFC 3339; when it is to be looked after. */
  dueAt: string;
}

export type ErasureStart =
  | { begun: true; erasure: Erasure }
  /** No such conversation of this owner. */
  | { begun: false; reason: 'absent' }
  /** A query runs or waits in it. */
  | { begun: false; reason: 'busy'; activeQueryId: string }
  /** It had a message since it was seen. */
  | { begun: false; reason: 'moved' };

/** A conversation nobody wrote in since some instant. */
export interface IdleConversation {
  owner: Owner;
  conversation: ConversationRow;
}

/**
 * Erases conversations whole. The first write takes the conversation out of everybody's reach and leaves a record of what is
 * to be done; every step after it may be repeated, by any process. Two forms: DynamoDB, and memory; one suite runs on both.
 */
export abstract class ErasureStore {
  /** @param seen as it was looked at: the erasure begins only if nobody wrote in it since. */
  abstract begin(owner: Owner, conversationId: string, seen?: Pick<ConversationRow, 'updatedAt'>): Promise<ErasureStart>;
  /** Erasures to be looked after by `now` (RFC 3339). */
  abstract due(now: string): Promise<Erasure[]>;
  /** Queries that are still there, at most `limit`. */
  abstract queries(erasure: Erasure, limit: number): Promise<QueryRow[]>;
  /** Erases a query and its event log. That its id was used stays known. */
  abstract eraseQuery(erasure: Erasure, queryId: string): Promise<void>;
  /** Erases everything else (messages, notes, selections), at most `limit` rows. True when nothing was left. */
  abstract eraseContent(erasure: Erasure, limit: number): Promise<boolean>;
  abstract postpone(erasure: Erasure, dueAt: string): Promise<void>;
  /** There is nothing left to be done. */
  abstract finish(erasure: Erasure): Promise<void>;
  /** Conversations with no message since `instant` (RFC 3339), of all nations. May lag a little behind. */
  abstract idleSince(instant: string): AsyncIterable<IdleConversation>;
}
