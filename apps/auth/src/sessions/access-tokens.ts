import type { Membership } from '@nat/contracts';
import type { Clock, Rng } from '@nat/service-kit';
import { accessTokenSeconds, accessTokenType, apiAudience } from '@nat/session';
import { SigningKeys } from '../keys/signing-keys';

/** Nations an access token names; others are asked of auth (agent design, section 13). */
const nationsNamed = 50;

export interface Subject {
  userId: string;
  sessionId: string;
  client: string;
  /** Most recent first. */
  memberships: readonly Membership[];
}

/** Issues the access tokens that `TokenVerifier` of `@nat/session` accepts. */
export class AccessTokens {
  constructor(
    private readonly issuer: string,
    private readonly keys: SigningKeys,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /** A signed token and the seconds it lives. */
  async issue({ userId, sessionId, client, memberships }: Subject): Promise<{ accessToken: string; expiresIn: number }> {
    const iat = Math.floor(this.clock.now() / 1_000);
    const named = memberships.slice(0, nationsNamed).map(({ nationSlug, role }) => [nationSlug, role] as const);
    const signer = await this.keys.signer();
    const accessToken = await signer.sign(accessTokenType, {
      iss: this.issuer,
      aud: apiAudience,
      sub: userId,
      sid: sessionId,
      jti: this.rng.uuid(),
      iat,
      nbf: iat,
      exp: iat + accessTokenSeconds,
      client,
      nations: Object.fromEntries(named),
    });
    return { accessToken, expiresIn: accessTokenSeconds };
  }
}
