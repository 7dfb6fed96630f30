import { ManualClock } from '@nat/service-kit';
import fc from 'fast-check';
import { CallRate } from './call-rate';

function taken(rate: CallRate, key: string): boolean {
  try {
    rate.take(key);
    return true;
  } catch {
    return false;
  }
}

it('lets no more than the limit pass in any minute that is judged, and the limit in one go', async () => {
  const gaps = fc.array(fc.nat(8_000), { minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 10 }), gaps, async (limit, waits) => {
      const clock = new ManualClock();
      const rate = new CallRate(limit, clock);
      const burst = Array.from({ length: limit + 3 }, () => taken(rate, 'burst')).filter(Boolean);
      expect(burst).toHaveLength(limit);
      const perWindow = new Map<number, number>();
      for (const wait of waits) {
        await clock.advance(wait);
        const window = Math.floor(clock.monotonic() / 60_000);
        if (taken(rate, 'user')) perWindow.set(window, (perWindow.get(window) ?? 0) + 1);
      }
      for (const count of perWindow.values()) expect(count).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 20 },
  );
});

it('counts the calls of the minute before by the part of it that is still in view', async () => {
  const clock = new ManualClock();
  const rate = new CallRate(10, clock);
  for (let call = 0; call < 10; call++) rate.take('user');
  await clock.advance(60_000);
  expect(taken(rate, 'user')).toBe(false);
  await clock.advance(30_000);
  expect(Array.from({ length: 10 }, () => taken(rate, 'user')).filter(Boolean)).toHaveLength(5);
});

it('says after how many seconds it is worth trying again, and does not count the refused', async () => {
  const clock = new ManualClock();
  const rate = new CallRate(1, clock);
  rate.take('user');
  expect(() => rate.take('user')).toThrow(expect.objectContaining({ code: 'rate_limited', more: { retryAfter: 60 } }) as Error);
  await clock.advance(120_000);
  expect(taken(rate, 'user')).toBe(true);
});
