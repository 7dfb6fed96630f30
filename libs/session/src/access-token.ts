import { NationSlug, Role, SessionId, UserId } from '@nat/contracts';
import { z } from 'zod';
import { NumericDate } from './compact-token';

/** `aud` of every token the API accepts, and `typ` of its header (RFC 9068). */
export const apiAudience = 'nat-api';
export const accessTokenType = 'at+jwt';
/** Seconds an access token lives. */
export const accessTokenSeconds = 900;

/** Claims of an access token (agent design, section 13). Unknown claims are ignored. */
export const AccessTokenClaims = z.object({
  iss: z.string(),
  aud: z.string(),
  sub: UserId,
  sid: SessionId,
  jti: z.string().min(1).max(128),
  iat: NumericDate,
  nbf: NumericDate.optional(),
  exp: NumericDate,
  /** What signed in, such as `cli` or `web`; decides the surface of its queries. */
  client: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  /** Role by nation at the time of issue, the most recent 50. */
  nations: z.record(NationSlug, Role).refine(nations => Object.keys(nations).length <= 50),
});
export type AccessTokenClaims = z.output<typeof AccessTokenClaims>;

/** Who calls, as a verified access token says. Roles are those of the time of issue; the live ones are auth's to tell. */
export interface Caller {
  readonly userId: string;
  readonly sessionId: string;
  readonly client: string;
  /** Has no prototype, so that a nation named `constructor` is found only where it is one. */
  readonly nations: Readonly<Record<string, Role>>;
  /** End of the token, epoch milliseconds. */
  readonly expiresAt: number;
}

/** The caller that checked claims describe. Frozen: it is shared by every use of the token. */
export function callerOf(claims: AccessTokenClaims): Caller {
  const nations = Object.freeze(Object.assign(Object.create(null) as Record<string, Role>, claims.nations));
  return Object.freeze({
    userId: claims.sub,
    sessionId: claims.sid,
    client: claims.client,
    nations,
    expiresAt: claims.exp * 1_000,
  });
}
