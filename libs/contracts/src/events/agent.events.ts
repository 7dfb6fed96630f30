import { z } from 'zod';
import { ActionCounts, ActionStatus, UndoClass } from '../api/actions';
import { ConfirmationStatus } from '../api/confirmations';
import { ToolTier } from '../api/tool-tier';
import { ActionId, ConfirmationId, ConversationId, QueryId, Surface, UserId } from '../ids';
import { TokenCounts } from '../limits';
import { ProblemCode } from '../problems';
import { defineEvent, type EventOf } from './define-event';

const count = z.number().int().nonnegative();

/** Totals every terminal event of a query carries. No question, answer, tool input or CRM value is among them. */
const totals = {
  queryId: QueryId,
  conversationId: ConversationId,
  surface: Surface,
  model: z.string(),
  /** Model responses. */
  turns: count,
  toolCalls: count,
  tools: z.array(z.object({ name: z.string(), calls: count })),
  tokens: TokenCounts,
  /** Integer micro-dollars. */
  costMicroUsd: count,
  priceVersion: z.string(),
  /** True iff an output token reached the event log or a tool ran while the reservation held. */
  billable: z.boolean(),
  /** Start of the usage period, fixed at admission; settles the reservation it was admitted under. */
  periodStart: z.iso.datetime(),
  admittedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** Milliseconds from admission; absent when the model said nothing. */
  timeToFirstTokenMs: count.optional(),
  durationMs: count,
};

const example = {
  queryId: 'qry_0123456789abcdefghjkmnpqrs',
  conversationId: 'cnv_0123456789abcdefghjkmnpqrs',
  surface: 'web' as const,
  model: 'claude-haiku-4-5',
  turns: 2,
  toolCalls: 1,
  tools: [{ name: 'list_signups', calls: 1 }],
  tokens: { input: 1200, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 8000, output: 80 },
  costMicroUsd: 2400,
  priceVersion: '2026-11-01',
  billable: true,
  periodStart: '2026-11-03T10:00:00.000Z',
  admittedAt: '2026-11-20T10:00:00.000Z',
  endedAt: '2026-11-20T10:00:02.500Z',
  timeToFirstTokenMs: 620,
  durationMs: 2500,
};

/** A query has truly ended with an answer. Published once per query. */
export const QueryCompleted = defineEvent(
  'QueryCompleted',
  'nat.query.completed.v1',
  { producer: 'agent', description: 'A query has truly ended with an answer. Published once per query, with totals.' },
  z.object({ ...totals, outcome: z.enum(['answered', 'refused', 'capped', 'truncated']) }),
  { ...example, outcome: 'answered' },
);
export type QueryCompleted = EventOf<typeof QueryCompleted>;

/** A query has truly ended without one, through no wish of its user. */
export const QueryFailed = defineEvent(
  'QueryFailed',
  'nat.query.failed.v1',
  { producer: 'agent', description: 'A query has truly ended without an answer: a dependency failed or its runner was lost.' },
  z.object({ ...totals, code: ProblemCode }),
  { ...example, code: 'model_unavailable', billable: false },
);
export type QueryFailed = EventOf<typeof QueryFailed>;

/** A query was stopped: by its user, by a newer message, or by an expired confirmation. */
export const QueryCanceled = defineEvent(
  'QueryCanceled',
  'nat.query.canceled.v1',
  { producer: 'agent', description: 'A query was stopped by its user, by a newer message, or by an expired confirmation.' },
  z.object({ ...totals, reason: z.enum(['user', 'superseded', 'confirmation_expired']) }),
  { ...example, reason: 'user' },
);
export type QueryCanceled = EventOf<typeof QueryCanceled>;

const confirmationId = 'cnf_0123456789abcdefghjkmnpqrs';
const actionId = 'act_0123456789abcdefghjkmnpqrs';
const queryId = example.queryId;

/** A change waits for its person. */
export const ConfirmationRequested = defineEvent(
  'ConfirmationRequested',
  'nat.confirmation.requested.v1',
  { producer: 'agent', description: 'A change waits for its person. Published once per confirmation.' },
  z.object({
    confirmationId: ConfirmationId,
    queryId: QueryId.optional(),
    tool: z.string(),
    tier: ToolTier,
    targets: count,
    surface: Surface.optional(),
    expiresAt: z.iso.datetime(),
  }),
  {
    confirmationId,
    queryId,
    tool: 'bulk_tag',
    tier: 'critical',
    targets: 156,
    surface: 'extension',
    expiresAt: '2026-11-20T10:10:00.000Z',
  },
);
export type ConfirmationRequested = EventOf<typeof ConfirmationRequested>;

/** A waiting change was approved, denied, or is not waited for any more. */
export const ConfirmationDecided = defineEvent(
  'ConfirmationDecided',
  'nat.confirmation.decided.v1',
  { producer: 'agent', description: 'A waiting change was approved, denied, superseded, or waited for too long.' },
  z.object({
    confirmationId: ConfirmationId,
    queryId: QueryId.optional(),
    status: ConfirmationStatus.extract(['approved', 'denied', 'expired', 'superseded']),
    channel: z.string().optional(),
    decidedBy: UserId.optional(),
  }),
  { confirmationId, queryId, status: 'approved', channel: 'extension', decidedBy: 'usr_0123456789abcdefghjkmnpqrs' },
);
export type ConfirmationDecided = EventOf<typeof ConfirmationDecided>;

/** A change has ended, whole or in part: its account is in the ledger. */
export const ActionExecuted = defineEvent(
  'ActionExecuted',
  'nat.action.executed.v1',
  { producer: 'agent', description: 'A change has ended, whole or in part. Its five counts add up to its targets.' },
  z.object({
    actionId: ActionId,
    queryId: QueryId.optional(),
    tool: z.string(),
    tier: ToolTier,
    status: ActionStatus.extract(['completed', 'partially_failed', 'failed']),
    targets: count,
    ...ActionCounts.shape,
    undo: UndoClass,
    durationMs: count,
  }),
  {
    actionId,
    queryId,
    tool: 'bulk_tag',
    tier: 'critical',
    status: 'partially_failed',
    targets: 156,
    done: 153,
    alreadySo: 2,
    failed: 1,
    unknown: 0,
    notTried: 0,
    undo: 'exact',
    durationMs: 4200,
  },
);
export type ActionExecuted = EventOf<typeof ActionExecuted>;

/** A change was taken back, whole or in part. */
export const ActionUndone = defineEvent(
  'ActionUndone',
  'nat.action.undone.v1',
  { producer: 'agent', description: 'A change was taken back, whole or in part.' },
  z.object({ actionId: ActionId, undoActionId: ActionId, restored: count, skipped: count }),
  { actionId, undoActionId: 'act_0123456789abcdefghjkmnpqrt', restored: 150, skipped: 3 },
);
export type ActionUndone = EventOf<typeof ActionUndone>;

/** Text of a record reads like an order to an assistant. No text is told, only where it was met. */
export const PromptInjectionSuspected = defineEvent(
  'PromptInjectionSuspected',
  'nat.prompt_injection.suspected.v1',
  { producer: 'agent', description: 'Text of a record reads like an order to an assistant. No text is told. Once per query.' },
  z.object({
    queryId: QueryId,
    rule: z.string(),
    /** Whose result held the text. */
    tool: z.string(),
    /** The record around the text, among those the tool tells of. */
    recordId: z.string().optional(),
  }),
  { queryId, rule: 'pattern', tool: 'list_signups', recordId: '110' },
);
export type PromptInjectionSuspected = EventOf<typeof PromptInjectionSuspected>;
