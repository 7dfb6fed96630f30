import { readFileSync } from 'node:fs';

/** What stands before every question: everybody sends the model the same system prompt and the same tools. */
export interface Prompt {
  system: string;
  tools: { name: string; description: string; input_schema: Record<string, unknown> }[];
}

export const modelName = 'claude-haiku-4-5';
export const maxTokens = 4096;

/** Reads what {@link Prompt} was written to. */
export function readPrompt(file: string): Prompt {
  return JSON.parse(readFileSync(file, 'utf8')) as Prompt;
}

/** A request of the Messages API for a streamed answer. */
export function messagesRequest({ system, tools }: Prompt, question: string) {
  return {
    model: modelName,
    max_tokens: maxTokens,
    stream: true as const,
    system,
    tools,
    messages: [{ role: 'user' as const, content: question }],
  };
}
