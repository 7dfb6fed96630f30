import {
  ActionExecuted,
  ActionUndone,
  ConfirmationDecided,
  ConfirmationRequested,
  InviteCreated,
  MemberJoined,
  MemberRemoved,
  MemberRoleChanged,
  NationConnected,
  NationDisconnected,
  NationReauthRequired,
  NationReconnected,
  PromptInjectionSuspected,
  SessionRevoked,
  SubscriptionUpdated,
  TokenRefreshed,
  TokenRefreshFailed,
} from '@nat/contracts';
import type { ServiceResources } from '@nat/dynamo';
import { unsentIndex } from '@nat/event-bus';
import { unchainedIndex } from './audit/audit-rows';
import { serviceName } from './auth.config';
import { lookIndex } from './connections/connection-rows';
import { membersIndex } from './members/member-rows';

/** Everything auth has in AWS beside its secrets: created by tools/local-aws, deployed from the same value. */
export const resources = {
  service: serviceName,
  table: {
    name: 'nat-auth',
    indexes: [unsentIndex, unchainedIndex, lookIndex, membersIndex],
    timeToLive: 'expiresAt',
  },
  queue: {
    name: 'nat-auth',
    deadLetterQueue: 'nat-auth-dead-letter',
    maxReceiveCount: 5,
    visibilityTimeoutSeconds: 30,
  },
  subscriptions: [
    ActionExecuted,
    ActionUndone,
    ConfirmationDecided,
    ConfirmationRequested,
    MemberRemoved,
    PromptInjectionSuspected,
    SubscriptionUpdated,
  ]
    .map(({ type }) => type)
    .toSorted(),
  publishes: [
    InviteCreated,
    MemberJoined,
    MemberRemoved,
    MemberRoleChanged,
    NationConnected,
    NationDisconnected,
    NationReauthRequired,
    NationReconnected,
    SessionRevoked,
    TokenRefreshed,
    TokenRefreshFailed,
  ]
    .map(({ type }) => type)
    .toSorted(),
} satisfies ServiceResources;
