import type { TokenCounts } from '@nat/contracts';
import type { ContentBlock, ModelEvent, ModelTurn } from './model.port';

/** A raw event of the Messages stream. Unknown ones pass through unread. */
export interface RawEvent {
  type?: string;
  [field: string]: unknown;
}

interface RawUsage {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  cache_creation?: { ephemeral_5m_input_tokens?: number; ephemeral_1h_input_tokens?: number } | null;
}

/**
 * Builds a response out of its raw events. Blocks keep every field they came with, known or not, because thinking blocks
 * and their signatures must go back unchanged. Pure: no clock, no input or output.
 */
export class TurnAssembler {
  private readonly blocks = new Map<number, ContentBlock>();
  private readonly inputs = new Map<number, string>();
  private readonly unreadable = new Set<string>();
  private readonly open = new Set<number>();
  private usage: RawUsage = {};
  private stopReason: string | undefined;

  /** What an event means to the loop, if anything. */
  add(event: RawEvent): ModelEvent | undefined {
    switch (event.type) {
      case 'message_start':
        return this.countTokens((event.message as { usage?: RawUsage } | undefined)?.usage);
      case 'content_block_start':
        this.start(event.index as number, event.content_block as ContentBlock);
        return undefined;
      case 'content_block_delta':
        return this.extend(event.index as number, event.delta as ContentBlock);
      case 'content_block_stop':
        this.stop(event.index as number);
        return undefined;
      case 'message_delta': {
        const { stop_reason: reason } = (event.delta ?? {}) as { stop_reason?: string | null };
        this.stopReason = reason ?? this.stopReason;
        return this.countTokens(event.usage as RawUsage | undefined);
      }
      case 'message_stop':
        return this.open.size === 0 ? { type: 'turn', turn: this.turn() } : undefined;
      default:
        return undefined;
    }
  }

  private start(index: number, block: ContentBlock): void {
    this.blocks.set(index, structuredClone(block));
    this.open.add(index);
    if (block.type === 'tool_use') this.inputs.set(index, '');
  }

  private extend(index: number, delta: ContentBlock): ModelEvent | undefined {
    const block = this.blocks.get(index);
    if (!block) return undefined;
    const append = (field: string, value: unknown): void => {
      block[field] = `${(block[field] as string | undefined) ?? ''}${String(value)}`;
    };
    switch (delta.type) {
      case 'text_delta':
        append('text', delta.text);
        return { type: 'text', text: String(delta.text) };
      case 'thinking_delta':
        append('thinking', delta.thinking);
        return undefined;
      case 'signature_delta':
        append('signature', delta.signature);
        return undefined;
      case 'input_json_delta':
        this.inputs.set(index, (this.inputs.get(index) ?? '') + String(delta.partial_json));
        return undefined;
      case 'citations_delta':
        block.citations = [...((block.citations as unknown[] | null) ?? []), delta.citation];
        return undefined;
      default:
        return undefined;
    }
  }

  /** Input arrives as fragments of JSON and is parsed once, when it is whole. */
  private stop(index: number): void {
    this.open.delete(index);
    const block = this.blocks.get(index);
    const text = this.inputs.get(index);
    if (!block || text === undefined || text === '') return;
    const input = parseObject(text);
    if (!input) this.unreadable.add(String(block.id));
    block.input = input ?? {};
  }

  /** Totals are cumulative and later ones win, but nulls say nothing and only the start has the split of cache writes. */
  private countTokens(usage: RawUsage | undefined): ModelEvent | undefined {
    if (!usage) return undefined;
    const said = Object.entries(usage).filter(([, value]) => value !== null && value !== undefined);
    this.usage = { ...this.usage, ...Object.fromEntries(said) };
    return { type: 'usage', tokens: this.tokens() };
  }

  private tokens(): TokenCounts {
    const { usage } = this;
    const written = usage.cache_creation_input_tokens ?? 0;
    const hour = Math.min(written, usage.cache_creation?.ephemeral_1h_input_tokens ?? 0);
    return {
      input: usage.input_tokens ?? 0,
      cacheWrite5m: written - hour,
      cacheWrite1h: hour,
      cacheRead: usage.cache_read_input_tokens ?? 0,
      output: usage.output_tokens ?? 0,
    };
  }

  private turn(): ModelTurn {
    const blocks = [...this.blocks].sort(([a], [b]) => a - b).map(([, block]) => block);
    return { blocks, stopReason: this.stopReason, unreadableInputs: this.unreadable };
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
