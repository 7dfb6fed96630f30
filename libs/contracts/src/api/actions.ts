import { z } from 'zod';
import { ActionId, ConversationId, QueryId, UserId } from '../ids';
import { Confirmation } from './confirmations';
import { PageRequest, pageOf } from './pages';
import { ToolTier } from './tool-tier';

const count = z.number().int().nonnegative();

/** Targets by what became of them; the five add up to `targets` when the action has ended. */
export const ActionCounts = z.object({ done: count, alreadySo: count, failed: count, unknown: count, notTried: count });
export type ActionCounts = z.output<typeof ActionCounts>;

export const ActionStatus = z.enum(['running', 'completed', 'partially_failed', 'failed', 'undone', 'partially_undone']);
export type ActionStatus = z.output<typeof ActionStatus>;

/** How an action is taken back: its inverse, what was there before, deleting what it made, making it anew, or not at all. */
export const UndoClass = z.enum(['exact', 'restore', 'delete_created', 'recreate', 'none']);
export type UndoClass = z.output<typeof UndoClass>;

/** A write that was carried out, as the ledger shows it. */
export const Action = z.object({
  actionId: ActionId,
  queryId: QueryId.optional(),
  conversationId: ConversationId.optional(),
  userId: UserId,
  tool: z.string(),
  title: z.string(),
  tier: ToolTier,
  status: ActionStatus,
  targets: count,
  ...ActionCounts.shape,
  /** Failures and unknown outcomes by reason, most frequent first, each with up to 50 record ids. */
  failures: z.array(z.object({ reason: z.string(), count, ids: z.array(z.string()) })),
  /** What it came to, in plain words built by code. */
  summary: z.string().optional(),
  /** True while it works on although its query has ended. */
  background: z.boolean(),
  undo: UndoClass,
  /** True when `POST …/undo` would be taken now. */
  undoable: z.boolean(),
  /** The action this one takes back. */
  undoes: ActionId.optional(),
  undoneBy: ActionId.optional(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});
export type Action = z.output<typeof Action>;

/** Query string of `GET /v1/actions`: one's own where nobody is named; owner and admins may name another member, or all. */
export const ActionsRequest = PageRequest.extend({
  queryId: QueryId.optional(),
  /** `all`: of everybody. */
  userId: z.union([UserId, z.literal('all')]).optional(),
});
export type ActionsRequest = z.output<typeof ActionsRequest>;
export const ActionsPage = pageOf(Action);
export type ActionsPage = z.output<typeof ActionsPage>;

/** Body of `POST /v1/actions/{id}/undo`. */
export const UndoRequest = z.strictObject({
  /** Takes back also what somebody changed since; that asks first, showing the difference. */
  acceptChanges: z.boolean().optional(),
});
export type UndoRequest = z.output<typeof UndoRequest>;

/** 202: the undo is on its way as `action`, or waits for `confirmation`. Exactly one of the two is there. */
export const UndoAnswer = z.object({ action: Action.optional(), confirmation: Confirmation.optional() });
export type UndoAnswer = z.output<typeof UndoAnswer>;

/** 202 answer of `POST /v1/actions/{id}/cancel`. */
export const CancelActionAnswer = z.object({ status: ActionStatus });
export type CancelActionAnswer = z.output<typeof CancelActionAnswer>;
