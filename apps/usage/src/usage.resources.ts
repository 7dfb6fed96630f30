import type { ServiceResources } from '@nat/dynamo';
import { QueryCanceled, QueryCompleted, QueryFailed, SubscriptionUpdated, UsageRecorded } from '@nat/contracts';

/** All that usage owns and hears. Provisioned locally, deployed on AWS and checked against the consumer, from this value. */
export const resources = {
  service: 'usage',
  table: {
    name: 'nat-usage',
    indexes: [
      { name: 'unsent', partitionKey: 'unsentShard', sortKey: 'unsentAt' },
      { name: 'open-reservations', partitionKey: 'sweepShard', sortKey: 'sweepAt', projection: 'keys' },
      { name: 'entries-by-period', partitionKey: 'meterPeriod', sortKey: 'entryAt' },
    ],
    timeToLive: 'expiresAt',
  },
  queue: {
    name: 'nat-usage',
    deadLetterQueue: 'nat-usage-dead-letter',
    maxReceiveCount: 5,
    visibilityTimeoutSeconds: 30,
  },
  subscriptions: [QueryCompleted, QueryFailed, QueryCanceled, SubscriptionUpdated].map(({ type }) => type).toSorted(),
  publishes: [UsageRecorded.type],
} as const satisfies ServiceResources;
