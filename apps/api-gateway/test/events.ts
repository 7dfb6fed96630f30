import { streamPreamble } from '@nat/contracts';
import type { ServerResponse } from 'node:http';

export const conversationId = `cnv_${'1'.repeat(32)}`;
const usage = { input: 1, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 1, costMicroUsd: 6 };

/** The frames of a whole query: started, one delta per text, completed. Ids from 1. */
export function framesOf(queryId: string, texts: readonly string[]): string[] {
  const events: [string, object][] = [
    ['query.started', { conversationId, model: 'm', resumed: false }],
    ...texts.map((text): [string, object] => ['message.delta', { messageId: 'msg_1', text }]),
    ['query.completed', { outcome: 'answered', usage, queries: { used: 1, limit: { kind: 'unlimited' } }, billable: true }],
  ];
  return events.map(([event, data], index) => {
    const common = { v: 1, queryId, seq: index + 1, time: '2026-06-15T12:00:00.000Z' };
    return `id: ${index + 1}\nevent: ${event}\ndata: ${JSON.stringify({ ...common, ...data })}\n\n`;
  });
}

/** Begins a stream as the agent does. */
export function beginStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.write(streamPreamble);
}
