import type { NatClient } from '@nat/client';
import { type AskRequest, isTerminal, type Limit, type ModelUsage, type Problem, type StreamEvent } from '@nat/contracts';
import type { z } from 'zod';
import type { SavedFile } from './save-export';

/** One tool call as it went. */
export interface ToolCallResult {
  tool: string;
  title: string;
  ok?: boolean;
  summary?: string;
  count?: number;
  resultSetId?: string;
  exportId?: string;
}

/** What `npm run ask -- --json` prints. Times are milliseconds from the moment the question was sent. */
export interface AskResult {
  queryId?: string;
  conversationId?: string;
  status: 'completed' | 'failed' | 'canceled';
  outcome?: string;
  answer: string;
  links: { label: string; url: string }[];
  toolCalls: ToolCallResult[];
  usage?: ModelUsage;
  /** Files the answer brought, and where they are now. */
  files: SavedFile[];
  /** Queries of the period counted so far, this one included. */
  used?: number;
  limit?: Limit;
  billable?: boolean;
  problem?: Problem;
  timings: { startedMs?: number; firstTokenMs?: number; totalMs: number };
}

/** Asks and follows to the end, handing every event to `onEvent`. Aborting `cancel` cancels the query at Nat. */
export async function askOnce(
  client: NatClient,
  ask: z.input<typeof AskRequest>,
  onEvent: (event: StreamEvent) => void,
  cancel: AbortSignal,
): Promise<AskResult> {
  const begun = performance.now();
  const since = (): number => Math.round(performance.now() - begun);
  const result: AskResult = { status: 'failed', answer: '', links: [], toolCalls: [], files: [], timings: { totalMs: 0 } };
  const calls = new Map<string, ToolCallResult>();
  const stream = client.ask(ask);
  const stop = (): void => void (stream.queryId && client.cancel(stream.queryId).catch(() => undefined));
  cancel.addEventListener('abort', stop, { once: true });
  for await (const event of stream) {
    result.queryId = event.data.queryId;
    take(result, calls, event, since());
    onEvent(event);
    if (cancel.aborted && !isTerminal(event.event)) stop();
  }
  cancel.removeEventListener('abort', stop);
  result.toolCalls = [...calls.values()];
  result.timings.totalMs = since();
  return result;
}

type Completed = Extract<StreamEvent, { event: 'tool.completed' }>['data'];

function outcomeOf({ ok, summary, count, resultSetId, exportId }: Completed): Partial<ToolCallResult> {
  return { ok, summary, count, resultSetId, exportId };
}

/** Adds what one event tells. */
function take(result: AskResult, calls: Map<string, ToolCallResult>, { event, data }: StreamEvent, at: number): void {
  switch (event) {
    case 'query.started':
      result.conversationId = data.conversationId;
      result.timings.startedMs = at;
      break;
    case 'message.delta':
      result.timings.firstTokenMs ??= at;
      break;
    case 'message.completed':
      result.timings.firstTokenMs ??= at;
      result.answer = result.answer === '' ? data.text : `${result.answer}\n\n${data.text}`;
      result.links.push(...data.links);
      break;
    case 'tool.started':
      calls.set(data.toolCallId, { tool: data.tool, title: data.title });
      break;
    case 'tool.completed':
      Object.assign(calls.get(data.toolCallId) ?? {}, outcomeOf(data));
      break;
    case 'query.completed':
      Object.assign(result, { status: 'completed', outcome: data.outcome, usage: data.usage, billable: data.billable });
      Object.assign(result, { used: data.queries?.used, limit: data.queries?.limit });
      break;
    case 'query.failed':
      Object.assign(result, { status: 'failed', problem: data.problem, usage: data.usage, billable: data.billable });
      break;
    case 'query.canceled':
      Object.assign(result, { status: 'canceled', usage: data.usage, billable: data.billable });
      break;
  }
}
