import { z } from 'zod';
import { ActionId, ConversationId, ExportId, QueryId, ResultSetId, ToolCallId } from '../ids';
import { ModelUsage } from '../limits';
import { Problem } from '../problems';
import { Confirmation } from './confirmations';
import { Link } from './link';
import { PageContext } from './page-context';
import { isPlainText } from './plain-text';
import { ToolTier } from './tool-tier';

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
      /** The change it made, in the ledger. */
      actionId: ActionId.optional(),
      links: z.array(Link).optional(),
    }),
  ),
  /** Changes that wait for their person, or were decided. */
  confirmations: z.array(Confirmation).default([]),
  /** Changes it made. */
  actions: z.array(ActionId).default([]),
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
