import { addMonths } from './billing-cycle';
import type { StoredCustomer, StoredPrice, StoredProduct, StoredSubscription } from './stripe-state';

/** The vendor's objects as they go over the wire, API version 2026-10-28.endive. */

export function productObject({ id, created, name, metadata }: StoredProduct) {
  return {
    id,
    object: 'product',
    active: true,
    created,
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata,
    name,
    package_dimensions: null,
    shippable: null,
    tax_details: null,
    type: 'service',
    updated: created,
    url: null,
  };
}

export function priceObject(price: StoredPrice) {
  return {
    id: price.id,
    object: 'price',
    active: price.active,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: price.lookupKey ?? null,
    metadata: price.metadata,
    nickname: null,
    product: price.product,
    recurring: { interval: price.interval, interval_count: 1, meter: null, trial_period_days: null, usage_type: 'licensed' },
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'recurring',
    unit_amount: price.unitAmount,
    unit_amount_decimal: String(price.unitAmount),
  };
}

export function customerObject(customer: StoredCustomer) {
  return {
    id: customer.id,
    object: 'customer',
    balance: 0,
    created: customer.created,
    default_source: null,
    description: customer.description ?? null,
    email: customer.email ?? null,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: customer.defaultPaymentMethod ?? null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: customer.metadata,
    name: customer.name ?? null,
    shipping: null,
  };
}

/** A subscription at an instant: its period is the one of the anchor that holds `seconds`, or the last one it had. */
export function subscriptionObject(subscription: StoredSubscription, price: StoredPrice, seconds: number) {
  const period = periodOf(subscription, price, seconds);
  return {
    id: subscription.id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: subscription.anchor,
    billing_cycle_anchor_config: null,
    billing_mode: { type: 'flexible', flexible: { proration_discounts: 'included' } },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: subscription.cancelAt ?? null,
    cancel_at_period_end: subscription.cancelAt !== undefined,
    canceled_at: subscription.canceledAt ?? null,
    cancellation_details: { comment: null, feedback: null, reason: subscription.canceledAt ? 'cancellation_requested' : null },
    collection_method: 'charge_automatically',
    created: subscription.created,
    currency: price.currency,
    customer: subscription.customer,
    customer_account: null,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    ended_at: subscription.endedAt ?? null,
    invoice_settings: { account_tax_ids: null, issuer: { type: 'self' } },
    items: { object: 'list', data: [itemObject(subscription, price, period)], has_more: false, url: '/v1/subscription_items' },
    latest_invoice: subscription.latestInvoice,
    livemode: false,
    managed_payments: null,
    metadata: subscription.metadata,
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: null,
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: subscription.created,
    status: subscription.endedAt === undefined ? 'active' : 'canceled',
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: { end_behavior: { missing_payment_method: 'create_invoice' } },
    trial_start: null,
  };
}

/** Period dates stand on the items since 2025: the subscription itself has none. */
function itemObject(subscription: StoredSubscription, price: StoredPrice, period: { start: number; end: number }) {
  return {
    id: subscription.itemId,
    object: 'subscription_item',
    billing_thresholds: null,
    created: subscription.created,
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: {
      id: price.id,
      object: 'plan',
      active: true,
      amount: price.unitAmount,
      amount_decimal: String(price.unitAmount),
      currency: price.currency,
      interval: price.interval,
      interval_count: 1,
      product: price.product,
    },
    price: priceObject(price),
    quantity: subscription.quantity,
    subscription: subscription.id,
    tax_rates: [],
  };
}

function periodOf(subscription: StoredSubscription, price: StoredPrice, seconds: number): { start: number; end: number } {
  const months = price.interval === 'year' ? 12 : 1;
  // An ended subscription keeps the period it ended in; ending at the boundary does not begin another.
  const instant = subscription.endedAt === undefined ? seconds : Math.max(subscription.anchor, subscription.endedAt - 1);
  let index = 0;
  while (addMonths(subscription.anchor, (index + 1) * months) <= instant) index += 1;
  return { start: addMonths(subscription.anchor, index * months), end: addMonths(subscription.anchor, (index + 1) * months) };
}
