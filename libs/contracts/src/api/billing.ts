import { z } from 'zod';
import { Entitlement } from '../limits';
import { SubscriptionStatus } from '../events/billing.events';

/** Money: integer minor units of an ISO 4217 currency. */
export const Money = z.object({ amountMinor: z.number().int(), currency: z.string().length(3) });
export type Money = z.output<typeof Money>;

/** One plan on sale in `GET /v1/plans`. */
export const PlanOffer = z.object({
  plan: z.string(),
  version: z.number().int().positive(),
  name: z.string(),
  price: Money,
  cadence: z.enum(['month', 'year']),
  entitlements: z.array(Entitlement),
});
export type PlanOffer = z.output<typeof PlanOffer>;

/** Answer of `GET /v1/plans`. */
export const PlansAnswer = z.object({ catalog: z.string(), catalogVersion: z.number().int(), plans: z.array(PlanOffer) });
export type PlansAnswer = z.output<typeof PlansAnswer>;

/** Answer of `GET /v1/billing/subscription`, and of its POST and PATCH. */
export const SubscriptionAnswer = z.object({
  id: z.string(),
  plan: z.string(),
  planVersion: z.number().int().positive(),
  status: SubscriptionStatus,
  cadence: z.enum(['month', 'year']),
  seats: z.number().int().positive(),
  periodStart: z.iso.datetime(),
  periodEnd: z.iso.datetime(),
});
export type SubscriptionAnswer = z.output<typeof SubscriptionAnswer>;

/** Body of `POST /v1/billing/subscription`; cadence defaults to monthly. */
export const StartSubscription = z.strictObject({
  plan: z.string().regex(/^[a-z_]{1,40}$/),
  cadence: z.enum(['month']).default('month'),
});
export type StartSubscription = z.output<typeof StartSubscription>;

/** Body of `PATCH /v1/billing/subscription`: the plan to change to, at once. */
export const ChangeSubscription = z.strictObject({ plan: z.string().regex(/^[a-z_]{1,40}$/) });
export type ChangeSubscription = z.output<typeof ChangeSubscription>;
