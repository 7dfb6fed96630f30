import type { ModelRequest } from './model.port';

/** Models that decide themselves how long to think: look-ups need little of it. Others refuse the setting. */
const thinksByItself = /^claude-(?:haiku|sonnet)-5/;

/**
 * Writes requests of the Messages API. Tools and system prompt are the same for every caller and most of the bytes, so they
 * are written once; that what the provider caches is byte for byte the same follows from it.
 */
export class RequestBodies {
  private written?: { tools: ModelRequest['tools']; system: string; prefix: Buffer };

  of(request: ModelRequest): Buffer {
    const { model, maxTokens: max_tokens, toolChoice: type, messages } = request;
    const rest = {
      model,
      max_tokens,
      stream: true,
      tool_choice: { type },
      messages,
      ...(thinksByItself.test(model) && { output_config: { effort: 'low' } }),
    };
    // The prefix is an object that is still open, and what follows closes it.
    return Buffer.concat([this.prefix(request), Buffer.from(`,${JSON.stringify(rest).slice(1)}`)]);
  }

  private prefix({ tools, system }: ModelRequest): Buffer {
    const text = JSON.stringify(system);
    const { written } = this;
    if (written?.system === text && sameItems(written.tools, tools)) return written.prefix;
    const prefix = Buffer.from(`{"tools":${JSON.stringify(tools)},"system":${text}`);
    this.written = { tools: [...tools], system: text, prefix };
    return prefix;
  }
}

function sameItems<Item>(one: readonly Item[], other: readonly Item[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
