import { Injectable } from '@nestjs/common';
import {
  type LedgerAnswer,
  type LedgerRequest,
  type NationConnected,
  NationSlug,
  type PlansAnswer,
  type UsageRecorded,
} from '@nat/contracts';
import { AppError } from '@nat/service-kit';
import { BillingStore } from './billing.store';
import { Catalogs } from './catalog/catalog';
import { linesOf } from './ledger/ledger';
import { Customers } from './subscriptions/customers';

/** What is on sale, what was consumed, and who the customers are. */
@Injectable()
export class BillingService {
  constructor(
    private readonly store: BillingStore,
    private readonly customers: Customers,
    private readonly catalogs: Catalogs,
  ) {}

  plans(key: string): PlansAnswer {
    const catalog = this.catalogs.onSale(key);
    if (!catalog) throw new AppError('not_found', 'There is no such catalog on sale.');
    const currency = catalog.currency.toUpperCase();
    const plans = catalog.plans.map(({ plan, version, name, amountMinor, entitlements }) => ({
      plan,
      version,
      name,
      price: { amountMinor, currency },
      cadence: 'month' as const,
      entitlements: [...entitlements],
    }));
    return { catalog: catalog.key, catalogVersion: catalog.version, plans };
  }

  async recordUsage(event: UsageRecorded): Promise<void> {
    await this.store.recordUsage(NationSlug.parse(event.nationslug), linesOf(event), event.id);
  }

  async ledger(nation: NationSlug, { meter, periodId }: LedgerRequest): Promise<LedgerAnswer> {
    const period = new Date(periodId).toISOString();
    return { meter, periodId: period, ...(await this.store.usageOf(nation, meter, period)) };
  }

  /** A nation proved its claim: it gets its customer at Stripe, so that the first checkout finds one. */
  async nationConnected(event: NationConnected): Promise<void> {
    const { connectionId, connectionKind, generation } = event.data;
    if (connectionKind !== 'nation') return;
    const nation = NationSlug.parse(event.nationslug);
    await this.customers.of(nation);
    await this.store.noteConnection(nation, { connectionId, generation, connectedAt: event.time }, event.id);
  }
}
