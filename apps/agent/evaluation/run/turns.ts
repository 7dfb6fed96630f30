import { isQuestion } from '../../src/loop/prompt';
import type { ContentBlock, ModelMessage } from '../../src/model/model.port';

/** What a tool told the model, by the id of its call. */
export type Results = ReadonlyMap<string, unknown>;

/** How many responses the newest question has had. */
export function turnsSoFar(messages: readonly ModelMessage[]): number {
  return sinceQuestion(messages).filter(({ role }) => role === 'assistant').length;
}

/** What the calls of a conversation told, in the order of the calls. */
export function resultsSoFar(messages: readonly ModelMessage[]): unknown[] {
  const results = resultsIn(messages);
  return blocksOf(messages, 'tool_use').map(({ id }) => results.get(String(id)));
}

/** Every result of a conversation. */
export function resultsIn(messages: readonly ModelMessage[]): Results {
  return new Map(blocksOf(messages, 'tool_result').map(block => [String(block.tool_use_id), parsed(block.content)]));
}

function sinceQuestion(messages: readonly ModelMessage[]): readonly ModelMessage[] {
  return messages.slice(messages.findLastIndex(isQuestion) + 1);
}

function blocksOf(messages: readonly ModelMessage[], type: string): ContentBlock[] {
  return messages.flatMap(({ content }) => content.filter(block => block.type === type));
}

/** Results are compact JSON; a server's sentence in place of one stays text. */
function parsed(content: unknown): unknown {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
