import type { NationSlug } from '@nat/contracts';
import type { Key, Row } from '@nat/dynamo';
import { type Clock, correlationId, type Rng } from '@nat/service-kit';

/** 13 months in seconds, rounded up to whole days. */
const keptSeconds = 397 * 86_400;

export type AuditType = 'session.started' | 'connection.completed' | 'connection.refreshed' | 'connection.reauth_required';

/** One line of a nation's audit log: ids and outcomes, never a name, an address or a token. Appended, never changed. */
export interface AuditEntry {
  auditId: string;
  type: AuditType;
  /** RFC 3339 UTC. */
  time: string;
  /** Who did it; absent when nobody did. */
  actor?: string;
  /** Id of what it was done to. */
  subject: string;
  requestId: string;
  /** Epoch seconds after which the row may be deleted. */
  expiresAt: number;
}

/** An entry of now, for the request in progress. */
export function auditEntry(
  type: AuditType,
  subject: string,
  actor: string | undefined,
  from: { clock: Clock; rng: Rng },
): AuditEntry {
  return {
    auditId: from.rng.id('aud'),
    type,
    time: from.clock.iso(),
    ...(actor && { actor }),
    subject,
    requestId: correlationId(),
    expiresAt: Math.floor(from.clock.now() / 1_000) + keptSeconds,
  };
}

/** The row of an entry in the nation's log, oldest first. Put it only where there is none: entries never change. */
export function auditRow(nationSlug: NationSlug, entry: AuditEntry): Key & Row {
  return { pk: `NATION#${nationSlug}#AUDIT`, sk: `${entry.time}#${entry.auditId}`, ...entry };
}
