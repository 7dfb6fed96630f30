import type { Entitlement, Limit } from '@nat/contracts';
import type { Catalog } from './catalog';

/** Rights every plan of Nat has beside its queries. */
const common: Entitlement[] = [
  { feature: 'queries_per_minute', type: 'rate', perWindow: 10, windowSeconds: 60, scope: 'user' },
  { feature: 'running_queries', type: 'concurrency', atOnce: 5 },
  { feature: 'seats', type: 'metered', meter: 'seats', limit: { kind: 'unlimited' } },
];

const queries = (limit: Limit): Entitlement => ({ feature: 'queries', type: 'metered', meter: 'queries', limit });

/** Nat for NationBuilder (billing, section 2.1). */
export const natCatalog: Catalog = {
  key: 'nat',
  version: 1,
  currency: 'usd',
  plans: [
    {
      plan: 'nat',
      version: 1,
      name: 'Nat',
      rank: 1,
      amountMinor: 2900,
      entitlements: [queries({ kind: 'finite', amount: '500', mode: 'block' }), ...common],
    },
    {
      plan: 'nat_pro',
      version: 1,
      name: 'Nat Pro',
      rank: 2,
      amountMinor: 7900,
      entitlements: [queries({ kind: 'unlimited', fairUseAlertAt: '10000' }), ...common],
    },
  ],
};
