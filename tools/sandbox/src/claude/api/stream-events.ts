import type Anthropic from '@anthropic-ai/sdk';
import type { CacheDiagnostics } from './cache-diagnostics';
import type { CacheUsage } from './prompt-cache';
import type { Reply, ReplyBlock } from './reply';
import { cutText } from './tokens';
import { deltaUsage, messageUsage, type UsageOverride } from './usage';

type Message = Anthropic.Messages.Message;
type Delta = Anthropic.Messages.RawContentBlockDelta;

/** Everything that the double writes into a stream. Pings are real events that the SDK skips. */
export type StreamEvent = Anthropic.Messages.RawMessageStreamEvent | { type: 'ping' };

/** An answer with what surrounds its content on the wire. */
export interface Answer {
  id: string;
  model: string;
  reply: Reply;
  cache: CacheUsage;
  diagnostics: { cache_miss_reason: ReturnType<CacheDiagnostics['explain']> } | null;
  usage?: UsageOverride | undefined;
  /** Nominal size of a text delta in tokens of four characters. */
  tokensPerDelta: number;
}

/** The events of a streamed answer, in the vendor's order. Lazy, so that the first is on the wire before the rest exists. */
export function* streamEvents(answer: Answer): Generator<StreamEvent> {
  yield { type: 'message_start', message: emptyMessage(answer) };
  for (const [index, block] of answer.reply.content.entries()) {
    yield { type: 'content_block_start', index, content_block: openingOf(block) };
    if (index === 0) yield { type: 'ping' };
    for (const delta of deltasOf(block, answer.tokensPerDelta)) yield { type: 'content_block_delta', index, delta };
    yield { type: 'content_block_stop', index };
  }
  const { stopReason, stopSequence, stopDetails } = answer.reply;
  yield {
    type: 'message_delta',
    delta: { stop_reason: stopReason, stop_sequence: stopSequence, stop_details: stopDetails, container: null },
    usage: deltaUsage(answer.cache, answer.reply, answer.usage),
  };
  yield { type: 'message_stop' };
}

/** The same answer in one piece. */
export function wholeMessage(answer: Answer): Message {
  const { reply } = answer;
  return {
    ...emptyMessage(answer),
    content: reply.content.map(wholeBlock),
    stop_reason: reply.stopReason,
    stop_sequence: reply.stopSequence,
    stop_details: reply.stopDetails,
    usage: messageUsage(answer.cache, reply, reply.outputTokens, answer.usage),
  };
}

function emptyMessage({ id, model, diagnostics, cache, reply, usage }: Answer): Message {
  const { output_tokens: _later, ...override } = usage ?? {};
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    container: null,
    diagnostics,
    usage: messageUsage(cache, { ...reply, thinkingTokens: 0 }, 1, override),
  };
}

function openingOf(block: ReplyBlock): Anthropic.Messages.RawContentBlockStartEvent['content_block'] {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: '', citations: null };
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'redacted_thinking':
      return block;
    case 'tool_use':
      return { type: 'tool_use', id: block.id, name: block.name, input: {}, caller: { type: 'direct' } };
  }
}

function wholeBlock(block: ReplyBlock): Anthropic.Messages.ContentBlock {
  if (block.type === 'text') return { ...block, citations: null };
  if (block.type !== 'tool_use') return block;
  return { type: 'tool_use', id: block.id, name: block.name, input: parsed(block.json), caller: { type: 'direct' } };
}

/** Without streaming there is no place for half an input: a cut one arrives empty. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

function* deltasOf(block: ReplyBlock, tokensPerDelta: number): Generator<Delta> {
  const units = Math.max(2, tokensPerDelta * 4);
  if (block.type === 'text') {
    for (const text of cutText(block.text, units)) yield { type: 'text_delta', text };
  }
  if (block.type === 'thinking') {
    for (const thinking of cutText(block.thinking, units)) yield { type: 'thinking_delta', thinking };
    yield { type: 'signature_delta', signature: block.signature };
  }
  if (block.type === 'tool_use') {
    // The vendor opens with an empty piece; the others end anywhere, inside keys, numbers and escapes.
    yield { type: 'input_json_delta', partial_json: '' };
    for (const partial_json of unevenPieces(block.json)) yield { type: 'input_json_delta', partial_json };
  }
}

const pieceSizes = [2, 7, 3, 13, 5, 2, 17, 11];

function* unevenPieces(text: string): Generator<string> {
  for (let start = 0, turn = 0; start < text.length; turn++) {
    const [piece] = cutText(
      text.slice(start, start + pieceSizes[turn % pieceSizes.length]! + 1),
      pieceSizes[turn % pieceSizes.length]!,
    );
    yield piece!;
    start += piece!.length;
  }
}
