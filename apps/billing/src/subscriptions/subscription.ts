import {
  type EventFacts,
  eventOf,
  type NationSlug,
  type SubscriptionAnswer,
  SubscriptionStatus,
  SubscriptionUpdated,
} from '@nat/contracts';
import type { Catalogs } from '../catalog/catalog';

/** A subscription as Stripe has it, in our words. Instants are epoch milliseconds. */
export interface StripeSubscription {
  id: string;
  /** The one item, which has price and period. */
  itemId: string;
  status: string;
  lookupKey: string | null;
  quantity: number;
  periodStart: number;
  periodEnd: number;
  cancelAt?: number;
}

/** A subscription as this service keeps and publishes it. */
export interface Subscription {
  id: string;
  status: SubscriptionStatus;
  catalog: string;
  catalogVersion: number;
  plan: string;
  planVersion: number;
  seats: number;
  /** RFC 3339 UTC, as Stripe's item has them. */
  periodStart: string;
  periodEnd: string;
  /** From then on nothing is admitted. */
  usableUntil: string;
}

/** How long a renewal may be late before the plan ends. */
const renewalGraceMs = 72 * 3_600_000;
/** Service after a first failed payment, which is tried when the period begins. */
const unpaidServiceMs = 7 * 24 * 3_600_000;

/** Reads a subscription of Stripe by our catalogs. Throws for a price or a status nobody here knows. */
export function projectSubscription(facts: StripeSubscription, catalogs: Catalogs): Subscription {
  const { catalog, version } = catalogs.ofLookupKey(facts.lookupKey);
  return {
    id: facts.id,
    status: SubscriptionStatus.parse(facts.status),
    catalog: catalog.key,
    catalogVersion: catalog.version,
    plan: version.plan,
    planVersion: version.version,
    seats: facts.quantity,
    periodStart: iso(facts.periodStart),
    periodEnd: iso(facts.periodEnd),
    usableUntil: iso(usableUntil(facts)),
  };
}

/** billing, section 5: which statuses are usable, and until when. */
function usableUntil({ status, periodStart, periodEnd, cancelAt = Infinity }: StripeSubscription): number {
  if (status === 'active' || status === 'trialing') return Math.min(periodEnd + renewalGraceMs, cancelAt);
  if (status === 'past_due') return Math.min(periodStart + unpaidServiceMs, cancelAt);
  // A fixed instant of the past: the same state is the same text whenever it is read.
  return periodStart;
}

/** False when the subscription has ended for good: another one may be started. */
export function isLive({ status }: Pick<Subscription, 'status'>): boolean {
  return status !== 'canceled' && status !== 'incomplete_expired';
}

export function sameSubscription(one: Subscription, other: Subscription | undefined): boolean {
  return other !== undefined && (Object.keys(one) as (keyof Subscription)[]).every(field => one[field] === other[field]);
}

export function subscriptionAnswer(subscription: Subscription): SubscriptionAnswer {
  const { id, plan, planVersion, status, seats, periodStart, periodEnd } = subscription;
  return { id, plan, planVersion, status, cadence: 'month', seats, periodStart, periodEnd };
}

/** The full state under its version, for whoever enforces it. */
export function subscriptionUpdated(
  nation: NationSlug,
  subscription: Subscription,
  version: number,
  catalogs: Catalogs,
  facts: Pick<EventFacts<unknown>, 'time' | 'correlationId' | 'traceparent' | 'userId'>,
): SubscriptionUpdated {
  const { id, ...state } = subscription;
  const found = catalogs.pinned(subscription.plan, subscription.planVersion);
  const upgradeTo = catalogs.upgradesFrom(found.catalog, found.version);
  return eventOf(SubscriptionUpdated, {
    ...facts,
    id: `${nation}.subscription.${version}`,
    nationSlug: nation,
    data: {
      ...state,
      subscriptionId: id,
      entitlements: [...found.version.entitlements],
      ...(upgradeTo.length > 0 && { upgradeTo }),
      version,
    },
  });
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
