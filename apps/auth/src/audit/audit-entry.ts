import { type Clock, requestContext, type Rng } from '@nat/service-kit';

/** 13 months in seconds, rounded up to whole days. */
const keptSeconds = 397 * 86_400;

/** What can stand in a nation's audit log: `<thing>.<what happened to it>`. */
export const auditTypes = [
  'sign_in.completed',
  'sign_in.refused',
  'sign_in.new_device',
  'session.started',
  'session.ended',
  'session.refresh_reused',
  'sessions.ended',
  'connection.started',
  'connection.completed',
  'connection.failed',
  'connection.refreshed',
  'connection.refresh_failed',
  'connection.reauth_required',
  'connection.disconnected',
  'nation.claimed',
  'invite.created',
  'invite.revoked',
  'invite.accepted',
  'member.joined',
  'member.role_changed',
  'member.removed',
  'owner.changed',
  'settings.changed',
  'subscription.changed',
  'confirmation.requested',
  'confirmation.decided',
  'action.executed',
  'action.undone',
  'prompt_injection.suspected',
] as const;
export type AuditType = (typeof auditTypes)[number];

/** What happened, in ids, counts and words of ours: never a name, an address or a token. */
export interface AuditFacts {
  type: AuditType;
  /** Id of what it was done to. */
  subject: string;
  /** User who did it; absent when nobody did. */
  actor?: string;
  /** `succeeded` unless told. */
  outcome?: AuditOutcome;
  /** Further facts, such as a role before and after. */
  data?: Readonly<Record<string, string | number | boolean>>;
}
export type AuditOutcome = 'succeeded' | 'refused' | 'failed';

/** One line of a nation's audit log. Appended, never changed. */
export interface AuditEntry extends AuditFacts {
  auditId: string;
  outcome: AuditOutcome;
  /** RFC 3339 UTC. */
  time: string;
  requestId: string;
  /** Network of whoever asked: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one. */
  network?: string;
  /** Epoch seconds after which the row may be deleted. */
  expiresAt: number;
}

/** An entry of now, for the request in progress. */
export function auditEntry(facts: AuditFacts, from: { clock: Clock; rng: Rng }): AuditEntry {
  const { actor, data, outcome = 'succeeded', ...rest } = facts;
  const { correlationId = 'none', clientNetwork } = requestContext.current() ?? {};
  return {
    ...rest,
    ...(actor && { actor }),
    ...(data && { data }),
    outcome,
    auditId: from.rng.id('aud'),
    time: from.clock.iso(),
    requestId: correlationId,
    ...(clientNetwork && { network: clientNetwork }),
    expiresAt: Math.floor(from.clock.now() / 1_000) + keptSeconds,
  };
}
