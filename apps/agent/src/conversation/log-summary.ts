import type { ModelUsage, QuerySnapshot, StreamEventData } from '@nat/contracts';
import { noTokens } from '../loop/cost';
import type { LoggedEvent } from '../stream/event-frame';

type ToolCallSummary = QuerySnapshot['toolCalls'][number];

/** What the log of a query tells about it: the snapshot of a running query, and all that is left of a crashed one. */
export interface LogSummary {
  text?: string;
  toolCalls: ToolCallSummary[];
  usage: ModelUsage;
  /** Model responses that came to their end. */
  turns: number;
  spoke: boolean;
  lastEventId: number;
}

/** Reads a log from its beginning. Pure. */
export function summarize(events: readonly LoggedEvent[]): LogSummary {
  const toolCalls = new Map<string, ToolCallSummary>();
  const texts = new Map<string, string>();
  const summary = { usage: { ...noTokens, costMicroUsd: 0 } as ModelUsage, turns: 0, lastEventId: 0 };
  for (const { event, data } of events) {
    summary.lastEventId = data.seq;
    if (event === 'message.delta') {
      const { messageId, text } = data as unknown as StreamEventData<'message.delta'>;
      texts.set(messageId, (texts.get(messageId) ?? '') + text);
    } else if (event === 'message.completed') {
      const { messageId, text } = data as unknown as StreamEventData<'message.completed'>;
      texts.set(messageId, text);
    } else if (event === 'tool.started') {
      const { toolCallId, tool, title, tier } = data as unknown as StreamEventData<'tool.started'>;
      toolCalls.set(toolCallId, { toolCallId, tool, title, tier });
    } else if (event === 'tool.completed') {
      const completed = data as unknown as StreamEventData<'tool.completed'>;
      const started = toolCalls.get(completed.toolCallId);
      if (started) toolCalls.set(completed.toolCallId, { ...started, ...resultOf(completed) });
    } else if (event === 'usage') {
      const { input, cacheWrite5m, cacheWrite1h, cacheRead, output, costMicroUsd } = data as unknown as ModelUsage;
      summary.usage = { input, cacheWrite5m, cacheWrite1h, cacheRead, output, costMicroUsd };
      summary.turns += 1;
    }
  }
  return { ...summary, text: [...texts.values()].at(-1), toolCalls: [...toolCalls.values()], spoke: texts.size > 0 };
}

function resultOf(completed: StreamEventData<'tool.completed'>): Partial<ToolCallSummary> {
  const { ok, summary, count, resultSetId, exportId, actionId, links } = completed;
  return { ok, summary, count, resultSetId, exportId, actionId, links };
}

/** Calls by tool name. */
export function callsByTool(toolCalls: readonly ToolCallSummary[]): { name: string; calls: number }[] {
  const calls = new Map<string, number>();
  for (const { tool } of toolCalls) calls.set(tool, (calls.get(tool) ?? 0) + 1);
  return [...calls].map(([name, count]) => ({ name, calls: count }));
}
