import fc from 'fast-check';
import type { Group } from './aggregation';
import { compared, havingOf, inOrder } from './arrange';

const group = (key: string | null, sum: number | string | null): Group => ({ key, figures: { sum } });
const groups = [group('b', 5), group(null, 20), group('10', 5), group('9', 5), group('c', null)];
const keys = (all: readonly Group[]) => all.map(({ key }) => key);

it.each([
  ['-sum', [null, '9', '10', 'b', 'c']],
  ['sum', ['9', '10', 'b', null, 'c']],
  ['key', ['9', '10', 'b', 'c', null]],
  ['-key', ['c', 'b', '10', '9', null]],
])('stands in the order %s, ties by key, what has no value last', (order, expected) =>
  expect(keys(inOrder(groups, order, ['sum']))).toEqual(expected),
);

it.each<[Record<string, unknown>, (string | null)[]]>([
  [{ sum: { gt: 5 } }, [null]],
  [{ sum: 5 }, ['b', '10', '9']],
  [{ sum: { gte: 5, lt: 20 } }, ['b', '10', '9']],
  [{ sum: null }, ['c']],
  [{ key: { not_eq: null } }, ['b', '10', '9', 'c']],
  [{ key: { not_eq: null }, sum: { lte: 5 } }, ['b', '10', '9']],
  [{}, ['b', null, '10', '9', 'c']],
])('%j leaves %j', (having, expected) => expect(keys(groups.filter(havingOf(having, ['sum'])))).toEqual(expected));

it.each<[Record<string, unknown>, string]>([
  [{ summ: { gt: 1 } }, 'Nearest: sum'],
  [{ sum: { above: 1 } }, 'eq, not_eq, gt, gte, lt, lte'],
  [{ sum: { gt: [1] } }, 'a number, a text or null'],
])('refuses %j and says what is right', (having, said) => expect(() => havingOf(having, ['sum'])).toThrow(said));

it('refuses an order by what was not asked for', () =>
  expect(() => inOrder([], '-avg', ['sum'])).toThrow('order takes sum, key'));

it('compares moments by their instant', () => {
  expect(compared('2026-01-01T00:30:00+02:00', '2025-12-31T23:00:00+00:00')).toBeLessThan(0);
});

it('never mixes kinds: numbers, then moments, then texts, then nothing', () => {
  const mixed = ['b', null, '1000000000', '2026-01-01', 202600000, '2026-01-01T00:00:00Z'];
  expect(mixed.toSorted(compared)).toEqual([202600000, '1000000000', '2026-01-01T00:00:00Z', '2026-01-01', 'b', null]);
});

it('is an order: of any three, none before itself by a detour', () => {
  const figure = fc.oneof(
    fc.integer(),
    fc.constant(null),
    fc.constantFrom('a', 'b', '7', '12', '2026-01-01', '2026-W05', '2026-01-01T00:00:00Z'),
  );
  fc.assert(
    fc.property(figure, figure, figure, (a, b, c) => {
      expect(Math.sign(compared(a, b)) + Math.sign(compared(b, a))).toBe(0);
      if (compared(a, b) <= 0 && compared(b, c) <= 0) expect(compared(a, c)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 1_000 },
  );
});
