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
