import type { ModelMessage, ModelRequest, ModelTool } from '../model/model.port';
import { systemPrompt } from './system-prompt';

/** How long the provider keeps a cached prefix. */
export type CacheLife = '5m' | '1h';

/** Blocks of a long tool turn between two breakpoints; the provider looks back 20. */
const blocksPerBreakpoint = 15;
/** Four in all; one stands at the end of the system prompt. */
const messageBreakpoints = 3;

export interface PromptParts {
  model: string;
  tools: readonly ModelTool[];
  messages: readonly ModelMessage[];
  maxTokens: number;
  toolChoice: 'auto' | 'none';
  cacheLife: CacheLife;
}

/**
 * Builds one request: tools, system, history, newest message, in this order, so that everything before the history is the
 * same bytes for everybody. Breakpoints: the end of the system prompt, the end of the messages, and in a long tool turn one
 * for every 15 blocks, the oldest dropped.
 */
export function buildRequest({ model, tools, messages, maxTokens, toolChoice, cacheLife }: PromptParts): ModelRequest {
  const mark = cacheControl(cacheLife);
  return {
    model,
    maxTokens,
    toolChoice,
    tools: [...tools],
    system: [{ type: 'text', text: systemPrompt, ...mark }],
    messages: withBreakpoints(messages, mark),
  };
}

/** What is the same for every caller: hashed by the spec that guards the cache. */
export function promptPrefix(tools: readonly ModelTool[], cacheLife: CacheLife): string {
  return JSON.stringify({ tools, system: [{ type: 'text', text: systemPrompt, ...cacheControl(cacheLife) }] });
}

function cacheControl(life: CacheLife): { cache_control: Record<string, string> } {
  return { cache_control: life === '1h' ? { type: 'ephemeral', ttl: '1h' } : { type: 'ephemeral' } };
}

/**
 * Marks copies only: stored blocks go back exactly as they came, save for empty texts, which the provider sends but does not
 * take. Marks stand on user messages, whose last block can always carry one.
 */
function withBreakpoints(messages: readonly ModelMessage[], mark: { cache_control: unknown }): ModelMessage[] {
  const marked = new Set(breakpoints(messages));
  return messages.map(({ role, content }, index) => {
    const blocks = content.filter(block => block.type !== 'text' || String(block.text).trim() !== '');
    const last = blocks.at(-1);
    return { role, content: last && marked.has(index) ? [...blocks.slice(0, -1), { ...last, ...mark }] : blocks };
  });
}

/** Indexes of the messages that end a cached prefix, newest last. */
export function breakpoints(messages: readonly ModelMessage[]): number[] {
  const question = messages.findLastIndex(isQuestion);
  const chosen: number[] = [];
  let since = Number.POSITIVE_INFINITY;
  messages.forEach((message, index) => {
    since += message.content.length;
    if (index < question || message.role !== 'user') return;
    if (since < blocksPerBreakpoint && index !== messages.length - 1) return;
    chosen.push(index);
    since = 0;
  });
  return chosen.slice(-messageBreakpoints);
}

/** A user message that asks, in contrast to one that carries results of tools. */
export function isQuestion({ role, content }: ModelMessage): boolean {
  return role === 'user' && !content.some(block => block.type === 'tool_result');
}
