import { ManualClock } from '@nat/service-kit';
import fc from 'fast-check';
import { WorkingTime } from './working-time';

let clock: ManualClock;
let usedUp: number;
beforeEach(() => void ([clock, usedUp] = [new ManualClock(), 0]));

const time = (limitMs = 10_000, used?: number) => new WorkingTime(clock, limitMs, () => (usedUp += 1), used);
/** Work that lasts until it is ended. */
function work() {
  let end!: () => void;
  const ended = new Promise<void>(resolve => (end = resolve));
  return { end, run: () => ended };
}

it('is used up once, at its last millisecond', async () => {
  const working = time();
  working.start();
  await clock.advance(9_999);
  expect([working.workedMs, usedUp]).toEqual([9_999, 0]);
  await clock.advance(1);
  expect([working.workedMs, usedUp]).toEqual([10_000, 1]);
  await clock.advance(60_000);
  expect(usedUp).toBe(1);
});

it('goes on from what was used before, also when that was all', async () => {
  const working = time(10_000, 7_000);
  working.start();
  await clock.advance(2_999);
  expect(usedUp).toBe(0);
  await clock.advance(1);
  expect(usedUp).toBe(1);
  const late = time(10_000, 12_000);
  late.start();
  await clock.advance(0);
  expect(usedUp).toBe(2);
});

it('does not count what lasts without it, however long, and goes on afterwards', async () => {
  const working = time();
  working.start();
  await clock.advance(4_000);
  const long = work();
  const without = working.without(long.run);
  await clock.advance(3_600_000);
  expect([working.workedMs, usedUp]).toEqual([4_000, 0]);
  long.end();
  await without;
  await clock.advance(5_999);
  expect([working.workedMs, usedUp]).toEqual([9_999, 0]);
  await clock.advance(1);
  expect(usedUp).toBe(1);
});

it('counts again only when the last of several has ended', async () => {
  const working = time();
  working.start();
  const [first, second] = [work(), work()];
  const all = [working.without(first.run), working.without(second.run)];
  await clock.advance(5_000);
  first.end();
  await all[0];
  await clock.advance(5_000);
  expect(working.workedMs).toBe(0);
  second.end();
  await all[1];
  await clock.advance(3_000);
  expect(working.workedMs).toBe(3_000);
});

it('counts again after work that failed, and gives its result and its failure on', async () => {
  const working = time();
  working.start();
  expect(await working.without(async () => 'done')).toBe('done');
  await expect(working.without(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await clock.advance(10_000);
  expect(usedUp).toBe(1);
});

it('never counts nor ends anything once it is stopped, whatever ends later', async () => {
  const working = time();
  working.start();
  await clock.advance(2_000);
  const late = work();
  const without = working.without(late.run);
  working.stop();
  late.end();
  await without;
  await clock.advance(60_000);
  expect([working.workedMs, usedUp]).toEqual([2_000, 0]);
});

it('counts just the time that was worked, whatever is interleaved', async () => {
  const step = fc.record({ ms: fc.nat(3_000), away: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async steps => {
      [clock, usedUp] = [new ManualClock(), 0];
      const working = time(10_000);
      working.start();
      let worked = 0;
      for (const { ms, away } of steps) {
        if (away) await working.without(() => clock.advance(ms));
        else await clock.advance(ms);
        worked += away ? 0 : ms;
        expect(working.workedMs).toBe(worked);
        expect(usedUp > 0).toBe(worked >= 10_000);
      }
    }),
    { numRuns: 30 },
  );
});
