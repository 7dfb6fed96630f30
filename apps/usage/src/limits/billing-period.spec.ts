import fc from 'fast-check';
import { entitlementPeriodAt, periodAt, periodStart } from './billing-period';

const at = (instant: string) => Date.parse(instant);
const iso = (instant: number) => new Date(instant).toISOString();

/** Instants of a century, to the millisecond. */
const instants = fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2090-01-01T00:00:00Z') });

it('clamps the day to the month and comes back to the anchor day', () => {
  const anchor = at('2026-01-31T12:00:00Z');
  const starts = [1, 2, 3, 13, 25].map(index => iso(periodStart(anchor, index)));
  expect(starts).toEqual([
    '2026-02-28T12:00:00.000Z',
    '2026-03-31T12:00:00.000Z',
    '2026-04-30T12:00:00.000Z',
    '2027-02-28T12:00:00.000Z',
    '2028-02-29T12:00:00.000Z',
  ]);
});

it('gives the boundary itself to the period that starts there', () => {
  const anchor = at('2026-11-03T10:00:00Z');
  const boundary = at('2026-12-03T10:00:00Z');
  expect(periodAt(anchor, boundary - 1)).toEqual({ start: anchor, end: boundary });
  expect(periodAt(anchor, boundary).start).toBe(boundary);
});

it('puts every instant into exactly one period, and periods leave no gap', () => {
  fc.assert(
    fc.property(instants, instants, (anchor, instant) => {
      const { start, end } = periodAt(anchor, instant);
      expect(start).toBeLessThanOrEqual(instant);
      expect(end).toBeGreaterThan(instant);
      expect(periodAt(anchor, end).start).toBe(end);
      expect(periodAt(anchor, start - 1).end).toBe(start);
      expect(periodAt(anchor, anchor).start).toBe(anchor);
    }),
    { numRuns: 1000 },
  );
});

it('finds the same series from any one of its periods', () => {
  fc.assert(
    fc.property(instants, instants, instants, (anchor, knownAt, instant) => {
      expect(entitlementPeriodAt(periodAt(anchor, knownAt), instant)).toEqual(periodAt(anchor, instant));
    }),
    { numRuns: 1000 },
  );
});

it.each(['2026-11-03T10:00:00Z/2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z/2026-12-03T10:00:00Z'])(
  "keeps the vendor's dates of the irregular period %s and counts on from its end",
  dates => {
    const [start, end] = dates.split('/').map(at) as [number, number];
    const known = { start, end };
    expect(entitlementPeriodAt(known, start)).toBe(known);
    expect(entitlementPeriodAt(known, end - 1)).toBe(known);
    expect(entitlementPeriodAt(known, end)).toEqual({ start: end, end: periodStart(end, 1) });
  },
);
