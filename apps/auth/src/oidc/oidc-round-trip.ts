import { AppError, type Clock, type Rng } from '@nat/service-kit';
import { type ExternalProfile, type ExternalTokenVerifier } from '@nat/session';
import { challengeOf, oneTimeSecret, secretHash } from '../one-time/one-time-secret';
import type { OneTimeStore, OneTimeValue } from '../one-time/one-time.store';
import type { IssuedTokens, OidcFailure, OidcIssuer } from './oidc-issuer.adapter';
import type { OidcSettings } from './oidc-settings';

/** Seconds somebody has at the issuer's sign-in page. */
export const oidcStateSeconds = 600;

/** How a round trip ended, and for which sign-in it was made. */
export type OidcOutcome = { signInId: string } & (
  { kind: 'signed_in'; profile: ExternalProfile } | { kind: 'failed'; failure: OidcFailure }
);

export interface OidcRoundTripParts {
  issuer: OidcIssuer;
  verifier: ExternalTokenVerifier;
  settings: Pick<OidcSettings, 'issuer' | 'clientId'>;
  oneTime: OneTimeStore;
  clock: Clock;
  rng: Rng;
}

/**
 * One way to the external issuer and back: authorization code with PKCE, state and nonce (OpenID Connect Core, section 3.1;
 * RFC 9700). For which sign-in and with which secrets is kept here under the state and never read from what comes back; the
 * state is good once, and only in the browser that was sent away with it.
 */
export class OidcRoundTrip {
  constructor(private readonly parts: OidcRoundTripParts) {}

  /** Where to send a browser, and the cookie it must bring back. Throws `dependency_unavailable` when nobody knows where that is. */
  async begin(signInId: string): Promise<{ location: string; cookie: string }> {
    const { issuer, oneTime, rng } = this.parts;
    const [state, nonce, codeVerifier, cookie] = Array.from({ length: 4 }, () => oneTimeSecret(rng)) as [
      string,
      string,
      string,
      string,
    ];
    const location = await issuer.authorizationUrl({ state, nonce, codeVerifier }, challengeOf(codeVerifier));
    const value = { nonce, codeVerifier, browserHash: secretHash(cookie), signInId };
    await oneTime.keep('oidc_state', secretHash(state), value, this.now() + oidcStateSeconds);
    return { location, cookie };
  }

  /**
   * Takes what came back. The state is used up before anything else is looked at. Throws `oauth_state_invalid` for one that is
   * unknown, used or too old, and `oauth_browser_mismatch` in another browser: then the issuer is not asked.
   *
   * @param query parameters of the callback, each of which stood there once.
   */
  async complete(query: Readonly<Record<string, string>>, cookie: string | undefined): Promise<OidcOutcome> {
    const { issuer, settings } = this.parts;
    const { signInId, nonce, codeVerifier } = await this.taken(query.state, cookie);
    // RFC 9207: an answer that names its issuer must name the one that was asked.
    if (query.iss !== undefined && query.iss !== settings.issuer) throw invalidState();
    const tokens = await issuer.exchange(query, { state: query.state!, nonce, codeVerifier });
    if (typeof tokens === 'string') return { signInId, kind: 'failed', failure: tokens };
    return { signInId, ...(await this.proven(tokens, nonce)) };
  }

  private async taken(state: string | undefined, cookie: string | undefined): Promise<OneTimeValue<'oidc_state'>> {
    const value = state ? await this.parts.oneTime.take('oidc_state', secretHash(state), this.now()) : undefined;
    if (!value) throw invalidState();
    if (cookie === undefined || secretHash(cookie) !== value.browserHash) {
      throw new AppError('oauth_browser_mismatch', 'This answer belongs to a sign-in of another browser. Nothing was stored.');
    }
    return value;
  }

  private async proven({ idToken, accessToken }: IssuedTokens, nonce: string) {
    const { issuer, verifier, settings } = this.parts;
    try {
      const profile = await verifier.idToken(idToken, { clientId: settings.clientId, nonce, accessToken });
      return { kind: 'signed_in' as const, profile };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      issuer.note('id_token', error);
      return { kind: 'failed' as const, failure: 'exchange_failed' as const };
    }
  }

  private now(): number {
    return Math.floor(this.parts.clock.now() / 1_000);
  }
}

function invalidState(): AppError {
  return new AppError(
    'oauth_state_invalid',
    'This answer belongs to no sign-in that is under way, or came too late. Start again.',
  );
}
