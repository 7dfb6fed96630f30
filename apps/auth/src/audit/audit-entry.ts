import { type AuditOutcome, AuditType } from '@nat/contracts';
import { type Clock, requestContext, type Rng } from '@nat/service-kit';

/** 13 months in seconds, rounded up to whole days. */
const keptSeconds = 397 * 86_400;

/** What can stand in a nation's audit log: `<thing>.<what happened to it>`. */
export const auditTypes = AuditType.options;
export type { AuditOutcome, AuditType } from '@nat/contracts';

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

/** One line of a nation's audit log. Appended, never changed. */
export interface AuditEntry extends Omit<AuditFacts, 'type'> {
  /** An {@link AuditType}; one that a newer process wrote is read as well. */
  type: string;
  auditId: string;
  outcome: AuditOutcome;
  /** When it happened, RFC 3339 UTC. */
  time: string;
  requestId: string;
  /** Network of whoever asked: the first 24 bits of an IPv4 address, the first 48 of an IPv6 one. */
  network?: string;
  /** Epoch seconds from which nobody reads it any more and its row may be deleted. */
  expiresAt: number;
}

/** An entry of now, for the request in progress. */
export function auditEntry(facts: AuditFacts, from: { clock: Clock; rng: Rng }): AuditEntry {
  const { correlationId = 'none', clientNetwork } = requestContext.current() ?? {};
  return entryFrom(facts, {
    auditId: from.rng.id('aud'),
    time: from.clock.iso(),
    requestId: correlationId,
    ...(clientNetwork && { network: clientNetwork }),
    now: from.clock.now(),
  });
}

/**
 * An entry of facts and of where they come from. Pure.
 *
 * @param origin `now`, in epoch milliseconds, is when it is written: it is kept 13 months from then, however old the fact is.
 */
export function entryFrom(
  { actor, data, outcome = 'succeeded', ...facts }: AuditFacts,
  { now, ...origin }: Pick<AuditEntry, 'auditId' | 'time' | 'requestId' | 'network'> & { now: number },
): AuditEntry {
  return {
    ...facts,
    ...(actor && { actor }),
    ...(data && { data }),
    outcome,
    ...origin,
    expiresAt: Math.floor(now / 1_000) + keptSeconds,
  };
}
