import { Decimal, eventOf, UsageRecorded } from '@nat/contracts';
import fc from 'fast-check';
import { linesOf, sum } from './ledger';

it('adds exactly where floating point does not', () => {
  expect(sum(['0.1', '0.2'])).toBe('0.3');
  expect(sum(Array.from({ length: 250 }, () => '0.020013'))).toBe('5.00325');
  expect(sum(['123456789012345678901234567890', '0.000000000001'])).toBe('123456789012345678901234567890.000000000001');
  expect([sum([]), sum(['-1.5', '1']), sum(['-1', '1.0'])]).toEqual(['0', '-0.5', '0']);
});

it('does not depend on the order, and parses as what it is', () => {
  const decimals = fc
    .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 999_999 }))
    .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(6, '0')}`);
  fc.assert(
    fc.property(fc.array(decimals, { maxLength: 20 }), quantities => {
      const total = sum(quantities);
      expect(Decimal.parse(total)).toBe(total);
      expect(sum(quantities.toReversed())).toBe(total);
      expect(sum([total, ...quantities.map(negated)])).toBe('0');
    }),
    { numRuns: 1000 },
  );
});

it('makes one line of each meter of the event', () => {
  const meters = [
    { meter: 'queries', quantity: '1' },
    { meter: 'tokens', quantity: '1200.5' },
  ];
  const facts = { id: 'x', nationSlug: 'acme', time: '2026-11-20T10:00:00.000Z', correlationId: 'cor_1' };
  const lines = linesOf(eventOf(UsageRecorded, { ...facts, data: { ...UsageRecorded.example, meters } }));
  expect(lines.map(({ usageId, meter, quantity }) => [usageId, meter, quantity])).toEqual(
    meters.map(({ meter, quantity }) => [UsageRecorded.example.usageId, meter, quantity]),
  );
});

function negated(quantity: string): string {
  return quantity.startsWith('-') ? quantity.slice(1) : `-${quantity}`;
}
