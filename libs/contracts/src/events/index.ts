import {
  ActionExecuted,
  ActionUndone,
  ConfirmationDecided,
  ConfirmationRequested,
  PromptInjectionSuspected,
  QueryCanceled,
  QueryCompleted,
  QueryFailed,
} from './agent.events';
import { InviteCreated, MemberJoined, MemberRemoved, MemberRoleChanged } from './auth-members.events';
import { SessionRevoked } from './auth-sessions.events';
import {
  NationConnected,
  NationDisconnected,
  NationReauthRequired,
  NationReconnected,
  TokenRefreshed,
  TokenRefreshFailed,
} from './auth.events';
import { SubscriptionUpdated } from './billing.events';
import type { EventDefinition } from './define-event';
import { UsageRecorded } from './usage.events';

export * from './agent.events';
export * from './auth-members.events';
export * from './auth-sessions.events';
export * from './auth.events';
export * from './billing.events';
export * from './define-event';
export * from './usage.events';

/** Every event there is, for documentation, snapshots and lookup by type. */
export const allEvents: readonly EventDefinition[] = [
  QueryCompleted,
  QueryFailed,
  QueryCanceled,
  ConfirmationRequested,
  ConfirmationDecided,
  ActionExecuted,
  ActionUndone,
  PromptInjectionSuspected,
  UsageRecorded,
  SubscriptionUpdated,
  NationConnected,
  NationReconnected,
  NationDisconnected,
  NationReauthRequired,
  TokenRefreshed,
  TokenRefreshFailed,
  SessionRevoked,
  MemberJoined,
  MemberRoleChanged,
  MemberRemoved,
  InviteCreated,
];
