import { z } from 'zod';
import { ActionId, ConversationId, MessageId, QueryId } from '../ids';
import { isPlainText } from './plain-text';
import { Link } from './link';
import { pageOf } from './pages';

const title = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(120, 'must be at most 120 characters')
  .refine(isPlainText, 'must be valid Unicode text');

/** A thread of queries; private to one user in one nation. */
export const Conversation = z.object({
  conversationId: ConversationId,
  title: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** The query that runs or waits in it. */
  activeQueryId: QueryId.optional(),
  /** From then on it does not exist any more. */
  expiresAt: z.iso.datetime(),
});
export type Conversation = z.output<typeof Conversation>;
export const ConversationsPage = pageOf(Conversation);
export type ConversationsPage = z.output<typeof ConversationsPage>;

/** Body of `POST /v1/conversations`. */
export const CreateConversation = z.strictObject({ title: title.optional() });
export type CreateConversation = z.output<typeof CreateConversation>;
/** Body of `PATCH /v1/conversations/{id}`. */
export const RenameConversation = z.strictObject({ title });
export type RenameConversation = z.output<typeof RenameConversation>;

/** What was said in a conversation: by the person, by Nat, or by the server at the end of work in the background. */
export const ConversationMessage = z.object({
  messageId: MessageId,
  queryId: QueryId.optional(),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  links: z.array(Link),
  /** Changes that were made for it. */
  actions: z.array(ActionId),
  createdAt: z.iso.datetime(),
});
export type ConversationMessage = z.output<typeof ConversationMessage>;
export const MessagesPage = pageOf(ConversationMessage);
export type MessagesPage = z.output<typeof MessagesPage>;
