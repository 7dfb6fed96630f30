import type { Entitlement } from '@nat/contracts';

/** A plan as it was sold on one day: never changed once published; another price or limit is another version. */
export interface PlanVersion {
  plan: string;
  version: number;
  name: string;
  /** Orders the plans of one catalog, weakest first. */
  rank: number;
  /** Integer minor units of the catalog's currency, per month, in advance. */
  amountMinor: number;
  entitlements: readonly Entitlement[];
}

/** One product line. */
export interface Catalog {
  key: string;
  version: number;
  /** ISO 4217, lower case as Stripe has it. */
  currency: string;
  plans: readonly PlanVersion[];
}

/** Where a plan's base price is found at Stripe: no price id is in any configuration. */
export function lookupKey(catalog: Catalog, { plan, version }: PlanVersion): string {
  return `${catalog.key}:${plan}:${version}:base:month`;
}

/** Every catalog this service knows, and which of them take new subscriptions. */
export class Catalogs {
  constructor(
    private readonly all: readonly Catalog[],
    private readonly open: readonly string[],
  ) {}

  /** The newest version of a plan and whether it is on sale; undefined: there is no such plan. */
  find(plan: string): { catalog: Catalog; version: PlanVersion; onSale: boolean } | undefined {
    for (const catalog of this.all) {
      const [version] = catalog.plans.filter(each => each.plan === plan).sort((a, b) => b.version - a.version);
      if (version) return { catalog, version, onSale: this.open.includes(catalog.key) };
    }
    return undefined;
  }

  /** The plan version a Stripe price stands for. Throws for a price that is none of ours: there is no default plan. */
  ofLookupKey(key: string | null): { catalog: Catalog; version: PlanVersion } {
    for (const catalog of this.all) {
      const version = catalog.plans.find(each => lookupKey(catalog, each) === key);
      if (version) return { catalog, version };
    }
    throw new Error(`No plan has the price ${key}`);
  }

  /** The very version a subscription is pinned to. */
  pinned(plan: string, version: number): { catalog: Catalog; version: PlanVersion } {
    for (const catalog of this.all) {
      const found = catalog.plans.find(each => each.plan === plan && each.version === version);
      if (found) return { catalog, version: found };
    }
    throw new Error(`No plan is ${plan} version ${version}`);
  }

  /** A catalog on sale. */
  onSale(key: string): Catalog | undefined {
    return this.open.includes(key) ? this.all.find(catalog => catalog.key === key) : undefined;
  }

  /** Plans of the same catalog that allow more, weakest first. */
  upgradesFrom(catalog: Catalog, { rank }: PlanVersion): string[] {
    if (!this.open.includes(catalog.key)) return [];
    const above = catalog.plans.filter(each => each.rank > rank).sort((a, b) => a.rank - b.rank);
    return [...new Set(above.map(({ plan }) => plan))];
  }
}
