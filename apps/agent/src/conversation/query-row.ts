import {
  ConfirmationId,
  ConversationId,
  ModelUsage,
  NationSlug,
  PageContext,
  Problem,
  QueryId,
  QuerySnapshot,
  QueryStatus,
  RetentionDays,
  Role,
  Surface,
} from '@nat/contracts';
import { z } from 'zod';
import { SpentSoFar } from '../loop/spent-so-far';

/** Whose records are meant: every store method needs it, so nothing can be read across people or nations. */
export interface Owner {
  nationSlug: NationSlug;
  userId: string;
}

/** A query as it is kept. */
export const QueryRow = z.object({
  queryId: QueryId,
  conversationId: ConversationId,
  nationSlug: NationSlug,
  userId: z.string(),
  sessionId: z.string(),
  role: Role,
  surface: Surface,
  /** SHA-256 of the request: the same id with another one is a mismatch. */
  requestHash: z.string(),
  /** The page the person looked at: what "this" means, also after a wait. */
  pageContext: PageContext.optional(),
  /** What the nation had decided when it began: how long the conversation is kept, and its zone. */
  retentionDays: RetentionDays.optional(),
  timeZone: z.string().optional(),
  status: QueryStatus,
  model: z.string(),
  createdAt: z.iso.datetime(),
  /** From the reservation; part of the terminal event. */
  admittedAt: z.iso.datetime(),
  periodStart: z.iso.datetime(),
  correlationId: z.string(),
  traceparent: z.string().optional(),
  /** Rises when another process takes the query over; every later write names it. */
  fence: z.number().int().positive(),
  /** RFC 3339; absent once the query has ended. Of one that waits: when it is due to be looked after. */
  leaseUntil: z.iso.datetime().optional(),
  cancelRequested: z.boolean().optional(),
  /** Its held calls, in the order in which they were made. */
  confirmationIds: z.array(ConfirmationId).optional(),
  /** How often a person decided about one: whoever lets it wait, or ends it, must have seen all of them. */
  decisions: z.number().int().nonnegative().optional(),
  /** What it had used when it began to wait. */
  spent: SpentSoFar.optional(),
  endedAt: z.iso.datetime().optional(),
  outcome: z.string().optional(),
  text: z.string().optional(),
  toolCalls: QuerySnapshot.shape.toolCalls.optional(),
  usage: ModelUsage.optional(),
  problem: Problem.optional(),
  billable: z.boolean().optional(),
  lastEventId: z.number().int().nonnegative(),
});
export type QueryRow = z.output<typeof QueryRow>;

/** A thread of queries; private to one user in one nation. */
export const ConversationRow = z.object({
  conversationId: ConversationId,
  title: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** RFC 3339; from then on the conversation does not exist any more. */
  expires: z.iso.datetime(),
  /** The query that runs in it: at most one. */
  activeQueryId: QueryId.optional(),
});
export type ConversationRow = z.output<typeof ConversationRow>;

/** Days a conversation is kept after its last message where the nation has decided nothing. */
export const conversationDays = 30;
/** Hours the event log of a query is kept. */
export const logHours = 24;
/** Milliseconds a runner holds its query without renewing. */
export const leaseMs = 45_000;

/** The conversation a query opens: a pure function of the query, so a repeated start opens the same one. */
export function conversationOf(queryId: string): string {
  return queryId.replace(/^qry_/, 'cnv_');
}
