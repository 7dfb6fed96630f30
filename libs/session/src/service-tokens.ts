import type { Clock, PersonIdentity, Rng, ServiceIdentity, ServiceTokenSource } from '@nat/service-kit';
import { TokenSigner } from './compact-token';
import type { PrivateServiceKey } from './service-keys';

/** `typ` of a token between services: never accepted where an access token is wanted, nor the other way round. */
export const serviceTokenType = 'service+jwt';
/** Seconds a service token lives. */
export const serviceTokenSeconds = 60;

/** The signed tokens one service shows to others: 60 s, one audience, and the user's identity as claims. */
export class ServiceTokens implements ServiceTokenSource {
  private readonly service: string;
  private readonly signer: TokenSigner;
  private readonly clock: Clock;
  private readonly rng: Rng;

  constructor(options: { service: string; privateKeyJwk: PrivateServiceKey; clock: Clock; rng: Rng }) {
    if (options.privateKeyJwk.service !== options.service) throw new Error('The private key belongs to another service');
    this.service = options.service;
    this.signer = new TokenSigner(options.privateKeyJwk);
    this.clock = options.clock;
    this.rng = options.rng;
  }

  /** @param audience name of the called service. @param identity on whose behalf, where it is somebody's; without a nation where none is selected. */
  token(audience: string, identity?: PersonIdentity | ServiceIdentity): Promise<string> {
    const iat = Math.floor(this.clock.now() / 1_000);
    return this.signer.sign(serviceTokenType, {
      iss: `service:${this.service}`,
      aud: `service:${audience}`,
      jti: this.rng.uuid(),
      iat,
      exp: iat + serviceTokenSeconds,
      ...(identity && { sub: identity.userId, sid: identity.sessionId }),
      ...(identity && 'nationSlug' in identity && nationClaims(identity)),
    });
  }
}

function nationClaims({ nationSlug, role, queryId }: ServiceIdentity): Record<string, string | undefined> {
  return { nation: nationSlug, role, queryId };
}
