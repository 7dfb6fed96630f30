import { blocksOf } from '../api/conversation-rules';
import type { MessageRequest } from '../api/request-schema';
import type { ScriptedTurn } from './scripted-turns';

const paragraph =
  'This answer is long on purpose: it shows how a text arrives piece by piece, what stopping it does, and what stays of it. ';

/** What a question can ask to be shown, by its name. */
const rehearsals: Record<string, ScriptedTurn> = {
  slow: { text: paragraph.repeat(12).trim(), pace: { firstTokenMs: 800, perTokenMs: 40 } },
  long: { text: paragraph.repeat(400).trim() },
  silence: { text: paragraph.repeat(4).trim(), stall: { afterEvents: 12 } },
  error: { text: paragraph.repeat(4).trim(), errorEventAfter: 12 },
  cut: { text: paragraph.repeat(4).trim(), cutAfterEvents: 12 },
  refusal: { text: 'I would rather', stopReason: 'refusal' },
  'max tokens': { text: paragraph.trim(), stopReason: 'max_tokens' },
  overloaded: { error: { status: 529, type: 'overloaded_error', message: 'Overloaded' } },
  pause: { text: 'I pause here before I go on.', stopReason: 'pause_turn' },
};

/** What follows once a turn that was paused has come back. */
const afterPause: ScriptedTurn = { text: 'And here I went on after the pause.' };

/** For people: "Rehearse: slow" in place of a question shows how such an answer looks. Undefined for any other question. */
export function rehearsed({ messages }: MessageRequest): ScriptedTurn | undefined {
  const question = messages.findLast(({ role, content }) => role === 'user' && textsOf(content).length > 0);
  const name = textsOf(question?.content ?? '').flatMap(
    text => text.match(/^\s*rehearse:?\s+(?:an? |the )?(.+?)[\s.!]*$/i)?.[1] ?? [],
  )[0];
  const key = name?.toLowerCase().replaceAll('_', ' ') ?? '';
  const turn = Object.hasOwn(rehearsals, key) ? rehearsals[key] : undefined;
  return turn?.stopReason === 'pause_turn' && messages.at(-1)?.role === 'assistant' ? afterPause : turn;
}

const textsOf = (content: MessageRequest['messages'][number]['content']): string[] =>
  blocksOf(content).flatMap(block => (block.type === 'text' ? [block.text] : []));
