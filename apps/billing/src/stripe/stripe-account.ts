import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { BillingConfig } from '../billing.config';
import { type Catalog, lookupKey, type PlanVersion } from '../catalog/catalog';
import type { StripeSubscription } from '../subscriptions/subscription';

const timeoutMs = 20_000;
/** A card that always pays, in Stripe's own test mode as in the double. */
const testCard = 'pm_card_visa';

/** A subscription to be made. `opId` is written on it, so that it can be found when its answer was lost. */
export interface NewSubscription {
  customer: string;
  price: string;
  nation: string;
  opId: string;
}

/** The one door to Stripe: its types stop here. One call is one request; repeating is the caller's matter. */
@Injectable()
export class StripeAccount {
  private readonly stripe: Stripe;
  private readonly isDouble: boolean;
  private readonly prices = new Map<string, Promise<string>>();

  constructor(config: BillingConfig) {
    this.isDouble = config.STRIPE_MODE === 'double';
    this.stripe = new Stripe(config.STRIPE_SECRET_KEY, {
      maxNetworkRetries: 0,
      timeout: timeoutMs,
      telemetry: false,
      ...(config.STRIPE_BASE_URL && addressOf(config.STRIPE_BASE_URL)),
    });
  }

  /** Id of a plan's price, found by its lookup key. Only at the double is a missing one made; elsewhere it must be set up first. */
  priceId(catalog: Catalog, version: PlanVersion): Promise<string> {
    const key = lookupKey(catalog, version);
    const known = this.prices.get(key) ?? this.findOrMakePrice(key, catalog, version);
    this.prices.set(key, known);
    known.catch(() => this.prices.delete(key));
    return known;
  }

  async createCustomer(nation: string, opId: string, idempotencyKey: string): Promise<string> {
    const card = this.isDouble && { payment_method: testCard, invoice_settings: { default_payment_method: testCard } };
    const { id } = await this.stripe.customers.create(
      { name: nation, metadata: { nation, op_id: opId }, ...card },
      { idempotencyKey },
    );
    return id;
  }

  /** @param since epoch milliseconds of the first attempt: nothing older is looked at. */
  async findCustomer(opId: string, since: number): Promise<string | undefined> {
    // Search would be shorter, but it does not show what was written just now.
    const created = { gte: Math.floor(since / 1000) - 60 };
    for await (const customer of this.stripe.customers.list({ created, limit: 100 })) {
      if (customer.metadata.op_id === opId) return customer.id;
    }
    return undefined;
  }

  async createSubscription(
    { customer, price, nation, opId }: NewSubscription,
    idempotencyKey: string,
  ): Promise<StripeSubscription> {
    const made = await this.stripe.subscriptions.create(
      { customer, items: [{ price }], metadata: { nation, op_id: opId }, payment_behavior: 'error_if_incomplete' },
      { idempotencyKey },
    );
    return factsOf(made);
  }

  async findSubscription(customer: string, opId: string): Promise<StripeSubscription | undefined> {
    for await (const subscription of this.stripe.subscriptions.list({ customer, status: 'all', limit: 100 })) {
      if (subscription.metadata.op_id === opId) return factsOf(subscription);
    }
    return undefined;
  }

  /**
   * Changes the plan at once. Paying more is prorated and invoiced at once, and holds only when paid; paying less brings no
   * credit, so that nobody upgrades, consumes and downgrades for nothing (billing, section 8).
   */
  async changePlan(
    change: { subscriptionId: string; itemId: string; price: string; upgrade: boolean },
    idempotencyKey: string,
  ): Promise<StripeSubscription> {
    const terms = change.upgrade
      ? ({ proration_behavior: 'always_invoice', payment_behavior: 'pending_if_incomplete' } as const)
      : ({ proration_behavior: 'none' } as const);
    const items = [{ id: change.itemId, price: change.price }];
    return factsOf(await this.stripe.subscriptions.update(change.subscriptionId, { items, ...terms }, { idempotencyKey }));
  }

  async subscription(id: string): Promise<StripeSubscription> {
    return factsOf(await this.stripe.subscriptions.retrieve(id));
  }

  private async findOrMakePrice(key: string, catalog: Catalog, version: PlanVersion): Promise<string> {
    const found = (await this.priceOf(key)) ?? (await this.makePrice(key, catalog, version));
    if (found.unit_amount !== version.amountMinor || found.currency !== catalog.currency) {
      throw new Error(`Stripe's price ${key} is ${found.unit_amount} ${found.currency}, the catalog says ${version.amountMinor}`);
    }
    return found.id;
  }

  private async makePrice(key: string, catalog: Catalog, version: PlanVersion): Promise<Stripe.Price> {
    if (!this.isDouble) throw new Error(`Stripe has no price ${key}: set the catalog up first`);
    const product = `nat_${catalog.key}_${version.plan}`;
    await this.stripe.products.create({ id: product, name: version.name }).catch(unlessExists);
    const price = { product, currency: catalog.currency, unit_amount: version.amountMinor, lookup_key: key };
    await this.stripe.prices.create({ ...price, recurring: { interval: 'month' } }).catch(unlessExists);
    const made = await this.priceOf(key);
    if (!made) throw new Error(`Stripe took the price ${key} and does not have it`);
    return made;
  }

  private async priceOf(key: string): Promise<Stripe.Price | undefined> {
    return (await this.stripe.prices.list({ lookup_keys: [key], active: true })).data[0];
  }
}

function factsOf(subscription: Stripe.Subscription): StripeSubscription {
  const [item, ...others] = subscription.items.data;
  if (!item || others.length > 0) throw new Error(`Subscription ${subscription.id} has not exactly one item`);
  return {
    id: subscription.id,
    itemId: item.id,
    status: subscription.status,
    lookupKey: item.price.lookup_key,
    quantity: item.quantity ?? 1,
    periodStart: item.current_period_start * 1000,
    periodEnd: item.current_period_end * 1000,
    ...(subscription.cancel_at !== null && { cancelAt: subscription.cancel_at * 1000 }),
  };
}

function addressOf(baseUrl: string) {
  const { protocol, hostname, port } = new URL(baseUrl);
  const scheme = protocol === 'http:' ? ('http' as const) : ('https' as const);
  return { protocol: scheme, host: hostname, port: port || (scheme === 'http' ? '80' : '443') };
}

/** Another process made it first. */
function unlessExists(error: unknown): undefined {
  if (error instanceof Stripe.errors.StripeError && error.code === 'resource_already_exists') return undefined;
  throw error;
}
