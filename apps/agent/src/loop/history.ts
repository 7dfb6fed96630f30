import type { ContentBlock, ModelMessage } from '../model/model.port';
import { historyTrimmedSentence, interruptedSentence, notRunSentence } from './wording';

/** A message of the conversation as it is kept. */
export interface StoredMessage {
  /** Rises by 1 within the conversation, from 1. */
  seq: number;
  queryId: string;
  role: 'user' | 'assistant';
  /** Provider blocks, exactly as received or sent. */
  content: ContentBlock[];
  /** Written by the server in place of the model. */
  synthetic?: true;
  /** Cut off before its end: its text is kept, its calls were dropped. */
  partial?: true;
  createdAt: string;
}

/** Estimated tokens above which old queries are dropped, and down to which. */
export const historyLimits = { above: 60_000, downTo: 40_000 } as const;
const charactersPerToken = 4;

/** Rough size of messages in tokens: a quarter of their JSON. Good enough to stay far below a price band. */
export function estimateTokens(messages: readonly ModelMessage[]): number {
  return Math.ceil(messages.reduce((sum, { content }) => sum + JSON.stringify(content).length, 0) / charactersPerToken);
}

/**
 * Turns what is stored into what may be sent. Whole oldest queries are dropped when it is too long, never a call without its
 * result. A query that was cut off (its runner crashed) gets the results and the closing words it lacks, because the
 * provider refuses a call without a result. Pure, so the same history always gives the same prefix.
 */
export function sendableHistory(messages: readonly StoredMessage[]): { messages: ModelMessage[]; trimmed: boolean } {
  const queries = byQuery(messages).map(closed);
  const sizes = queries.map(estimateTokens);
  let size = sizes.reduce((sum, one) => sum + one, 0);
  if (size <= historyLimits.above) return { messages: queries.flat(), trimmed: false };
  let dropped = 0;
  while (dropped < queries.length && size > historyLimits.downTo) size -= sizes[dropped++]!;
  const note: ModelMessage[] = [
    { role: 'user', content: [{ type: 'text', text: '(The beginning of this conversation was left out.)' }] },
    { role: 'assistant', content: [{ type: 'text', text: historyTrimmedSentence }] },
  ];
  return { messages: [...note, ...queries.slice(dropped).flat()], trimmed: true };
}

function byQuery(messages: readonly StoredMessage[]): StoredMessage[][] {
  const queries: StoredMessage[][] = [];
  for (const message of [...messages].sort((a, b) => a.seq - b.seq)) {
    const last = queries.at(-1);
    if (last?.[0]?.queryId === message.queryId) last.push(message);
    else queries.push([message]);
  }
  return queries;
}

/** A query as question, turns and a last word of the assistant. */
function closed(query: StoredMessage[]): ModelMessage[] {
  const messages: ModelMessage[] = query.map(({ role, content }) => ({ role, content }));
  const last = messages.at(-1)!;
  const open = last.role === 'assistant' ? callIds(last) : [];
  if (open.length > 0) messages.push({ role: 'user', content: open.map(id => failedResult(id, notRunSentence)) });
  if (messages.at(-1)!.role === 'user')
    messages.push({ role: 'assistant', content: [{ type: 'text', text: interruptedSentence }] });
  return messages;
}

function callIds({ content }: ModelMessage): string[] {
  return content.flatMap(block => (block.type === 'tool_use' ? [String(block.id)] : []));
}

/** The result of a call that did not succeed, as the model reads it. */
export function failedResult(toolUseId: string, message: string, code = 'not_run'): ContentBlock {
  return {
    type: 'tool_result',
    tool_use_id: toolUseId,
    is_error: true,
    content: JSON.stringify({ ok: false, code, message }),
  };
}
