import { z } from 'zod';
import { ConfirmationId, ConversationId, QueryId, ToolCallId, UserId } from '../ids';
import { PageRequest, pageOf } from './pages';
import { ToolTier } from './tool-tier';
import { isPlainText } from './plain-text';

const count = z.number().int().nonnegative();

/** What a held change would do: rendered by the server from validated arguments, never by the model. */
export const ConfirmationEffect = z.object({
  /** Kind of the targets in the singular, such as `person`. */
  kind: z.string(),
  count,
  /** Up to five targets. */
  sample: z.array(z.object({ id: z.string(), label: z.string() })),
  /** Up to ten fields. Contact values are masked before and shown in full after, because the person gave them. */
  changes: z.array(z.object({ field: z.string(), before: z.string().optional(), after: z.string().optional() })),
  reversible: z.boolean(),
  /** True when it can reach people. */
  outbound: z.boolean(),
  /** How many people it can reach. */
  recipients: count.optional(),
  /** Whole sentences for whoever decides. */
  notes: z.array(z.string()),
});
export type ConfirmationEffect = z.output<typeof ConfirmationEffect>;

/**
 * `pending → approved → executing → executed | failed_partial`, or `pending → denied | expired | superseded`. One whose records
 * changed before it was carried out ends as `superseded` too, and another one takes its place.
 */
export const ConfirmationStatus = z.enum([
  'pending',
  'approved',
  'executing',
  'executed',
  'failed_partial',
  'denied',
  'expired',
  'superseded',
]);
export type ConfirmationStatus = z.output<typeof ConfirmationStatus>;

/** A tool call that waits for its person, or what became of it. */
export const Confirmation = z.object({
  confirmationId: ConfirmationId,
  /** Absent of an undo that was asked for outside a conversation. */
  queryId: QueryId.optional(),
  conversationId: ConversationId.optional(),
  toolCallId: ToolCallId,
  tool: z.string(),
  title: z.string(),
  tier: ToolTier,
  effect: ConfirmationEffect,
  /** SHA-256 hex of tool, version, canonical input and targets; a decision names it. */
  inputHash: z.string(),
  status: ConfirmationStatus,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** The number of targets has to be typed. */
  typedCountRequired: z.boolean(),
  decidedAt: z.iso.datetime().optional(),
  decidedBy: UserId.optional(),
  /** Surface the decision came from. */
  channel: z.string().optional(),
});
export type Confirmation = z.output<typeof Confirmation>;

/** Query string of `GET /v1/confirmations`. */
export const ConfirmationsRequest = PageRequest.extend({
  status: ConfirmationStatus.optional(),
  conversationId: ConversationId.optional(),
});
export type ConfirmationsRequest = z.output<typeof ConfirmationsRequest>;
export const ConfirmationsPage = pageOf(Confirmation);
export type ConfirmationsPage = z.output<typeof ConfirmationsPage>;

/** Body of `POST /v1/confirmations/{id}/decision`. It holds no input: what was stored is carried out. */
export const DecisionRequest = z.strictObject({
  decision: z.enum(['approve', 'deny']),
  inputHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the hash of the confirmation'),
  /** Told to Nat, so that it can offer something else. */
  reason: z.string().trim().min(1).max(500).refine(isPlainText, 'must be valid Unicode text').optional(),
  /** The number of targets, where `typedCountRequired`. */
  typedCount: count.optional(),
});
export type DecisionRequest = z.output<typeof DecisionRequest>;

/** Answer of a decision. The query goes on at `eventsUrl`, after the event the client saw last. */
export const DecisionAnswer = z.object({
  confirmation: Confirmation,
  queryId: QueryId.optional(),
  /** Of the query; of the action where there is no query; absent where neither goes on. */
  eventsUrl: z.string().optional(),
});
export type DecisionAnswer = z.output<typeof DecisionAnswer>;
