import type { StoredMessage } from '../loop/history';
import { isQuestion } from '../loop/prompt';

/** What the person wrote in these messages, without the server's context blocks. */
export function typedTexts(messages: readonly StoredMessage[]): string {
  const questions = messages.filter(message => !message.synthetic && isQuestion(message));
  return questions
    .flatMap(({ content }) => content.slice(1).map(({ text }) => (typeof text === 'string' ? text : '')))
    .join('\n');
}

/** What the person asked in the query whose messages these are. */
export const questionText = (own: readonly StoredMessage[]): string => typedTexts(own.slice(0, 1));
