import type { ModelMessage } from '../model/model.port';

/** Our own mark in the JSON of a result: strangers' words are in it. Text of a record cannot write it, its quotes are escaped. */
const mark = '"untrusted":true';

/**
 * True while free text of records, or text that reads like an order to an assistant, is among what the model is sent: from then
 * on it may want what nobody asked for. Judged by what is sent, so it ends when that is left out of the history. Pure.
 */
export function isTainted(messages: readonly ModelMessage[]): boolean {
  return messages.some(({ content }) =>
    content.some(({ type, content: result }) => type === 'tool_result' && typeof result === 'string' && result.includes(mark)),
  );
}
