import { Entitlement, PlanOffer } from '@nat/contracts';
import { Catalogs, lookupKey } from './catalog';
import { natCatalog } from './nat.catalog';
import { sandboxCatalog } from './sandbox.catalog';

const all = [natCatalog, sandboxCatalog];
const production = new Catalogs(all, ['nat']);
const development = new Catalogs(all, ['nat', 'sandbox']);

it('has rights that events can carry and prices that fit an offer', () => {
  for (const { plans } of all) {
    for (const { plan, version, name, amountMinor, entitlements } of plans) {
      expect(entitlements.map(right => Entitlement.parse(right))).toEqual(entitlements);
      const price = { amountMinor, currency: 'usd' };
      expect(() => PlanOffer.parse({ plan, version, name, price, cadence: 'month', entitlements })).not.toThrow();
    }
  }
});

it('gives every plan version a lookup key of its own and finds it again', () => {
  const keys = all.flatMap(catalog => catalog.plans.map(version => lookupKey(catalog, version)));
  expect(new Set(keys).size).toBe(keys.length);
  expect(production.ofLookupKey('nat:nat_pro:1:base:month').version.name).toBe('Nat Pro');
  expect(() => production.ofLookupKey('nat:nat_pro:2:base:month')).toThrow('No plan');
  expect(() => production.ofLookupKey(null)).toThrow('No plan');
});

it('sells sandbox plans only in a sandbox', () => {
  expect(production.find('sandbox_small')).toMatchObject({ onSale: false });
  expect(development.find('sandbox_small')).toMatchObject({ onSale: true });
  expect(production.onSale('sandbox')).toBeUndefined();
  expect(production.find('gold')).toBeUndefined();
});

it('names the plans that allow more', () => {
  const { catalog, version } = production.find('nat')!;
  expect(production.upgradesFrom(catalog, version)).toEqual(['nat_pro']);
  expect(production.upgradesFrom(catalog, production.find('nat_pro')!.version)).toEqual([]);
});
