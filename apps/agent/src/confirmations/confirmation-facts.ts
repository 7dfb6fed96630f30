import { ConfirmationDecided, ConfirmationRequested, type DomainEvent, eventOf } from '@nat/contracts';
import type { ConfirmationRow } from './confirmation-row';

/** What a fact about a confirmation is stated with. */
export interface Tracing {
  correlationId: string;
  traceparent?: string;
}

/** A call is held. Stated once: the id is a function of the confirmation alone. */
export function requested(row: ConfirmationRow, tracing: Tracing): DomainEvent {
  const { confirmationId, queryId, tool, tier, targets, surface, expires: expiresAt } = row;
  return eventOf(ConfirmationRequested, {
    ...tracing,
    id: `${confirmationId}.requested`,
    nationSlug: row.nationSlug,
    userId: row.userId,
    time: row.createdAt,
    data: { confirmationId, queryId, tool, tier, targets, surface, expiresAt },
  }) as unknown as DomainEvent;
}

/** It is decided, or not waited for any more. `time`: RFC 3339. */
export function decidedFact(
  row: ConfirmationRow,
  told: { status: 'approved' | 'denied' | 'expired' | 'superseded'; time: string; channel?: string },
  tracing: Tracing,
): DomainEvent {
  const { confirmationId, queryId } = row;
  const { status, time, channel } = told;
  const byPerson = status === 'approved' || status === 'denied';
  return eventOf(ConfirmationDecided, {
    ...tracing,
    // One that was approved and found changed afterwards is told a second time, as superseded.
    id: `${confirmationId}.${byPerson ? 'decided' : status}`,
    nationSlug: row.nationSlug,
    userId: row.userId,
    time,
    data: { confirmationId, queryId, status, channel, ...(byPerson && { decidedBy: row.userId }) },
  }) as unknown as DomainEvent;
}
