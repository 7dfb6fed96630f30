import { NationSlug } from '@nat/contracts';
import { z } from 'zod';

/** A session nobody uses ends after 30 days, and every session after 90 (agent design, section 13). In seconds. */
export const idleSeconds = 30 * 86_400;
export const longestSeconds = 90 * 86_400;

/** Somebody who is signed in with one client. */
export const Session = z.object({
  sessionId: z.string(),
  userId: z.string(),
  /** Nation that was signed in through, where it was one. */
  nationSlug: NationSlug.optional(),
  /** What it was made for, such as `cli`; decides the surface of its queries. */
  client: z.string(),
  /** RFC 3339 UTC. */
  startedAt: z.string(),
  lastUsedAt: z.string(),
  /** Network it was last used from. */
  network: z.string().optional(),
  /** The user's epoch when it began: once that has moved on the session has ended, wherever its row is. */
  epoch: z.number().int().nonnegative(),
  /** Epoch seconds at which it ends unless it is used again; the row may be deleted afterwards. */
  expiresAt: z.number().int(),
  /** Epoch seconds at which it ends whatever happens. */
  endsAt: z.number().int(),
});
export type Session = z.output<typeof Session>;

/** A session that begins now. */
export function newSession(
  about: Pick<Session, 'sessionId' | 'userId' | 'nationSlug' | 'client' | 'network' | 'epoch'>,
  nowMilliseconds: number,
): Session {
  const now = Math.floor(nowMilliseconds / 1_000);
  const startedAt = new Date(nowMilliseconds).toISOString();
  return { ...about, startedAt, lastUsedAt: startedAt, expiresAt: now + idleSeconds, endsAt: now + longestSeconds };
}

/** The session used once more: it lives on for as long as an unused one may, and never past its end. */
export function used(session: Session, nowMilliseconds: number, network: string | undefined): Session {
  const expiresAt = Math.min(Math.floor(nowMilliseconds / 1_000) + idleSeconds, session.endsAt);
  return { ...session, lastUsedAt: new Date(nowMilliseconds).toISOString(), expiresAt, ...(network && { network }) };
}

/** Whether the session still counts, given the epoch its user is in now. */
export function isLive(session: Session, epoch: number, nowMilliseconds: number): boolean {
  return session.epoch === epoch && session.expiresAt > nowMilliseconds / 1_000;
}
