import type { MessageRequest } from '../api/request-schema';
import { rehearsed } from './rehearsals';

const request = (question: string, more: MessageRequest['messages'] = []): MessageRequest => ({
  model: 'claude-haiku-5-5',
  max_tokens: 100,
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Current time: 2026-11-21T09:00:00-05:00 (America/New_York)' },
        { type: 'text', text: question },
      ],
    },
    ...more,
  ],
});

describe('what a person can have shown', () => {
  it.each([
    ['Rehearse: slow', { pace: { firstTokenMs: 800, perTokenMs: 40 } }],
    ['rehearse a long answer', undefined],
    ['Rehearse: long', { text: expect.stringContaining('long on purpose') }],
    ['Rehearse an error.', { errorEventAfter: 12 }],
    ['Rehearse: cut', { cutAfterEvents: 12 }],
    ['Rehearse: silence', { stall: { afterEvents: 12 } }],
    ['Rehearse the refusal', { stopReason: 'refusal' }],
    ['Rehearse: max_tokens', { stopReason: 'max_tokens' }],
    ['Rehearse: overloaded', { error: { status: 529 } }],
    ['Rehearse: pause', { stopReason: 'pause_turn' }],
    ['How many volunteers rehearse?', undefined],
    ['Rehearse: constructor', undefined],
  ])('%s', (question, turn) => {
    if (turn) expect(rehearsed(request(question))).toMatchObject(turn);
    else expect(rehearsed(request(question))).toBeUndefined();
  });

  it('goes on after its pause', () => {
    const paused = { role: 'assistant' as const, content: 'I pause here before I go on.' };
    const turn = rehearsed(request('Rehearse: pause', [paused]));
    expect(turn).toEqual({ text: 'And here I went on after the pause.' });
  });
});
