import { ManualClock } from '@nat/service-kit';
import fc from 'fast-check';
import { ConnectionLimits, TokenBucket } from './token-bucket';

it('lets a burst of 20 pass at once and then 18 a second', async () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket(clock);
  const passed: number[] = [];
  for (let call = 0; call < 56; call++) void bucket.take().then(() => passed.push(clock.monotonic()));
  await clock.advance(0);
  expect(passed).toHaveLength(20);
  await clock.advance(1_001); // intervals are no whole milliseconds
  expect(passed).toHaveLength(38);
  await clock.advance(1_001); // intervals are no whole milliseconds
  expect(passed).toHaveLength(56);
});

it('never lets more than 200 pass in any ten seconds', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(3_000), fc.nat(60)), { minLength: 5, maxLength: 15 }), async bursts => {
      const clock = new ManualClock();
      const bucket = new TokenBucket(clock);
      const passed: number[] = [];
      for (const [wait, calls] of bursts) {
        await clock.advance(wait);
        for (let call = 0; call < calls; call++) void bucket.take().then(() => passed.push(clock.monotonic()));
      }
      await clock.advance(120_000);
      passed.forEach((start, first) => {
        expect(passed.filter((at, index) => index >= first && at < start + 10_000).length).toBeLessThanOrEqual(200);
      });
    }),
    { numRuns: 10 },
  );
});

it('never lets more than the burst and the rate pass in any window, pauses included', async () => {
  const step = fc.oneof(
    fc.record({ wait: fc.nat(400) }),
    fc.record({ calls: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ pause: fc.nat(500) }),
  );
  const anyBucket = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 8 }));
  await fc.assert(
    fc.asyncProperty(anyBucket, fc.array(step, { maxLength: 12 }), async ([rate, burst], steps) => {
      const clock = new ManualClock();
      const bucket = new TokenBucket(clock, rate, burst);
      const passed: { at: number; order: number }[] = [];
      const pauses: { from: number; until: number }[] = [];
      let order = 0;
      for (const one of steps) {
        if ('wait' in one) await clock.advance(one.wait);
        if ('pause' in one) {
          await clock.advance(0);
          pauses.push({ from: clock.monotonic(), until: clock.monotonic() + one.pause });
          bucket.pause(one.pause);
        }
        if ('calls' in one)
          for (let call = 0; call < one.calls; call++) {
            const mine = order++;
            void bucket.take().then(() => passed.push({ at: clock.monotonic(), order: mine }));
          }
      }
      await clock.advance(500_000);
      const inOrder = passed.toSorted((a, b) => a.order - b.order);
      expect(inOrder.map(call => call.order)).toEqual(Array.from({ length: order }, (_, n) => n));
      // First come, first served; which of two calls that may go at the same instant is resumed first does not matter.
      expect(inOrder.map(({ at }) => at)).toEqual(inOrder.map(({ at }) => at).toSorted((a, b) => a - b));
      expect(passed.filter(({ at }) => pauses.some(({ from, until }) => at > from && at < until))).toEqual([]);
      passed.forEach(({ at: first }, from) =>
        passed.slice(from).forEach(({ at: last }, more) => {
          expect(more + 1).toBeLessThanOrEqual(burst + ((last - first) * rate) / 1000 + 1e-6);
        }),
      );
    }),
    { numRuns: 60 },
  );
});

it('holds back those who already wait when the API asks to slow down, and keeps their pace', async () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket(clock, 10, 1);
  const passed: number[] = [];
  for (let call = 0; call < 4; call++) void bucket.take().then(() => passed.push(clock.monotonic()));
  await clock.advance(50);
  bucket.pause(1_000);
  await clock.advance(5_000);
  expect(passed).toEqual([0, 1_100, 1_200, 1_300]);
});

it('lets a canceled call go at once', async () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket(clock, 1, 1);
  const abort = new AbortController();
  await bucket.take();
  const waiting = bucket.take(abort.signal);
  abort.abort();
  await waiting;
  expect(clock.monotonic()).toBe(0);
});

it('lets nothing pass while it pauses', async () => {
  const clock = new ManualClock();
  const bucket = new TokenBucket(clock);
  bucket.pause(5_000);
  let passed = false;
  void bucket.take().then(() => (passed = true));
  await clock.advance(4_999);
  expect(passed).toBe(false);
  await clock.advance(1);
  expect(passed).toBe(true);
});

it('gives each connection its own bucket, and forgets the ones not used for longest', () => {
  const limits = new ConnectionLimits(new ManualClock(), 2);
  const first = limits.for('acme');
  expect(limits.for('acme')).toBe(first);
  limits.for('other');
  limits.for('third');
  expect(limits.for('acme')).not.toBe(first);
});
