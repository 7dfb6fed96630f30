import fc from 'fast-check';
import { Aggregation } from './aggregation';
import { averageOf, numberOf, unitsOf } from './exact-number';
import type { Measure } from './measures';

const measure = (fn: Measure['fn'], kind: Measure['kind'] = 'integer', of: string | undefined = 'x'): Measure => ({
  key: fn,
  fn,
  of,
  kind,
});
const all = [measure('count'), measure('sum'), measure('avg'), measure('min'), measure('max'), measure('count_distinct')];

/** The same figures the plain way: everything collected, then worked out. */
function naive(values: (number | null)[]) {
  const numbers = values.filter(value => value !== null);
  const sum = numbers.reduce((one, other) => one + other, 0);
  return {
    count: numbers.length,
    sum,
    avg: numbers.length === 0 ? null : Math.floor((2 * sum + numbers.length) / (2 * numbers.length)),
    min: numbers.length === 0 ? null : Math.min(...numbers),
    max: numbers.length === 0 ? null : Math.max(...numbers),
    count_distinct: new Set(numbers).size,
  };
}

it('comes to what the plain way comes to, group by group', () => {
  const row = fc.tuple(fc.constantFrom('a', 'b', 'c', null), fc.option(fc.integer({ min: -1_000_000, max: 1_000_000 })));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), rows => {
      const aggregation = new Aggregation(all);
      for (const [key, value] of rows)
        aggregation.add(
          key,
          all.map(() => value),
        );
      const expected = [...new Set(rows.map(([key]) => key))].map(key => ({
        key,
        figures: naive(rows.filter(([one]) => one === key).map(([, value]) => value)),
      }));
      expect(aggregation.groups()).toEqual(expected);
      expect(aggregation.records).toBe(rows.length);
    }),
  );
});

it('adds cents exactly beyond what a number can hold, and says so as text', () => {
  const aggregation = new Aggregation([measure('sum')]);
  for (let n = 0; n < 3; n++) aggregation.add(null, [Number.MAX_SAFE_INTEGER]);
  expect(aggregation.total()).toEqual({ sum: '27021597764222973' });
});

it('adds decimals as they are written', () => {
  const aggregation = new Aggregation([measure('sum', 'decimal'), measure('avg', 'decimal'), measure('max', 'decimal')]);
  for (const value of ['0.1', '0.2', '1200.50', '-0.3', 'much', null]) aggregation.add(null, [value, value, value]);
  expect(aggregation.total()).toEqual({ sum: '1200.5', avg: '300.125', max: '1200.5' });
});

it('compares moments by their instant, whatever their offset', () => {
  const aggregation = new Aggregation([measure('min', 'time'), measure('max', 'time')]);
  for (const value of ['2026-01-01T00:30:00+02:00', '2025-12-31T23:00:00+00:00', 'soon', null])
    aggregation.add(null, [value, value]);
  expect(aggregation.total()).toEqual({ min: '2026-01-01T00:30:00+02:00', max: '2025-12-31T23:00:00+00:00' });
});

it('has figures of nothing', () => {
  expect(new Aggregation(all).total()).toEqual({ count: 0, sum: 0, avg: null, min: null, max: null, count_distinct: 0 });
});

it('counts records without an attribute, and those with a value with one', () => {
  const aggregation = new Aggregation([
    { key: 'count', fn: 'count', kind: 'integer' },
    { ...measure('count'), key: 'count_x' },
  ]);
  for (const value of [1, null, '', undefined, 0]) aggregation.add(null, [undefined, value]);
  expect(aggregation.total()).toEqual({ count: 5, count_x: 2 });
});

it('refuses more groups than it may hold', () => {
  const aggregation = new Aggregation([measure('count')], 2);
  aggregation.add('a', [1]);
  aggregation.add('b', [1]);
  aggregation.add('a', [1]);
  expect(() => aggregation.add('c', [1])).toThrow('more than 2 groups');
});

it('rounds a half up', () => {
  const average = (...values: number[]) => Number(averageOf(BigInt(values.reduce((a, b) => a + b, 0)), values.length));
  expect([average(1, 2), average(-1, -2), average(1, 1, 2), average(-1, -1, -2), average(0, 0, 1)]).toEqual([2, -1, 1, -1, 0]);
});

it('reads and writes decimals without loss', () => {
  const decimal = fc.tuple(fc.boolean(), fc.nat({ max: 1e9 }), fc.nat({ max: 999_999_999 }));
  fc.assert(
    fc.property(decimal, ([negative, whole, fraction]) => {
      const text = `${negative ? '-' : ''}${whole}.${String(fraction).padStart(9, '0')}`;
      expect(Number(numberOf('decimal', unitsOf('decimal', text)!))).toBe(Number(text));
    }),
  );
});
