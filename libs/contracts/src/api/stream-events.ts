import { z } from 'zod';
import { ActionId, ConfirmationId, ConversationId, ExportId, QueryId, ResultSetId, ToolCallId, UserId } from '../ids';
import { Limit, ModelUsage } from '../limits';
import { Problem } from '../problems';
import { ActionCounts, ActionStatus } from './actions';
import { ConfirmationEffect, ConfirmationStatus } from './confirmations';
import { Link } from './link';
import { ToolTier } from './tool-tier';

const count = z.number().int().nonnegative();

/** Every event's `data` begins with these; `seq` equals the SSE `id` and rises by 1 (protocol, section 6). */
const common = { v: z.literal(1), queryId: QueryId, seq: z.number().int().positive(), time: z.iso.datetime() };

export const noticeCodes = [
  'usage_80',
  'usage_100',
  'fair_use',
  'nationbuilder_slow',
  'partial_failure',
  'answer_truncated',
  'history_trimmed',
  'untrusted_content',
  'stream_gap',
] as const;

/** Payload of each server-sent event of a query, by event name. */
export const streamEvents = {
  'query.started': z.object({ ...common, conversationId: ConversationId, model: z.string(), resumed: z.boolean() }),
  'message.delta': z.object({ ...common, messageId: z.string(), text: z.string() }),
  /** The full text replaces the deltas. */
  'message.completed': z.object({ ...common, messageId: z.string(), text: z.string(), links: z.array(Link) }),
  'tool.started': z.object({ ...common, toolCallId: ToolCallId, tool: z.string(), title: z.string(), tier: ToolTier }),
  /** `done`, `alreadySo` and `failed` come to `total` in the end; never to more. */
  'tool.progress': z.object({
    ...common,
    toolCallId: ToolCallId,
    done: count,
    alreadySo: count,
    failed: count,
    total: count,
    /** So many records were read, and nothing was changed: of a look-up, or of a change before it begins. */
    reading: z.literal(true).optional(),
  }),
  'tool.completed': z.object({
    ...common,
    toolCallId: ToolCallId,
    ok: z.boolean(),
    /** Plain words built by code, e.g. `312 people`. */
    summary: z.string(),
    links: z.array(Link),
    /** The selection that holds all matches. */
    resultSetId: ResultSetId.optional(),
    count: count.optional(),
    /** A CSV file: `GET /v1/exports/{exportId}`. */
    exportId: ExportId.optional(),
    /** The change it made, in the ledger. */
    actionId: ActionId.optional(),
    undoable: z.boolean(),
    background: z.boolean(),
    errorCode: z.string().optional(),
  }),
  /** The call is held. Nothing of it is done before its person approves it. */
  'confirmation.required': z.object({
    ...common,
    confirmationId: ConfirmationId,
    toolCallId: ToolCallId,
    title: z.string(),
    tier: ToolTier,
    effect: ConfirmationEffect,
    inputHash: z.string(),
    expiresAt: z.iso.datetime(),
    typedCountRequired: z.boolean(),
  }),
  'confirmation.resolved': z.object({
    ...common,
    confirmationId: ConfirmationId,
    status: ConfirmationStatus,
    decidedBy: UserId.optional(),
    channel: z.string().optional(),
  }),
  notice: z.object({
    ...common,
    code: z.enum(noticeCodes),
    text: z.string(),
    /** Of `untrusted_content`: the record that holds the text, where it stands in one. */
    recordId: z.string().optional(),
  }),
  /** Running totals of the query. */
  usage: z.object({ ...common, ...ModelUsage.shape }),
  /** Ends this response, not the query: it goes on after the last decision. */
  'query.awaiting_confirmation': z.object({ ...common, confirmationIds: z.array(ConfirmationId) }),
  'query.completed': z.object({
    ...common,
    outcome: z.enum(['answered', 'refused', 'capped', 'truncated']),
    /** Which cap, when `capped`. */
    limit: z.string().optional(),
    usage: ModelUsage,
    /** This query included. Absent when usage could not be asked, or had already given up the reservation. */
    queries: z.object({ used: count, limit: Limit }).optional(),
    billable: z.boolean(),
  }),
  'query.failed': z.object({ ...common, problem: Problem, usage: ModelUsage, billable: z.boolean() }),
  'query.canceled': z.object({
    ...common,
    reason: z.enum(['user', 'superseded', 'confirmation_expired']),
    usage: ModelUsage,
    billable: z.boolean(),
  }),
} as const;

export type StreamEventName = keyof typeof streamEvents;
export type StreamEventData<Name extends StreamEventName> = z.output<(typeof streamEvents)[Name]>;
/** One event as a client sees it. */
export type StreamEvent = { [Name in StreamEventName]: { event: Name; data: StreamEventData<Name> } }[StreamEventName];

/** The three events that end a query; each query has exactly one of them, as its last. */
export const terminalStreamEvents = ['query.completed', 'query.failed', 'query.canceled'] as const;

export function isTerminal(name: string): name is (typeof terminalStreamEvents)[number] {
  return (terminalStreamEvents as readonly string[]).includes(name);
}

/** True of events after which a response ends: the query has ended, or waits for its person. */
export function endsResponse(name: string): boolean {
  return isTerminal(name) || name === 'query.awaiting_confirmation';
}

const actionCommon = { v: z.literal(1), actionId: ActionId, seq: z.number().int().positive(), time: z.iso.datetime() };

/**
 * Events of `GET /v1/actions/{id}/events`. Each tells the whole state, so a reader that missed some has lost nothing: `seq`
 * rises, but not by 1.
 */
export const actionStreamEvents = {
  'action.progress': z.object({ ...actionCommon, ...ActionCounts.shape, total: count }),
  /** The last one. */
  'action.completed': z.object({
    ...actionCommon,
    status: ActionStatus,
    ...ActionCounts.shape,
    total: count,
    summary: z.string().optional(),
    undoable: z.boolean(),
  }),
} as const;
export type ActionStreamEventName = keyof typeof actionStreamEvents;
export type ActionStreamEventData<Name extends ActionStreamEventName> = z.output<(typeof actionStreamEvents)[Name]>;
export type ActionStreamEvent = {
  [Name in ActionStreamEventName]: { event: Name; data: ActionStreamEventData<Name> };
}[ActionStreamEventName];

/** Reads one event's data; undefined for a name this release does not know, which clients ignore. Throws on bad data. */
export function parseStreamEvent(event: string, data: unknown): StreamEvent | undefined {
  if (!(event in streamEvents)) return undefined;
  const name = event as StreamEventName;
  return { event: name, data: streamEvents[name].parse(data) } as StreamEvent;
}

/** First bytes of every stream: clients wait this long before they reconnect. */
export const streamPreamble = 'retry: 2000\n\n';
/** Comment line sent when a stream was silent for {@link heartbeatMs}. */
export const heartbeat = ': hb\n\n';
export const heartbeatMs = 15_000;
