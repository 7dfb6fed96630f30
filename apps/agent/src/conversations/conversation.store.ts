import type { Link } from '@nat/contracts';
import type { ConversationRow, Owner, QueryRow } from '../conversation/query-row';
import type { StoredMessage } from '../loop/history';

/** What the server says at the end of work that went on after its query; kept with that end, by `ActionStore`. */
export interface Note {
  actionId: string;
  text: string;
  links: Link[];
  createdAt: string;
}

/** A question, and its query with the answer as it was shown; a query that is not kept any more is absent. */
export interface Exchange {
  question: StoredMessage;
  query?: QueryRow;
}

export interface ListPage {
  /** Most rows. */
  limit: number;
  /** Place ({@link recencyOf}) after which to go on. */
  before?: string;
  /** RFC 3339; what had its last message at or before this has expired. */
  since: string;
}

/**
 * Conversations as their person sees them, over the rows that `AgentStore` writes. Two forms: DynamoDB, and memory for tests;
 * one suite runs on both.
 */
export abstract class ConversationStore {
  /** Keeps a new conversation, empty: the next query may begin in it. */
  abstract create(owner: Owner, conversation: ConversationRow): Promise<void>;
  /** One of this person that is not past its `expires`, read after every write that was acknowledged. */
  abstract find(owner: Owner, conversationId: string): Promise<ConversationRow | undefined>;
  /** Those of this person that have not expired, the one with the newest message first. May lag a little behind. */
  abstract list(owner: Owner, page: ListPage): Promise<ConversationRow[]>;
  /** Undefined when there is none. A name is no message: the conversation keeps its place and its days. */
  abstract rename(owner: Owner, conversationId: string, title: string): Promise<ConversationRow | undefined>;
  /** Questions with their queries, newest first. `upTo`: highest number of a question's message. */
  abstract exchanges(owner: Owner, conversationId: string, page: { limit: number; upTo?: number }): Promise<Exchange[]>;
  /** All notes, in no order. They are few: one for each change that took more than 20 s. */
  abstract notes(owner: Owner, conversationId: string): Promise<Note[]>;
}
