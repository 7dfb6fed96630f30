import {
  ActionExecuted,
  ActionUndone,
  ConfirmationDecided,
  ConfirmationRequested,
  PromptInjectionSuspected,
  QueryCanceled,
  QueryCompleted,
  QueryFailed,
} from '@nat/contracts';
import type { ServiceResources } from '@nat/dynamo';
import { idleIndex, recentIndex } from './conversations/conversation-keys';

/** All that the agent owns. It hears no event. Provisioned locally and deployed on AWS from this value. */
export const resources = {
  service: 'agent',
  table: {
    name: 'nat-agent',
    indexes: [
      { name: 'unsent', partitionKey: 'unsentShard', sortKey: 'unsentAt' },
      { name: 'leases', partitionKey: 'leaseShard', sortKey: 'leaseUntil' },
      recentIndex,
      idleIndex,
    ],
    timeToLive: 'expiresAt',
  },
  subscriptions: [],
  publishes: [
    QueryCompleted,
    QueryFailed,
    QueryCanceled,
    ConfirmationRequested,
    ConfirmationDecided,
    ActionExecuted,
    ActionUndone,
    PromptInjectionSuspected,
  ]
    .map(({ type }) => type)
    .toSorted(),
} as const satisfies ServiceResources;
