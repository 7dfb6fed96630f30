import { parseStreamEvent, type StreamEvent, type StreamEventData, type StreamEventName } from '@nat/contracts';
import fc from 'fast-check';

export const queryId = `qry_${'0'.repeat(32)}`;
const conversationId = `cnv_${'1'.repeat(32)}`;
export const usage = { input: 1204, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 8796, output: 80, costMicroUsd: 2100 };

/** An event without what all have in common. */
export type Told = {
  [Name in StreamEventName]: [Name, Omit<StreamEventData<Name>, 'v' | 'queryId' | 'seq' | 'time'>];
}[StreamEventName];

export const call = (number: number): string => `tcl_${String(number).padStart(32, '0')}`;
export const confirmation = (number: number): string => `cnf_${String(number).padStart(32, '0')}`;

/** Numbers events as a query's log does, and has the contracts check each. */
export function logOf(told: readonly Told[]): StreamEvent[] {
  return told.map(([event, data], index) => {
    const time = new Date(Date.UTC(2026, 5, 15, 12, 0, index)).toISOString();
    return parseStreamEvent(event, { v: 1, queryId, seq: index + 1, time, ...data })!;
  });
}

export const started = (resumed = false): Told => ['query.started', { conversationId, model: 'claude-haiku-4-5', resumed }];
export const delta = (text: string, messageId = 'msg_1'): Told => ['message.delta', { messageId, text }];
export const said = (text: string, messageId = 'msg_1'): Told => ['message.completed', { messageId, text, links: [] }];
export const toolStarted = (number: number, tier: 'read' | 'critical' = 'read'): Told => [
  'tool.started',
  { toolCallId: call(number), tool: 'find_people', title: `Step ${number}`, tier },
];
export const progress = (number: number, done: number, total: number): Told => [
  'tool.progress',
  { toolCallId: call(number), done, alreadySo: 0, failed: 0, total },
];
export const toolCompleted = (number: number, ok = true): Told => [
  'tool.completed',
  { toolCallId: call(number), ok, summary: '156 people', links: [], undoable: false, background: false },
];
export const toolGoesOn = (number: number, actionId: string): Told => [
  'tool.completed',
  { toolCallId: call(number), ok: true, summary: 'goes on', links: [], actionId, undoable: false, background: true },
];
export const effect = {
  kind: 'person',
  count: 156,
  sample: [{ id: '7', label: 'Sarah Chen (Austin, TX)' }],
  changes: [{ field: 'tags', before: 'Driver', after: 'Driver, VIP' }],
  reversible: true,
  outbound: false,
  notes: [],
};
export const held = (number: number): Told => [
  'confirmation.required',
  {
    confirmationId: confirmation(number),
    toolCallId: call(number),
    title: `Change ${number}`,
    tier: 'critical',
    effect,
    inputHash: 'a'.repeat(64),
    expiresAt: '2026-06-15T12:10:00.000Z',
    typedCountRequired: false,
  },
];
export const resolved = (number: number, status: StreamEventData<'confirmation.resolved'>['status']): Told => [
  'confirmation.resolved',
  { confirmationId: confirmation(number), status },
];
export const awaiting = (...numbers: number[]): Told => [
  'query.awaiting_confirmation',
  { confirmationIds: numbers.map(confirmation) },
];
export const notice = (text: string): Told => ['notice', { code: 'stream_gap', text }];
export const completed: Told = ['query.completed', { outcome: 'answered', usage, billable: true }];
export const canceled = (reason: StreamEventData<'query.canceled'>['reason']): Told => [
  'query.canceled',
  { reason, usage, billable: true },
];

const numbers = fc.integer({ min: 1, max: 3 });
const messages = fc.constantFrom('msg_1', 'msg_2');

/** Any events of a running query, in any order: also such as no agent would send. */
const anyTold: fc.Arbitrary<Told> = fc.oneof(
  fc.tuple(fc.string(), messages).map(([text, message]) => delta(text, message)),
  fc
    .tuple(fc.string({ unit: 'binary' }), messages)
    .map(([text, message]) => said(text.replaceAll(/\p{Surrogate}/gu, '?'), message)),
  numbers.map(number => toolStarted(number)),
  numbers.map(number => progress(number, number, 3)),
  fc.tuple(numbers, fc.boolean()).map(([number, ok]) => toolCompleted(number, ok)),
  numbers.map(held),
  numbers.map(number => awaiting(number)),
  fc
    .tuple(numbers, fc.constantFrom('approved' as const, 'executed' as const, 'denied' as const))
    .map(([n, status]) => resolved(n, status)),
  fc.string().map(notice),
  fc.constant(started(true)),
  fc.constant<Told>(['usage', usage]),
);
const anyEnd: fc.Arbitrary<Told> = fc.oneof(
  fc.constant(completed),
  fc.constantFrom('user' as const, 'superseded' as const, 'confirmation_expired' as const).map(canceled),
);

/** The whole log of a query. */
export const anyLog: fc.Arbitrary<StreamEvent[]> = fc
  .tuple(fc.array(anyTold, { maxLength: 40 }), anyEnd)
  .map(([told, end]) => logOf([started(), ...told, end]));
