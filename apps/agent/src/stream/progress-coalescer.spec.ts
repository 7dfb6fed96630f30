import { ManualClock } from '@nat/service-kit';
import fc from 'fast-check';
import { ProgressCoalescer } from './progress-coalescer';

const at = (done: number) => ({ done, alreadySo: 0, failed: 0, total: 100 });

function coalescer() {
  const clock = new ManualClock();
  const sent: { at: number; done: number }[] = [];
  const progress = new ProgressCoalescer(clock, async ({ done }) => void sent.push({ at: clock.monotonic(), done }));
  return { clock, sent, progress };
}

it('sends the first at once, then the newest once a second', async () => {
  const { clock, sent, progress } = coalescer();
  for (let done = 1; done <= 25; done++) {
    progress.tell(at(done));
    await clock.advance(100);
  }
  await progress.end();
  expect(sent).toEqual([
    { at: 0, done: 1 },
    { at: 1000, done: 10 },
    { at: 2000, done: 20 },
    { at: 2500, done: 25 },
  ]);
});

it('does not tell again what did not change', async () => {
  const { clock, sent, progress } = coalescer();
  for (let second = 0; second < 5; second++) {
    progress.tell(at(7));
    await clock.advance(1000);
  }
  await progress.end();
  expect(sent).toEqual([{ at: 0, done: 7 }]);
});

it('sends nothing when nothing was told, and nothing after its end', async () => {
  const { clock, sent, progress } = coalescer();
  await progress.end();
  progress.tell(at(1));
  progress.tell(at(2));
  await progress.end();
  await clock.advance(10_000);
  expect(sent.map(({ done }) => done)).toEqual([1, 2]);
});

it('is told by its end that it could not be sent', async () => {
  const failing = new ProgressCoalescer(new ManualClock(), () => Promise.reject(new Error('the log is gone')));
  failing.tell(at(1));
  await expect(failing.end()).rejects.toThrow('the log is gone');
});

it('never sends two within a second before the end, is never later than two seconds, and ends with the newest', async () => {
  const step = fc.record({ done: fc.nat(50), wait: fc.nat(1500) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async steps => {
      const { clock, sent, progress } = coalescer();
      for (const { done, wait } of steps) {
        progress.tell(at(done));
        await clock.advance(wait);
      }
      const before = sent.length;
      await progress.end();
      expect(sent.at(-1)!.done).toBe(steps.at(-1)!.done);
      for (let index = 1; index < before; index++) expect(sent[index]!.at - sent[index - 1]!.at).toBeGreaterThanOrEqual(1000);
      expect(new Set(sent.map(JSON.stringify as (one: object) => string)).size).toBe(sent.length);
    }),
    { numRuns: 100 },
  );
});
