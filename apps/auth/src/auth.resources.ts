import { NationConnected, SessionRevoked } from '@nat/contracts';
import type { ServiceResources } from '@nat/dynamo';
import { unsentIndex } from '@nat/event-bus';
import { serviceName } from './auth.config';

/** Everything auth has in AWS beside its secrets: created by tools/local-aws, deployed from the same value. */
export const resources = {
  service: serviceName,
  table: {
    name: 'nat-auth',
    indexes: [unsentIndex],
    timeToLive: 'expiresAt',
  },
  subscriptions: [],
  publishes: [NationConnected.type, SessionRevoked.type],
} satisfies ServiceResources;
