import fc from 'fast-check';
import type { Failing } from './connection';
import { doubtPauseMs, failedOnceMore, leastPauseMs, mayTryAgain, mostPauseMs, refreshDueAt } from './refresh-schedule';

const day = 86_400_000;
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const seeds = [20_260_615, undefined];

it.each(seeds)('is due after 50 to 60 % of the life, wherever chance falls (seed %s)', seed => {
  fc.assert(
    fc.property(fc.integer({ min: 60_000, max: 30 * day }), chance, (life, draw) => {
      const due = refreshDueAt(0, life, draw);
      expect(due).toBeGreaterThanOrEqual(Math.floor(life * 0.5));
      expect(due).toBeLessThanOrEqual(life * 0.6);
    }),
    { numRuns: 1_000, seed },
  );
});

it('is due at once when there is no life left', () => {
  expect(refreshDueAt(5_000, 4_000, 0.9)).toBe(5_000);
});

it.each(seeds)('leaves time for 9 tries at least before a token of 24 hours ends, swept every 20 s (seed %s)', seed => {
  fc.assert(
    fc.property(chance, fc.array(chance, { minLength: 12, maxLength: 12 }), (first, draws) => {
      let [now, tries] = [refreshDueAt(0, day, first), 0];
      let failing: Failing | undefined;
      for (const draw of draws) {
        const swept = now + 20_000;
        if (swept >= day) break;
        tries++;
        failing = failedOnceMore(failing, swept, 'transient', draw);
        now = failing.nextAttemptAt;
      }
      expect(tries).toBeGreaterThanOrEqual(9);
    }),
    { numRuns: 1_000, seed },
  );
});

it('waits longer with every failure, from half a minute up to an hour, anywhere in between', () => {
  const pauses = (draw: number): number[] => {
    let failing: Failing | undefined;
    return Array.from({ length: 9 }, () => {
      failing = failedOnceMore(failing, 1_000, 'transient', draw);
      return failing.nextAttemptAt - 1_000;
    });
  };
  expect(new Set(pauses(0))).toEqual(new Set([leastPauseMs]));
  expect(pauses(0.999_999_999)).toEqual([60, 120, 240, 480, 960, 1_920, 3_600, 3_600, 3_600].map(seconds => seconds * 1_000 - 1));
});

it('tries again soon after the first refresh that nobody answered, so that a loss is known within a minute', () => {
  expect(failedOnceMore(undefined, 0, 'ambiguous', 0.9)).toEqual({ times: 1, failedAt: 0, nextAttemptAt: doubtPauseMs });
  const second = failedOnceMore({ times: 1, failedAt: 0, nextAttemptAt: doubtPauseMs }, 0, 'ambiguous', 0);
  expect(second).toEqual({ times: 2, failedAt: 0, nextAttemptAt: leastPauseMs });
});

describe('whether to try again', () => {
  const failing = { times: 3, failedAt: 100_000, nextAttemptAt: 100_000 + mostPauseMs };

  it.each([
    ['nothing failed', undefined, 100_000, true, true],
    ['its time has not come', failing, failing.nextAttemptAt - 1, true, false],
    ['its time has come', failing, failing.nextAttemptAt, true, true],
    ['the token is dead and it failed just now', failing, 104_999, false, false],
    ['the token is dead and it failed 5 s ago', failing, 105_000, false, true],
    ['it failed in the future, by a clock that was wrong', failing, 99_999, true, true],
  ])('when %s', (_, before, now, usable, answer) => {
    expect(mayTryAgain(before, now, usable)).toBe(answer);
  });
});
