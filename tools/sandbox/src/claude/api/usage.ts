import type Anthropic from '@anthropic-ai/sdk';
import type { CacheUsage } from './prompt-cache';
import type { Reply } from './reply';

type Usage = Anthropic.Messages.Usage;
type DeltaUsage = Anthropic.Messages.MessageDeltaUsage;

/** Figures that a script wants reported instead of the computed ones; nulls are allowed where the vendor may send them. */
export type UsageOverride = Partial<Omit<Usage, 'input_tokens'>> & { input_tokens?: number | null };

/** `usage` of a whole message, or of `message_start` with the one output token that has been written by then. */
export function messageUsage(cache: CacheUsage, reply: Reply, outputTokens: number, override: UsageOverride = {}): Usage {
  return {
    input_tokens: cache.input,
    cache_creation_input_tokens: cache.write5m + cache.write1h,
    cache_read_input_tokens: cache.read,
    cache_creation: { ephemeral_5m_input_tokens: cache.write5m, ephemeral_1h_input_tokens: cache.write1h },
    output_tokens: outputTokens,
    output_tokens_details: details(reply),
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: 'global',
    speed: 'standard',
    ...(override as Partial<Usage>),
  };
}

/** `usage` of `message_delta`: cumulative, and without the split of cache writes. */
export function deltaUsage(cache: CacheUsage, reply: Reply, override: UsageOverride = {}): DeltaUsage {
  const whole = { ...messageUsage(cache, reply, reply.outputTokens), ...override };
  return {
    input_tokens: whole.input_tokens,
    cache_creation_input_tokens: whole.cache_creation_input_tokens,
    cache_read_input_tokens: whole.cache_read_input_tokens,
    output_tokens: whole.output_tokens,
    output_tokens_details: whole.output_tokens_details,
    server_tool_use: whole.server_tool_use,
  };
}

const details = (reply: Reply): Usage['output_tokens_details'] =>
  reply.thinkingTokens > 0 ? { thinking_tokens: reply.thinkingTokens } : null;
