import { judgeFree, questions } from '../../evaluation/questions';
import type { MessageRun } from '../../evaluation/run/run-task';
import { isTold, standsIn } from '../../evaluation/score/told';

describe('a text that begins or ends with digits', () => {
  it('stands by itself beside words, marks and the ends of the sentence', () => {
    for (const text of [
      '14',
      '14 people.',
      'People: 14.',
      '(14)',
      '**14**',
      '14, and more',
      'at most 14%',
      '{"count":14,"ok":true}',
    ])
      expect([text, standsIn('14', text)]).toEqual([text, true]);
  });

  it('is no part of a longer figure, an amount, a time or a word', () => {
    for (const text of ['214 people', '140', '1,214', '14,000', '14.5', '3.14', '$14', '14:30', '12:14', '14th', 'rs_14'])
      expect([text, standsIn('14', text)]).toEqual([text, false]);
    expect(standsIn('$99', 'a donation of $990')).toBe(false);
    expect(standsIn('$99', 'a donation of $99.50')).toBe(false);
    expect(standsIn('$99', 'a donation of $99.')).toBe(true);
  });

  it('is looked for without regard to case, and marks in it are no pattern', () => {
    expect(standsIn('Which one?', 'There are two. which one? ')).toBe(true);
    expect(standsIn('complet', 'Completed.')).toBe(true);
    expect(standsIn('a.b', 'axb')).toBe(false);
  });
});

describe('a figure', () => {
  it('is told in dollars only where it is cents', () => {
    expect(isTold(300, 'There are 3 people.')).toBe(false);
    expect(isTold(300, 'They gave $3.', true)).toBe(true);
    expect(isTold(532206, 'They gave $5,322.06.', true)).toBe(true);
    expect(isTold(532206, 'They gave 5,322.06 dollars.', true)).toBe(true);
    expect(isTold(532206, 'They gave $5,322.06.')).toBe(false);
    expect(isTold(1250, 'There are 1,250 people.')).toBe(true);
  });

  it('of a free answer is cents where the truth names it so, or the question is about amounts', () => {
    const free = (answer: string, truth: unknown, unit?: 'cents') =>
      judgeFree(aRun(answer), { unit }, truth).map(({ aspect }) => aspect);
    expect(free('48 donations, $3 in all.', { count: 48, cents: 300 })).toEqual([]);
    expect(free('3 donations, $48 in all.', { count: 300, cents: 4800 })).toEqual(['calls', 'answer']);
    expect(free('May: $3.', { '2026-05': 300 }, 'cents')).toEqual([]);
    expect(questions.filter(({ unit }) => unit).map(({ id }) => id)).toEqual([
      'average-gift-last-month',
      'raised-by-month',
      'raised-by-tracking-code',
    ]);
  });
});

function aRun(answer: string) {
  const message: MessageRun = {
    text: '?',
    calls: [],
    confirmations: [],
    texts: [answer],
    answer,
    said: answer,
    links: [],
    notices: [],
    end: 'answered',
    turns: 1,
    modelCalls: [],
    wholeMs: 1,
  };
  return { nation: 'demo', messages: [message], changes: [], mails: 0 };
}
