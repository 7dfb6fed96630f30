import { Injectable } from '@nestjs/common';
import type { NationSlug } from '@nat/contracts';
import { Clock } from '@nat/service-kit';
import { BillingStore } from '../billing.store';
import { StripeAccount } from '../stripe/stripe-account';
import { operationId } from './operation';
import { Operations } from './operations';

/** Every nation is one customer at Stripe, made once. */
@Injectable()
export class Customers {
  constructor(
    private readonly store: BillingStore,
    private readonly stripe: StripeAccount,
    private readonly operations: Operations,
    private readonly clock: Clock,
  ) {}

  /** The nation's customer, made now if there is none. */
  async of(nation: NationSlug): Promise<string> {
    const known = (await this.store.claim(nation)).customerId;
    if (known) return known;
    const begun = await this.store.beginOperation({
      id: operationId('customer', nation, 0),
      kind: 'customer.create',
      params: { nation },
      attempt: 1,
      firstAttemptAt: this.clock.now(),
      suspect: false,
      state: 'started',
    });
    const { made, operation } = await this.operations.run(begun, {
      send: key => this.stripe.createCustomer(nation, begun.id, key),
      find: ({ id, firstAttemptAt }) => this.stripe.findCustomer(id, firstAttemptAt),
    });
    await this.store.keepCustomer(nation, made, operation);
    // Two callers at once had one key, and so one customer; whoever was first has kept it.
    return (await this.store.claim(nation)).customerId ?? made;
  }
}
