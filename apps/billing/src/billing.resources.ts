import { NationConnected, SubscriptionUpdated, UsageRecorded } from '@nat/contracts';
import type { ServiceResources } from '@nat/dynamo';

/** All that billing owns and hears. Provisioned locally, deployed on AWS and checked against the consumer, from this value. */
export const resources = {
  service: 'billing',
  table: {
    name: 'nat-billing',
    indexes: [{ name: 'unsent', partitionKey: 'unsentShard', sortKey: 'unsentAt' }],
    timeToLive: 'expiresAt',
  },
  queue: {
    name: 'nat-billing',
    deadLetterQueue: 'nat-billing-dead-letter',
    maxReceiveCount: 5,
    visibilityTimeoutSeconds: 60,
  },
  subscriptions: [UsageRecorded, NationConnected].map(({ type }) => type).toSorted(),
  publishes: [SubscriptionUpdated.type],
} as const satisfies ServiceResources;
