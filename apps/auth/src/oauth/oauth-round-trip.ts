import { Injectable } from '@nestjs/common';
import type { NationSlug } from '@nat/contracts';
import { NationOrigin } from '@nat/nationbuilder';
import { AppError, Clock, Rng } from '@nat/service-kit';
import { NationOAuth, type NationPerson } from '../connections/nation-oauth';
import type { TokenPair } from '../connections/token-secrets';
import { challengeOf, oneTimeSecret, secretHash } from '../one-time/one-time-secret';
import { OneTimeStore, type OneTimeValue } from '../one-time/one-time.store';

/** Seconds somebody has at NationBuilder's consent page. */
export const stateSeconds = 600;

export type OAuthPurpose = OneTimeValue<'oauth_state'>['purpose'];

/** How we are registered at NationBuilder. */
export class OAuthRegistration {
  constructor(
    readonly clientId: string,
    readonly redirectUri: string,
  ) {}
}

/** Why nothing was granted. */
export type OAuthFailure = 'access_denied' | 'exchange_failed' | 'no_api_access';

/** How a round trip ended; what for is known from where it began. */
export type OAuthOutcome = { nationSlug: NationSlug; purpose: OAuthPurpose } & (
  { kind: 'granted'; grant: TokenPair; person: NationPerson } | { kind: 'failed'; failure: OAuthFailure }
);

/**
 * One way to NationBuilder and back: authorization code with PKCE (RFC 6749, RFC 7636, RFC 9700). Which nation, what for and
 * with which verifier is kept here under the state and never read from what comes back; the state is good once, and only in the
 * browser that was sent away with it.
 */
@Injectable()
export class OAuthRoundTrip {
  constructor(
    private readonly oneTime: OneTimeStore,
    private readonly oauth: NationOAuth,
    private readonly origin: NationOrigin,
    private readonly registration: OAuthRegistration,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /** Where to send a browser, and the cookie it must bring back. */
  async begin(nationSlug: NationSlug, purpose: OAuthPurpose): Promise<{ location: string; cookie: string }> {
    const [state, codeVerifier, cookie] = [oneTimeSecret(this.rng), oneTimeSecret(this.rng), oneTimeSecret(this.rng)];
    const value = { nationSlug, codeVerifier, browserHash: secretHash(cookie), purpose };
    await this.oneTime.keep('oauth_state', secretHash(state), value, this.now() + stateSeconds);
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.registration.clientId,
      redirect_uri: this.registration.redirectUri,
      state,
      code_challenge: challengeOf(codeVerifier),
      code_challenge_method: 'S256',
    });
    return { location: this.origin.nationUrl(nationSlug, '/oauth/authorize', query).href, cookie };
  }

  /**
   * Takes what came back. The state is used up before anything else is looked at. Throws `oauth_state_invalid` for one that is
   * unknown, used or too old, and `oauth_browser_mismatch` in another browser: then NationBuilder is not asked.
   *
   * @param query parameters of the callback, each of which stood there once.
   * @param requireGoingOn throws where what the way was for is over by now: then NationBuilder is not asked either.
   */
  async complete(
    query: Readonly<Record<string, string>>,
    cookie: string | undefined,
    requireGoingOn: (purpose: OAuthPurpose) => Promise<void>,
  ): Promise<OAuthOutcome> {
    const { nationSlug, codeVerifier, purpose } = await this.taken(query.state, cookie);
    await requireGoingOn(purpose);
    const about = { nationSlug, purpose };
    // RFC 9207: an answer that names its issuer must name the one that was asked.
    if (query.iss !== undefined && query.iss !== this.origin.nationUrl(nationSlug, '').origin) throw invalidState();
    if (query.error !== undefined) {
      return { ...about, kind: 'failed', failure: query.error === 'access_denied' ? 'access_denied' : 'exchange_failed' };
    }
    if (!query.code || query.code.length > 2_048) return { ...about, kind: 'failed', failure: 'exchange_failed' };
    return { ...about, ...(await this.exchanged(nationSlug, query.code, codeVerifier)) };
  }

  private async taken(state: string | undefined, cookie: string | undefined): Promise<OneTimeValue<'oauth_state'>> {
    const value = state ? await this.oneTime.take('oauth_state', secretHash(state), this.now()) : undefined;
    if (!value) throw invalidState();
    if (cookie === undefined || secretHash(cookie) !== value.browserHash) {
      throw new AppError('oauth_browser_mismatch', 'This answer belongs to a sign-in of another browser. Nothing was stored.');
    }
    return value;
  }

  private async exchanged(nationSlug: NationSlug, code: string, codeVerifier: string) {
    const outcome = await this.oauth.exchange(nationSlug, code, codeVerifier);
    // A code grant without a refresh token would end within a day and could not be renewed: it is none.
    if (outcome.kind !== 'granted' || !outcome.grant.refreshToken) return failed('exchange_failed');
    const { accessToken, refreshToken, expiresInSeconds } = outcome.grant;
    const accessExpiresAt = this.clock.now() + expiresInSeconds * 1_000;
    try {
      const person = await this.oauth.person(nationSlug, accessToken);
      const grant = { signupId: person.signupId, accessToken, refreshToken, accessExpiresAt };
      return { kind: 'granted' as const, grant, person };
    } catch (error) {
      if (error instanceof AppError && error.code === 'forbidden') return failed('no_api_access');
      if (error instanceof AppError && error.code === 'nationbuilder_unavailable') return failed('exchange_failed');
      throw error;
    }
  }

  private now(): number {
    return Math.floor(this.clock.now() / 1_000);
  }
}

const failed = (failure: OAuthFailure) => ({ kind: 'failed' as const, failure });

function invalidState(): AppError {
  return new AppError(
    'oauth_state_invalid',
    'This answer of NationBuilder belongs to no sign-in that is under way, or came too late. Start again.',
  );
}
