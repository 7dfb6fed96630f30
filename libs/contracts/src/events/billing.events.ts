import { z } from 'zod';
import { Entitlement } from '../limits';
import { defineEvent, type EventOf } from './define-event';

/** Statuses as Stripe names them. */
export const SubscriptionStatus = z.enum([
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'incomplete',
  'incomplete_expired',
  'canceled',
]);
export type SubscriptionStatus = z.output<typeof SubscriptionStatus>;

/** Full state of a nation's subscription. Consumers keep only the newest `version`. */
export const SubscriptionUpdated = defineEvent(
  'SubscriptionUpdated',
  'nat.subscription.updated.v1',
  {
    producer: 'billing',
    description: "Full state of a nation's subscription after any change; only a newer version is applied.",
  },
  z.object({
    subscriptionId: z.string(),
    status: SubscriptionStatus,
    catalog: z.string(),
    catalogVersion: z.number().int().positive(),
    plan: z.string(),
    planVersion: z.number().int().positive(),
    seats: z.number().int().positive(),
    trialEndsAt: z.iso.datetime().optional(),
    /** Entitlement period, half-open. */
    periodStart: z.iso.datetime(),
    periodEnd: z.iso.datetime(),
    /** After this instant the entitlement is refused: period end and 72 hours, or an earlier cancellation. */
    usableUntil: z.iso.datetime(),
    entitlements: z.array(Entitlement),
    /** Plans on sale that allow more, weakest first; absent where there is none. */
    upgradeTo: z.array(z.string()).optional(),
    /** Rises by one with every change of this nation's subscription. */
    version: z.number().int().positive(),
  }),
  {
    subscriptionId: 'sub_1',
    status: 'active',
    catalog: 'nat',
    catalogVersion: 1,
    plan: 'nat',
    planVersion: 1,
    seats: 1,
    periodStart: '2026-11-03T10:00:00.000Z',
    periodEnd: '2026-12-03T10:00:00.000Z',
    usableUntil: '2026-12-06T10:00:00.000Z',
    entitlements: [
      { feature: 'queries', type: 'metered', meter: 'queries', limit: { kind: 'finite', amount: '500', mode: 'block' } },
      { feature: 'queries_per_minute', type: 'rate', perWindow: 10, windowSeconds: 60, scope: 'user' },
      { feature: 'running_queries', type: 'concurrency', atOnce: 5 },
    ],
    upgradeTo: ['nat_pro'],
    version: 1,
  },
);
export type SubscriptionUpdated = EventOf<typeof SubscriptionUpdated>;
