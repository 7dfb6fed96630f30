import { promptPrefix, systemPrompt, tools } from '@nat/agent';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';

/** Tokens as o200k counts them; Claude counts a little otherwise. */
export interface PromptTokens {
  toolCount: number;
  tools: number;
  systemPrompt: number;
  /** All that is the same in every request, as it is sent. */
  prefix: number;
}

export function promptTokens(): PromptTokens {
  const { definitions } = tools;
  return {
    toolCount: definitions.length,
    tools: encode(JSON.stringify(definitions)).length,
    systemPrompt: encode(systemPrompt).length,
    prefix: encode(promptPrefix(definitions, '5m')).length,
  };
}
