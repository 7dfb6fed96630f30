import {
  ChangeSubscription,
  Me,
  NationSettingsAnswer,
  NationSettingsChange,
  PlansAnswer,
  StartSubscription,
  SubscriptionAnswer,
  UsageAnswer,
} from '@nat/contracts';
import type { EndpointDefinition } from '../endpoint-definition';

const subscription = { 200: { description: 'The subscription now', schema: SubscriptionAnswer } };

/** Who is signed in; what their nation used, what it pays for and what it allows. */
export const accountEndpoints = {
  getMe: {
    method: 'GET',
    path: '/v1/me',
    summary: 'Who is signed in',
    access: 'signedIn',
    answers: { 200: { description: 'User, memberships and claims', schema: Me } },
    problems: [],
  },
  getUsage: {
    method: 'GET',
    path: '/v1/usage',
    summary: 'What the nation used in the current period, and its limits',
    access: 'read_only',
    answers: { 200: { description: 'Meters of the period', schema: UsageAnswer } },
    problems: ['not_found'],
  },
  listPlans: {
    method: 'GET',
    path: '/v1/plans',
    summary: 'Plans on sale',
    access: 'public',
    answers: { 200: { description: 'The catalog', schema: PlansAnswer } },
    problems: [],
  },
  getSubscription: {
    method: 'GET',
    path: '/v1/billing/subscription',
    summary: 'Read the subscription of the nation',
    access: 'admin',
    answers: subscription,
    problems: ['not_found'],
  },
  startSubscription: {
    method: 'POST',
    path: '/v1/billing/subscription',
    summary: 'Start a subscription',
    access: 'admin',
    body: StartSubscription,
    answers: { 201: { description: 'The subscription now', schema: SubscriptionAnswer } },
    problems: ['payment_method_required', 'subscription_exists', 'trial_used', 'plan_closed'],
  },
  changeSubscription: {
    method: 'PATCH',
    path: '/v1/billing/subscription',
    summary: 'Change to another plan, at once',
    access: 'admin',
    body: ChangeSubscription,
    answers: subscription,
    problems: ['not_found', 'payment_method_required', 'subscription_ended', 'plan_closed'],
  },
  getNationSettings: {
    method: 'GET',
    path: '/v1/nations/{slug}/settings',
    summary: 'What the selected nation decided for all its members',
    access: 'read_only',
    answers: { 200: { description: 'Its settings', schema: NationSettingsAnswer } },
    problems: ['nation_mismatch'],
  },
  changeNationSettings: {
    method: 'PATCH',
    path: '/v1/nations/{slug}/settings',
    summary: 'Change settings of the selected nation; those that are not named stay',
    access: 'admin',
    body: NationSettingsChange,
    answers: { 200: { description: 'Its settings now', schema: NationSettingsAnswer } },
    problems: ['nation_mismatch', 'conflict'],
  },
} as const satisfies Record<string, EndpointDefinition>;
