import { z } from 'zod';
import { ConversationId, ExportId, QueryId, ResultSetId, ToolCallId } from '../ids';
import { ModelUsage } from '../limits';
import { Problem } from '../problems';
import { PageContext } from './page-context';
import { Link, ToolTier } from './stream-events';

/** Lone surrogates and non-characters: JSON can carry them, a queue or a terminal cannot. */
const unprintable = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/u;

/** Text that reaches every store, queue and terminal unchanged; NUL does not. */
export function isPlainText(text: string): boolean {
  return !unprintable.test(text) && !text.includes('\0');
}

/** Body of `POST /v1/queries`. */
export const AskRequest = z.strictObject({
  conversationId: ConversationId.optional(),
  /** 1 to 8,000 characters after trimming. */
  text: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(8000, 'must be at most 8,000 characters')
    .refine(isPlainText, 'must be valid Unicode text'),
  pageContext: PageContext.optional(),
});
export type AskRequest = z.output<typeof AskRequest>;

export const QueryStatus = z.enum(['running', 'awaiting_confirmation', 'completed', 'failed', 'canceled']);
export type QueryStatus = z.output<typeof QueryStatus>;

/** 202 answer of `POST /v1/queries` without `Accept: text/event-stream`. */
export const QueryAccepted = z.object({
  queryId: QueryId,
  conversationId: ConversationId,
  status: QueryStatus,
  /** Path of the event stream at the gateway. */
  eventsUrl: z.string(),
});
export type QueryAccepted = z.output<typeof QueryAccepted>;

/** Answer of `GET /v1/queries/{id}`. */
export const QuerySnapshot = z.object({
  queryId: QueryId,
  conversationId: ConversationId,
  status: QueryStatus,
  outcome: z.string().optional(),
  /** The answer so far or in full. */
  text: z.string().optional(),
  toolCalls: z.array(
    z.object({
      toolCallId: ToolCallId,
      tool: z.string(),
      title: z.string(),
      tier: ToolTier,
      ok: z.boolean().optional(),
      summary: z.string().optional(),
      count: z.number().int().nonnegative().optional(),
      resultSetId: ResultSetId.optional(),
      exportId: ExportId.optional(),
      links: z.array(Link).optional(),
    }),
  ),
  usage: ModelUsage.optional(),
  problem: Problem.optional(),
  lastEventId: z.number().int().nonnegative(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});
export type QuerySnapshot = z.output<typeof QuerySnapshot>;

/** 202 answer of `POST /v1/queries/{id}/cancel`. */
export const CancelAnswer = z.object({ status: QueryStatus });
export type CancelAnswer = z.output<typeof CancelAnswer>;
