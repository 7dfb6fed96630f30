import { RenewAnswer } from '@nat/contracts';
import type { ServiceClient, ServiceIdentity } from '@nat/service-kit';
import { z } from 'zod';
import type { QueryRow } from './query-row';

/** Milliseconds beyond the last decision for which the hold is kept: enough to end a query that nobody decided about. */
const slackMs = 5 * 60_000;

/** Until when a query is held that waits until `expires`. Both RFC 3339. */
export const holdUntil = (expires: string): string => new Date(Date.parse(expires) + slackMs).toISOString();

/** The hold that `usage` keeps for a running query. */
export class Reservations {
  constructor(private readonly usage: ServiceClient) {}

  /** Keeps the hold for another while; after `finishing` only the terminal event of the query ends it. */
  renew(query: QueryRow, state: 'held' | 'finishing', timeoutMs = 3_000): Promise<RenewAnswer> {
    return this.usage.call({
      method: 'POST',
      path: `/internal/reservations/${query.queryId}/renew`,
      identity: identityOf(query),
      body: { periodStart: query.periodStart, fence: query.fence, state },
      schema: RenewAnswer,
      timeoutMs,
    });
  }

  /** Keeps the hold while the query waits for its person, at most until then (RFC 3339); it frees its slot meanwhile. */
  wait(query: QueryRow, until: string): Promise<RenewAnswer> {
    return this.usage.call({
      method: 'POST',
      path: `/internal/reservations/${query.queryId}/renew`,
      identity: identityOf(query),
      body: { periodStart: query.periodStart, fence: query.fence, state: 'waiting', until },
      schema: RenewAnswer,
    });
  }

  /**
   * Gives back what a repeat reserved for a query that has already ended: its settlement may have just passed the
   * reservation by. Usage never releases a hold that waits for its settlement.
   */
  async release(query: QueryRow, periodStart: string): Promise<void> {
    await this.usage.call({
      method: 'POST',
      path: `/internal/reservations/${query.queryId}/release`,
      identity: identityOf(query),
      body: { periodStart },
      schema: z.undefined(),
    });
  }
}

/** Whom a query or an action runs for, as claims of the service token. */
export function identityOf(
  work: Pick<QueryRow, 'userId' | 'sessionId' | 'nationSlug' | 'role'> & { queryId?: string },
): ServiceIdentity {
  const { userId, sessionId, nationSlug, role, queryId } = work;
  return { userId, sessionId, nationSlug, role, queryId };
}
