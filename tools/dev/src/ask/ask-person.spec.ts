import { PassThrough } from 'node:stream';
import { confirmation } from '../../test/fake-nat';
import { askingPerson, decisionOf } from './ask-person';
import type { Decision } from './decide';

const typed = { ...confirmation, typedCountRequired: true };

describe('a line', () => {
  it.each<[string, Decision | undefined]>([
    ['p', { decision: 'approve' }],
    [' Proceed ', { decision: 'approve' }],
    ['c', { decision: 'deny' }],
    ['cancel', { decision: 'deny' }],
    ['c only those in Austin', { decision: 'deny', reason: 'only those in Austin' }],
    ['Cancel: not yet', { decision: 'deny', reason: 'not yet' }],
    ['', undefined],
    ['y', undefined],
    ['156', undefined],
    ['cost', undefined],
    ['please', undefined],
    ['p c', undefined],
  ])('%j decides %j', (line, decision) => {
    expect(decisionOf(line, confirmation)).toEqual(decision);
  });

  it.each<[string, Decision | undefined]>([
    ['156', { decision: 'approve', typedCount: 156 }],
    [' 1,56 ', { decision: 'approve', typedCount: 156 }],
    ['p', undefined],
    ['155', undefined],
    ['156 people', undefined],
    ['c', { decision: 'deny' }],
  ])('where the number has to be typed, %j decides %j', (line, decision) => {
    expect(decisionOf(line, typed)).toEqual(decision);
  });
});

describe('a person at a terminal', () => {
  /** Types these, each once it was asked for. */
  function person(...keys: string[]) {
    const input = new PassThrough();
    const output = new PassThrough();
    const stop = new AbortController();
    let shown = '';
    output.on('data', (data: Buffer) => {
      shown += data.toString();
      if (!data.toString().includes('follow): ')) return;
      const next = keys.shift();
      if (next === 'stop') stop.abort();
      else if (next !== undefined) input.write(next);
    });
    return { decide: askingPerson({ input, output }, stop.signal), shown: () => shown, stop, input };
  }
  /** The same at a terminal, which holds what is typed until somebody reads. */
  function terminal(...keys: string[]) {
    const at = person(...keys);
    Object.assign(at.input, { isTTY: true });
    return at;
  }

  it('is asked again until a word decides', async () => {
    const { decide, shown } = person('\r', 'yes\r', 'p\r');
    expect(await decide(confirmation)).toEqual({ decision: 'approve' });
    expect(shown().match(/\[p\]roceed/g)!.length).toBeGreaterThanOrEqual(3);
  });

  it('is told which number to type', async () => {
    const { decide, shown } = person('156\r');
    expect(await decide(typed)).toEqual({ decision: 'approve', typedCount: 156 });
    expect(shown()).toContain('type 156 to proceed');
  });

  it('decides several, one after another', async () => {
    const { decide } = person('p\r', 'c why\r');
    expect([await decide(confirmation), await decide(confirmation)]).toEqual([
      { decision: 'approve' },
      { decision: 'deny', reason: 'why' },
    ]);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
    ['a signal', 'stop'],
  ])('leaves this one and those that follow waiting by %s', async (_, key) => {
    const { decide } = person(key, 'p\r');
    expect([await decide(confirmation), await decide(confirmation)]).toEqual(['leave', 'leave']);
  });

  it('decides no card by what was typed before that was asked for', async () => {
    const { decide, shown, input } = terminal('c\r', 'p\r');
    input.write('p\r');
    expect(await decide(confirmation)).toEqual({ decision: 'deny' });
    input.write('c\rp');
    expect(await decide(confirmation)).toEqual({ decision: 'approve' });
    expect(shown().match(/follow\): /g)!.length).toBeGreaterThanOrEqual(2);
  });

  it('leaves all waiting by a Ctrl-C that came before the question', async () => {
    const { decide, shown, input } = terminal('p\r');
    input.write('p\r\u0003');
    expect(await decide(confirmation)).toBe('leave');
    expect(shown()).toBe('');
  });

  it('is not asked once the signal has come', async () => {
    const { decide, shown, stop } = person('p\r');
    stop.abort();
    expect(await decide(confirmation)).toBe('leave');
    expect(shown()).toBe('');
  });
});
