import { finite, hold, now, period, plan } from '../../test/builders';
import { type Balance, openingBalance } from './balance';
import { lapsedHolds, nextLook } from './lapse';

const balance = (holds: Partial<Balance>): Balance => ({ ...openingBalance(plan(1, finite(5)), period), ...holds });

it('knows who has lapsed: the unrenewed and those whose time is up, never the finishing', () => {
  const holds = balance({
    inflight: { a: hold({ lease: now }), b: hold({ lease: now + 1 }) },
    waiting: { c: hold({ lease: now }), d: hold({ lease: now + 1 }) },
    finishing: { e: hold({ lease: now }) },
  });
  expect(lapsedHolds(holds, now)).toEqual([
    { queryId: 'a', state: 'inflight', lease: now },
    { queryId: 'c', state: 'waiting', lease: now },
  ]);
});

it('looks again when the next hold lapses', () => {
  const inflight = { a: hold({ lease: now + 30_000 }) };
  expect(nextLook(balance({ inflight, waiting: { b: hold({ lease: now + 20_000 }) } }), now)).toBe(now + 20_000);
  expect(nextLook(balance({ inflight, waiting: { b: hold({ lease: now + 3_600_000 }) } }), now)).toBe(now + 30_000);
});

it('looks again before a query that is admitted right after the look could lapse, however long others wait', () => {
  const look = nextLook(balance({ waiting: { a: hold({ lease: now + 3_600_000 }) } }), now);
  expect(look).toBeGreaterThan(now);
  expect(look).toBeLessThan(hold({ admittedAt: now, lease: now + 60_000 }).lease);
});

it('has nothing to look for when nothing can lapse', () => {
  expect(nextLook(balance({ finishing: { a: hold() } }), now)).toBeUndefined();
});
