import { z } from 'zod';
import { ReauthCause } from '../events/auth.events';
import { ConnectionId, UserId } from '../ids';

/** A connection to NationBuilder as its nation sees it. Never a token, nor where one rests. */
export const ConnectionSummary = z.object({
  connectionId: ConnectionId,
  /** The nation's own, or one person's. */
  kind: z.enum(['nation', 'personal']),
  status: z.enum(['connected', 'reauth_required']),
  /** Only with `reauth_required`. */
  reauthCause: ReauthCause.optional(),
  /** The user who granted access last. */
  connectedBy: UserId,
  connectedAt: z.iso.datetime(),
  /** Absent before the first refresh. */
  lastRefreshedAt: z.iso.datetime().optional(),
  /** When the access token in force ends; it is renewed long before. */
  expiresAt: z.iso.datetime(),
});
export type ConnectionSummary = z.output<typeof ConnectionSummary>;

/** 200 of `GET /v1/connections`: the nation's and one's own; for owner and admins those of everybody. The nation's is first. */
export const ConnectionsAnswer = z.array(ConnectionSummary);
export type ConnectionsAnswer = z.output<typeof ConnectionsAnswer>;
