import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { type Clock, type HealthChecks, HealthModule, type Rng } from '@nat/service-kit';
import { SessionModule } from '@nat/session';
import { BillingConfig, serviceName } from './billing.config';
import { BillingConsumer } from './billing.consumer';
import { BillingController } from './billing.controller';
import { BillingService } from './billing.service';
import { Catalogs } from './catalog/catalog';
import { natCatalog } from './catalog/nat.catalog';
import { sandboxCatalog } from './catalog/sandbox.catalog';
import { StripeAccount } from './stripe/stripe-account';
import { Customers } from './subscriptions/customers';
import { Operations } from './subscriptions/operations';
import { SubscriptionsService } from './subscriptions/subscriptions.service';

/** What touches the world beyond HTTP, in the form of production or of tests. */
export interface BillingAdapters {
  /** Provides `BillingStore`. */
  store: Provider;
  /** The event bus module: clock, chance, outbox and relay come from it. */
  bus: DynamicModule;
  checks: HealthChecks;
  clock: Clock;
  rng: Rng;
}

@Module({})
export class BillingModule {
  static forRoot(config: BillingConfig, { store, bus, checks, clock, rng }: BillingAdapters): DynamicModule {
    // Every catalog is known everywhere, so that an old subscription is never of an unknown plan; the open ones are for sale.
    const open = config.STRIPE_MODE === 'double' ? ['nat', 'sandbox'] : ['nat'];
    return {
      module: BillingModule,
      imports: [bus, SessionModule.forRoot({ service: serviceName, config, clock, rng }), HealthModule.forRoot({ checks })],
      controllers: [BillingController, BillingConsumer],
      providers: [
        store,
        { provide: BillingConfig, useValue: config },
        { provide: Catalogs, useValue: new Catalogs([natCatalog, sandboxCatalog], open) },
        StripeAccount,
        Operations,
        Customers,
        SubscriptionsService,
        BillingService,
      ],
    };
  }
}
