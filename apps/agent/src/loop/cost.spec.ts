import fc from 'fast-check';
import { addTokens, CostMeter, noTokens, priceOf, type PriceRow, pricedModels } from './cost';

const at = '2026-11-20T10:00:00.000Z';
const tokens = (some: Partial<typeof noTokens>) => ({ ...noTokens, ...some });
const counts = fc.record({
  input: fc.nat(200_000),
  cacheWrite5m: fc.nat(50_000),
  cacheWrite1h: fc.nat(50_000),
  cacheRead: fc.nat(200_000),
  output: fc.nat(8_192),
});

it('adds up every class at its own price, in integers', () => {
  const meter = new CostMeter('claude-haiku-4-5');
  meter.add(tokens({ input: 1200, cacheRead: 8000, output: 80 }), at);
  expect(meter.usage).toEqual({ ...tokens({ input: 1200, cacheRead: 8000, output: 80 }), costMicroUsd: 1200 + 800 + 400 });
});

it('rounds once for all calls, half up', () => {
  const meter = new CostMeter('claude-haiku-4-5');
  for (let call = 0; call < 5; call++) meter.add(tokens({ cacheRead: 1 }), at); // 0.1 micro-dollars each
  expect(meter.usage.costMicroUsd).toBe(1);
});

it('costs the same however the tokens are spread over calls of one price', () => {
  fc.assert(
    fc.property(fc.array(counts, { maxLength: 15 }), calls => {
      const separate = new CostMeter('claude-haiku-4-5');
      const joined = new CostMeter('claude-haiku-4-5');
      for (const call of calls) separate.add(call, at);
      joined.add(calls.reduce(addTokens, noTokens), at);
      expect(separate.usage).toEqual(joined.usage);
    }),
  );
});

it('equals exact arithmetic to within half a micro-dollar, also across price bands', () => {
  fc.assert(
    fc.property(fc.constantFrom(...pricedModels), fc.array(counts, { maxLength: 15 }), (model, calls) => {
      const meter = new CostMeter(model);
      let exact = 0n;
      for (const call of calls) {
        meter.add(call, at);
        const row = priceOf(model, at, call)!;
        for (const name of ['input', 'cacheWrite5m', 'cacheWrite1h', 'cacheRead', 'output'] as const)
          exact += BigInt(call[name]) * BigInt(row[name]);
      }
      const difference = BigInt(meter.usage.costMicroUsd) * 1_000_000n - exact;
      expect(difference > -500_000n && difference <= 500_000n).toBe(true);
    }),
  );
});

describe('price of a call', () => {
  const row = (effectiveFrom: string, more: Partial<PriceRow> = {}): PriceRow => ({
    model: 'm',
    effectiveFrom,
    input: 1,
    cacheWrite5m: 1,
    cacheWrite1h: 1,
    cacheRead: 1,
    output: 1,
    ...more,
  });

  it('is the newest one in force when the call began', () => {
    const table = [row('2026-01-01T00:00:00.000Z'), row('2026-06-01T00:00:00.000Z', { input: 2 })];
    expect(priceOf('m', '2026-05-31T23:59:59.999Z', noTokens, table)?.input).toBe(1);
    expect(priceOf('m', '2026-06-01T00:00:00.000Z', noTokens, table)?.input).toBe(2);
    expect(priceOf('m', '2025-12-31T23:59:59.999Z', noTokens, table)).toBeUndefined();
  });

  it('depends on the whole prompt, cached tokens included', () => {
    const of = (cacheRead: number) => priceOf('claude-haiku-5-5', at, tokens({ input: 1, cacheRead }))?.input;
    expect([of(99_999), of(100_000)]).toEqual([100_000, 500_000]);
  });

  it('holds for dated names of a model and for no other', () => {
    expect(priceOf('claude-haiku-4-5-20251001', at, noTokens)).toBeDefined();
    expect(priceOf('claude-haiku-4-5-preview', at, noTokens)).toBeUndefined();
  });
});
