import { z } from 'zod';
import { ConversationId, QueryId, Surface } from '../ids';
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
