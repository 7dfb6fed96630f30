import { ManualClock } from '@nat/service-kit';
import fc from 'fast-check';
import { DeltaCoalescer } from './delta-coalescer';

function coalescer() {
  const clock = new ManualClock();
  const sent: { at: number; text: string }[] = [];
  return { clock, sent, deltas: new DeltaCoalescer(clock, text => sent.push({ at: clock.monotonic(), text })) };
}

it('sends the first piece at once and joins the following for 50 ms', async () => {
  const { clock, sent, deltas } = coalescer();
  for (const text of ['a', 'b', 'c']) deltas.push(text);
  await clock.advance(50);
  deltas.push('d');
  await clock.advance(50);
  expect(sent).toEqual([
    { at: 0, text: 'a' },
    { at: 50, text: 'bc' },
    { at: 100, text: 'd' },
  ]);
});

it('sends at once what reaches 256 bytes', () => {
  const { sent, deltas } = coalescer();
  deltas.push('a');
  deltas.push('é'.repeat(128));
  expect(sent.map(({ text }) => text.length)).toEqual([1, 128]);
});

it('keeps to its 50 ms after a flush in between', async () => {
  const { clock, sent, deltas } = coalescer();
  deltas.push('a');
  await clock.advance(10);
  deltas.push('b');
  await clock.advance(20);
  deltas.flush();
  deltas.push('c');
  await clock.advance(100);
  expect(sent).toEqual([
    { at: 0, text: 'a' },
    { at: 30, text: 'b' },
    { at: 80, text: 'c' },
  ]);
});

it('tells a failure that nobody waited for to whoever pushes next', async () => {
  const clock = new ManualClock();
  let broken = false;
  const deltas = new DeltaCoalescer(clock, () => {
    if (broken) throw new Error('the log is broken');
  });
  deltas.push('a');
  broken = true;
  deltas.push('b');
  await clock.advance(100);
  expect(() => deltas.push('c')).toThrow('the log is broken');
});

it('loses and reorders nothing', async () => {
  const step = fc.record({ text: fc.string({ maxLength: 300 }), wait: fc.nat(80) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async steps => {
      const { clock, sent, deltas } = coalescer();
      for (const { text, wait } of steps) {
        deltas.push(text);
        await clock.advance(wait);
      }
      deltas.flush();
      expect(sent.map(({ text }) => text).join('')).toBe(steps.map(({ text }) => text).join(''));
    }),
    { numRuns: 50 },
  );
});
