import type { Entitlement, Limit } from '@nat/contracts';
import type { Catalog } from './catalog';

const queries = (amount: string): Entitlement => {
  const limit: Limit = { kind: 'finite', amount, mode: 'block' };
  return { feature: 'queries', type: 'metered', meter: 'queries', limit };
};

/** Every admission still goes through window and slots, but none is refused by them at any load this stack can bear. */
const unhurried: Entitlement[] = [
  { feature: 'queries_per_minute', type: 'rate', perWindow: 1200, windowSeconds: 1, scope: 'user' },
  { feature: 'running_queries', type: 'concurrency', atOnce: 10_000 },
];

/** Plans for tests and benchmarks of the whole system; on sale only where Stripe is the double. */
export const sandboxCatalog: Catalog = {
  key: 'sandbox',
  version: 1,
  currency: 'usd',
  plans: [
    {
      plan: 'sandbox_small',
      version: 1,
      name: 'Sandbox: three queries',
      rank: 1,
      amountMinor: 100,
      entitlements: [
        queries('3'),
        { feature: 'queries_per_minute', type: 'rate', perWindow: 10, windowSeconds: 60, scope: 'user' },
        { feature: 'running_queries', type: 'concurrency', atOnce: 5 },
      ],
    },
    {
      plan: 'sandbox_load',
      version: 1,
      name: 'Sandbox: load',
      rank: 2,
      amountMinor: 10_000,
      entitlements: [queries('1000000'), ...unhurried],
    },
    {
      plan: 'sandbox_burst',
      version: 1,
      name: 'Sandbox: sixty queries, as many at once',
      rank: 3,
      amountMinor: 10_100,
      entitlements: [queries('60'), ...unhurried],
    },
  ],
};
