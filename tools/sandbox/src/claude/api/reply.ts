import type Anthropic from '@anthropic-ai/sdk';
import { makeId, signThinking } from './ids';
import type { ModelFacts } from './models';
import type { MessageRequest } from './request-schema';
import { firstTokens, textTokens } from './tokens';

export type StopReason = Anthropic.Messages.StopReason;
export type StopDetails = Anthropic.Messages.RefusalStopDetails;

/** What is to be answered, before the request's limits act on it. */
export interface Draft {
  content: DraftBlock[];
  /** Derived from the content when absent: `tool_use` when there is a call, else `end_turn`. */
  stopReason?: StopReason | undefined;
  stopDetails?: StopDetails | undefined;
}

export type DraftBlock =
  | { type: 'text'; text: string }
  | { type: 'thinking'; thinking: string }
  | { type: 'redacted_thinking'; data: string }
  | { type: 'tool_use'; name: string; input: unknown; id?: string | undefined };

/** A block as it will be sent; of a call the input is JSON text, because a limit can cut it anywhere. */
export type ReplyBlock =
  | { type: 'text'; text: string }
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'redacted_thinking'; data: string }
  | { type: 'tool_use'; id: string; name: string; json: string };

export interface Reply {
  content: ReplyBlock[];
  stopReason: StopReason;
  stopSequence: string | null;
  stopDetails: StopDetails | null;
  outputTokens: number;
  thinkingTokens: number;
}

/** Applies stop sequences, then `max_tokens` and the context window, and settles the stop reason. */
export function finishReply(draft: Draft, request: MessageRequest, model: ModelFacts, promptTokens: number): Reply {
  const blocks = draft.content.map(sendable);
  const stopped = applyStopSequences(blocks, request.stop_sequences ?? []);
  const window = model.contextWindow - promptTokens;
  const limit = Math.min(request.max_tokens, window);
  const size = model.charactersPerToken;
  const cut = cutAt(stopped.blocks, limit, size);
  const natural = draft.stopReason ?? (stopped.blocks.some(block => block.type === 'tool_use') ? 'tool_use' : 'end_turn');
  const capped = request.max_tokens <= window ? 'max_tokens' : 'model_context_window_exceeded';
  const stopReason = cut.complete ? (stopped.sequence === null ? natural : 'stop_sequence') : capped;
  const thinking = cut.blocks.filter(block => block.type === 'thinking' || block.type === 'redacted_thinking');
  return {
    content: cut.blocks,
    stopReason,
    stopSequence: stopReason === 'stop_sequence' ? stopped.sequence : null,
    stopDetails: stopReason === 'refusal' ? (draft.stopDetails ?? { type: 'refusal', category: null, explanation: null }) : null,
    outputTokens: Math.max(1, sumTokens(cut.blocks, size)),
    thinkingTokens: sumTokens(thinking, size),
  };
}

function sendable(block: DraftBlock): ReplyBlock {
  if (block.type === 'thinking') return { ...block, signature: signThinking(block.thinking) };
  if (block.type !== 'tool_use') return block;
  // A string is sent as it stands: the way to script input that is not JSON.
  const json = typeof block.input === 'string' ? block.input : JSON.stringify(block.input ?? {});
  return { type: 'tool_use', id: block.id ?? makeId('toolu'), name: block.name, json };
}

const written = (block: ReplyBlock): string => {
  if (block.type === 'text') return block.text;
  if (block.type === 'thinking') return block.thinking;
  return block.type === 'tool_use' ? block.name + block.json : block.data;
};

const sumTokens = (blocks: ReplyBlock[], size: number): number =>
  blocks.reduce((sum, block) => sum + textTokens(written(block), size), 0);

function applyStopSequences(blocks: ReplyBlock[], stops: string[]): { blocks: ReplyBlock[]; sequence: string | null } {
  for (const [index, block] of blocks.entries()) {
    if (block.type !== 'text') continue;
    const found = stops.map(stop => ({ stop, at: block.text.indexOf(stop) })).filter(({ at }) => at !== -1);
    if (found.length === 0) continue;
    const first = found.reduce((earliest, candidate) => (candidate.at < earliest.at ? candidate : earliest));
    const text = block.text.slice(0, first.at);
    return { blocks: [...blocks.slice(0, index), ...(text ? [{ ...block, text }] : [])], sequence: first.stop };
  }
  return { blocks, sequence: null };
}

function cutAt(blocks: ReplyBlock[], limit: number, size: number): { blocks: ReplyBlock[]; complete: boolean } {
  let left = limit;
  const kept: ReplyBlock[] = [];
  for (const block of blocks) {
    const tokens = textTokens(written(block), size);
    if (tokens <= left) {
      kept.push(block);
      left -= tokens;
      continue;
    }
    const rest = left > 0 ? shorten(block, left, size) : undefined;
    return { blocks: rest ? [...kept, rest] : kept, complete: false };
  }
  return { blocks: kept, complete: limit > 0 };
}

function shorten(block: ReplyBlock, tokens: number, size: number): ReplyBlock | undefined {
  if (block.type === 'text') return { ...block, text: firstTokens(block.text, tokens, size) };
  if (block.type !== 'tool_use') return undefined;
  const forName = textTokens(block.name, size);
  return tokens > forName ? { ...block, json: firstTokens(block.json, tokens - forName, size) } : undefined;
}
