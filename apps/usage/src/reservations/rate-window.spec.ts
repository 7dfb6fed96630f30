import fc from 'fast-check';
import { type Calls, passWindow, type RateRule } from './rate-window';

const rule: RateRule = { perWindow: 3, windowSeconds: 60 };

/** Plays calls against one window and returns the instants that passed. */
function play(played: { id: string; now: number }[], under = rule): number[] {
  let calls: Calls = {};
  return played.flatMap(call => {
    const verdict = passWindow(under, calls, call);
    if (!verdict.passed) return [];
    calls = verdict.calls;
    return [call.now];
  });
}

it('passes n calls and says when the next one may come', () => {
  let calls: Calls = {};
  for (const [id, now] of Object.entries({ a: 0, b: 1000, c: 2000 })) {
    const verdict = passWindow(rule, calls, { id, now });
    expect(verdict).toMatchObject({ passed: true, resetSeconds: 60 - now / 1000 });
    if (verdict.passed) calls = verdict.calls;
  }
  expect(passWindow(rule, calls, { id: 'd', now: 2500 })).toEqual({ passed: false, retryAfterSeconds: 58 });
  expect(passWindow(rule, calls, { id: 'd', now: 59_999 })).toEqual({ passed: false, retryAfterSeconds: 1 });
  expect(passWindow(rule, calls, { id: 'd', now: 60_000 })).toMatchObject({ passed: true, remaining: 0 });
});

it('counts the repeats of one call once', () => {
  const repeats = Array.from({ length: 50 }, () => ({ id: 'same', now: 5 }));
  expect(play(repeats)).toHaveLength(50);
  expect(play([...repeats, { id: 'b', now: 6 }, { id: 'c', now: 6 }, { id: 'd', now: 6 }])).toHaveLength(52);
});

it('never passes more than n different calls in any window, and waits no longer than it says', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 5 }), (waits, perWindow) => {
      const under = { perWindow, windowSeconds: 60 };
      let now = 0;
      const passed = play(
        waits.map((wait, index) => ({ id: `call_${index}`, now: (now += wait) })),
        under,
      );
      for (const end of passed) {
        expect(passed.filter(instant => instant > end - 60_000 && instant <= end).length).toBeLessThanOrEqual(perWindow);
      }
    }),
    { numRuns: 1000 },
  );
});

it('passes exactly at the instant its refusal named', () => {
  const instants = fc.array(fc.integer({ min: 0, max: 59_000 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 6 }), (inside, perWindow) => {
      const calls = Object.fromEntries(inside.map((instant, index) => [`call_${index}`, instant]));
      const now = 59_000;
      const refused = passWindow({ perWindow, windowSeconds: 60 }, calls, { id: 'new', now });
      if (refused.passed) return;
      const later = (seconds: number) =>
        passWindow({ perWindow, windowSeconds: 60 }, calls, { id: 'new', now: now + seconds * 1000 });
      expect(later(refused.retryAfterSeconds).passed).toBe(true);
      expect(refused.retryAfterSeconds === 1 || !later(refused.retryAfterSeconds - 1).passed).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
