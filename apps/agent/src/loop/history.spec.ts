import fc from 'fast-check';
import type { ContentBlock, ModelMessage } from '../model/model.port';
import { estimateTokens, historyLimits, sendableHistory, type StoredMessage } from './history';
import { historyTrimmedSentence, interruptedSentence } from './wording';

const text = (said: string): ContentBlock[] => [{ type: 'text', text: said }];
const use = (id: string): ContentBlock => ({ type: 'tool_use', id, name: 'list_lists', input: {} });
const result = (id: string): ContentBlock => ({ type: 'tool_result', tool_use_id: id, content: '{"ok":true}' });

/** Gives messages their numbers. */
function stored(...messages: [queryId: string, role: StoredMessage['role'], content: ContentBlock[]][]): StoredMessage[] {
  return messages.map(([queryId, role, content], index) => ({ seq: index + 1, queryId, role, content, createdAt: 'now' }));
}

/** What the provider demands: turns alternate, and every call has its result in the next message. */
function expectSendable(messages: ModelMessage[]) {
  messages.forEach((message, index) => {
    expect(message.role).toBe(index % 2 === 0 ? 'user' : 'assistant');
    const called = message.content.filter(block => block.type === 'tool_use').map(block => block.id);
    const answered = (messages[index + 1]?.content ?? []).flatMap(block => block.tool_use_id ?? []);
    expect(called).toEqual(message.role === 'assistant' ? answered : []);
  });
  expect(messages.at(-1)?.role ?? 'assistant').toBe('assistant');
}

it('sends a whole conversation exactly as it was kept', () => {
  const messages = stored(
    ['a', 'user', text('q')],
    ['a', 'assistant', [use('1')]],
    ['a', 'user', [result('1')]],
    ['a', 'assistant', text('x')],
  );
  const sent = sendableHistory(messages);
  expect(sent).toEqual({ messages: messages.map(({ role, content }) => ({ role, content })), trimmed: false });
});

it('closes a query whose runner crashed between a call and its result', () => {
  const { messages } = sendableHistory(stored(['a', 'user', text('q')], ['a', 'assistant', [use('1'), use('2')]]));
  expectSendable(messages);
  expect(messages[2]!.content.map(block => block.is_error)).toEqual([true, true]);
  expect(messages.at(-1)!.content).toEqual(text(interruptedSentence));
});

it('closes a query that never got an answer', () => {
  const { messages } = sendableHistory(stored(['a', 'user', text('q')], ['b', 'user', text('r')], ['b', 'assistant', text('s')]));
  expectSendable(messages);
  expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
});

it('drops whole oldest queries when it is too long, and says so', () => {
  const long = 'x'.repeat(40_000); // about 10,000 tokens
  const messages = stored(
    ...['a', 'b', 'c', 'd', 'e', 'f', 'g'].flatMap((id): Parameters<typeof stored> => [
      [id, 'user', text(id)],
      [id, 'assistant', text(long)],
    ]),
  );
  const sent = sendableHistory(messages);
  expect(sent.trimmed).toBe(true);
  expect(estimateTokens(sent.messages)).toBeLessThanOrEqual(historyLimits.downTo + 100);
  expect(sent.messages[1]!.content).toEqual(text(historyTrimmedSentence));
  expect(sent.messages[2]!.content).toEqual(text('e'));
  expectSendable(sent.messages);
});

it('is always sendable, wherever runs were cut off', () => {
  const run = fc.record({ turns: fc.nat(3), cut: fc.nat(8), size: fc.constantFrom(10, 60_000) });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 8 }), runs => {
      const all = runs.flatMap(({ turns, cut, size }, n): Parameters<typeof stored> => {
        const id = `q${n}`;
        const middle = Array.from({ length: turns }, (_, t): Parameters<typeof stored> => [
          [id, 'assistant', [use(`${id}-${t}`)]],
          [id, 'user', [result(`${id}-${t}`)]],
        ]).flat();
        const whole: Parameters<typeof stored> = [[id, 'user', text('q')], ...middle, [id, 'assistant', text('x'.repeat(size))]];
        return whole.slice(0, Math.max(1, whole.length - cut));
      });
      expectSendable(sendableHistory(stored(...all)).messages);
    }),
  );
});
