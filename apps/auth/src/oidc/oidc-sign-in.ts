import type { SignIn } from '../sign-in/sign-in';
import type { SetCookies, SignInService } from '../sign-in/sign-in.service';
import type { OidcFailure } from './oidc-issuer.adapter';
import type { OidcPeople } from './oidc-people';
import { type OidcRoundTrip, oidcStateSeconds } from './oidc-round-trip';

/** What comes of a step: another address, or why it went no further. */
export type OidcStep = { location: string; cookies: SetCookies } | { failure: OidcFailure; signIn: SignIn };

/** Signing in with an external issuer: who somebody is there says who they are here, and nothing about what they may do. */
export class OidcSignIn {
  constructor(
    private readonly signIns: SignInService,
    private readonly roundTrip: OidcRoundTrip,
    private readonly people: OidcPeople,
  ) {}

  /** Sends the browser of a sign-in to the issuer. */
  async start({ signInId }: SignIn): Promise<{ location: string; cookies: SetCookies }> {
    const { location, cookie } = await this.roundTrip.begin(signInId);
    return { location, cookies: [{ cookie: 'oauth', value: cookie, seconds: oidcStateSeconds }] };
  }

  /** Takes a browser that came back. */
  async comeBack(
    query: Readonly<Record<string, string>>,
    cookies: { oauth?: string; sign_in?: string; browser?: string },
  ): Promise<OidcStep> {
    const outcome = await this.roundTrip.complete(query, cookies.oauth);
    const signIn = await this.signIns.current(outcome.signInId, cookies.sign_in);
    if (outcome.kind === 'failed') return { failure: outcome.failure, signIn };
    const userId = await this.people.userOf(outcome.profile);
    return this.signIns.finish(signIn, { userId, way: 'oidc' }, cookies.browser);
  }
}
