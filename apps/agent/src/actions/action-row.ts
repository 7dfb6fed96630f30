import {
  type Action,
  ActionId,
  ActionStatus,
  ConfirmationId,
  ConversationId,
  NationSlug,
  QueryId,
  Role,
  ToolTier,
  UndoClass,
} from '@nat/contracts';
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** An entry of the ledger as it is kept. What it was about (input, targets, values) is kept apart from it and sealed. */
export const ActionRow = z.object({
  actionId: ActionId,
  nationSlug: NationSlug,
  userId: z.string(),
  sessionId: z.string(),
  role: Role,
  /** Absent of an undo that was asked for outside a conversation. */
  queryId: QueryId.optional(),
  conversationId: ConversationId.optional(),
  toolCallId: z.string(),
  /** Id of the provider's block, by which the result of the call is told to the model. */
  toolUseId: z.string().optional(),
  confirmationId: ConfirmationId.optional(),
  tool: z.string(),
  version: z.number().int(),
  title: z.string(),
  tier: ToolTier.exclude(['read']),
  status: ActionStatus,
  targets: count,
  done: count,
  alreadySo: count,
  failed: count,
  unknown: count,
  notTried: count,
  failures: z.array(z.object({ reason: z.string(), count, ids: z.array(z.string()) })),
  summary: z.string().optional(),
  undo: UndoClass,
  /** False where this very write cannot be taken back though others of its kind can. */
  reversible: z.boolean(),
  /** True once it goes on without its query. */
  background: z.boolean(),
  undoes: ActionId.optional(),
  /** Of an undo: parts of the other action that it was not allowed to take back; they stay to be taken back. */
  notAllowed: count.optional(),
  undoneBy: ActionId.optional(),
  /** What it was about is erased: only facts are left. */
  erased: z.boolean().optional(),
  /** The undo that is taking it back now: one at a time. */
  undoing: ActionId.optional(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  /** IANA zone in which its days are meant. */
  timeZone: z.string().optional(),
  correlationId: z.string(),
  traceparent: z.string().optional(),
  /** Rises with every change that a follower may see. */
  revision: z.number().int().positive(),
  /** Rises when another process takes it over; every later write names it. */
  fence: z.number().int().positive(),
  /** RFC 3339; absent once it has ended. */
  leaseUntil: z.iso.datetime().optional(),
  cancelRequested: z.boolean().optional(),
});
export type ActionRow = z.output<typeof ActionRow>;

/** Days in which an action can be taken back, and its content is kept. */
export const undoDays = 30;
/** Days an entry of the ledger is kept: 13 months. */
export const ledgerDays = 396;
/** Milliseconds a process holds an action without renewing. */
export const actionLeaseMs = 45_000;
/** Lease of an action that its process gave back: whoever sees it takes it over at once. */
export const givenBack = '1970-01-01T00:00:00.000Z';

/** Oldest lease first: what has lapsed stands before what is only about to. */
export const byLease = (a: ActionRow, b: ActionRow): number => (a.leaseUntil ?? '').localeCompare(b.leaseUntil ?? '');

const dayMs = 86_400_000;

/** Why an action cannot be taken back now; undefined when it can. `now`: epoch milliseconds. */
export function undoObstacle(action: ActionRow, now: number): string | undefined {
  if (action.status === 'running') return 'It is still being carried out.';
  if (action.undo === 'none' || !action.reversible) return 'This kind of change cannot be taken back.';
  if (action.erased) return 'What it was about is not kept any more.';
  if (action.done === 0) return 'It changed nothing.';
  if (action.status === 'undone') return 'It was taken back already.';
  if (action.undoing !== undefined) return 'It is being taken back already.';
  if (Date.parse(action.createdAt) + undoDays * dayMs <= now) return `Changes can be taken back for ${undoDays} days.`;
  return undefined;
}

/** As people see it. `now`: epoch milliseconds. */
export function shownAction(action: ActionRow, now: number): Action {
  const { status, targets, done, alreadySo, failed, unknown, notTried, failures, summary } = action;
  return {
    actionId: action.actionId,
    queryId: action.queryId,
    conversationId: action.conversationId,
    userId: action.userId,
    tool: action.tool,
    title: action.title,
    tier: action.tier,
    status,
    targets,
    done,
    alreadySo,
    failed,
    unknown,
    notTried,
    failures,
    summary,
    background: action.background && status === 'running',
    undo: action.undo,
    undoable: undoObstacle(action, now) === undefined,
    undoes: action.undoes,
    undoneBy: action.undoneBy,
    createdAt: action.createdAt,
    endedAt: action.endedAt,
  };
}
