import { Injectable } from '@nestjs/common';
import type { BrowserAnswer, NationSlug, SessionAnswer, StartSession } from '@nat/contracts';
import { AppError, Clock, Rng } from '@nat/service-kit';
import { AccountsStore } from '../accounts/accounts.store';
import { challengeOf, oneTimeSecret, secretHash } from '../one-time/one-time-secret';
import { OneTimeStore } from '../one-time/one-time.store';
import { SessionsService } from '../sessions/sessions.service';
import { SessionsStore } from '../sessions/sessions.store';
import type { AuthorizeRequest } from './authorize-request';
import { browserSeconds, handOverLocation, handOverSeconds, ownPages, type SignIn, signInSeconds } from './sign-in';
import { SignInStore } from './sign-in.store';

/** Form of every cookie value of ours; anything else was not set by us. */
const cookieForm = /^[A-Za-z0-9_-]{43}$/;

export type SetCookies = BrowserAnswer['cookies'];

/** Who somebody turned out to be, and how. */
export interface Proven {
  userId: string;
  way: 'nationbuilder' | 'email' | 'oidc' | 'browser';
  /** Epoch of the user in which the browser was found signed in; absent where somebody has just shown who they are. */
  epoch?: number;
  /** Nation that was signed in through. */
  nationSlug?: NationSlug;
}

/** A sign-in from its beginning in a browser to the code that its client exchanges for a session. */
@Injectable()
export class SignInService {
  constructor(
    private readonly store: SignInStore,
    private readonly oneTime: OneTimeStore,
    private readonly accounts: AccountsStore,
    private readonly sessionsStore: SessionsStore,
    private readonly sessions: SessionsService,
    private readonly clock: Clock,
    private readonly rng: Rng,
  ) {}

  /** Begins a sign-in for a client, bound to this browser by a cookie: the one it has, or a new one. */
  async begin(request: AuthorizeRequest, cookie: string | undefined): Promise<{ signIn: SignIn; cookies: SetCookies }> {
    const { clientId, redirectUri, state, codeChallenge } = request;
    return this.bound({ clientId, redirectUri, state, codeChallenge }, cookie);
  }

  /** Begins a sign-in that ends at a page of auth itself, such as the one that somebody opened before they were signed in. */
  async beginFor(address: string, cookie: string | undefined): Promise<{ signIn: SignIn; cookies: SetCookies }> {
    return this.bound({ clientId: ownPages, redirectUri: address, state: '', codeChallenge: '' }, cookie);
  }

  /**
   * The sign-in a form of this browser belongs to. Throws `code_expired` when it is over, and `oauth_browser_mismatch` for
   * another browser's: whoever is led to a page of somebody else's sign-in must not be able to finish it for them.
   */
  async current(signInId: string | undefined, cookie: string | undefined): Promise<SignIn> {
    const signIn = signInId ? await this.store.find(signInId, this.now()) : undefined;
    if (!signIn) throw new AppError('code_expired', 'This sign-in has taken too long, or was finished before.');
    if (cookie === undefined || secretHash(cookie) !== signIn.browserHash) {
      throw new AppError(
        'oauth_browser_mismatch',
        'This sign-in was begun in another browser. Go on there: the link of a mail has to be opened in the same one.',
      );
    }
    return signIn;
  }

  /** Who is signed in with a browser, by its cookie. */
  async signedIn(cookie: string | undefined): Promise<{ userId: string; name: string; epoch: number } | undefined> {
    const browser = cookie === undefined ? undefined : await this.store.browser(secretHash(cookie), this.now());
    if (!browser || browser.epoch !== (await this.sessionsStore.epoch(browser.userId))) return undefined;
    const account = await this.accounts.account(browser.userId);
    return account && { userId: browser.userId, name: account.name, epoch: browser.epoch };
  }

  /** Nobody is signed in with a browser any longer: a copy of its cookie is worth nothing either. Harmless when nobody was. */
  signOut(cookie: string): Promise<void> {
    return this.store.forgetBrowser(secretHash(cookie));
  }

  /** Whether somebody was signed in with a browser before, however long the sign-in itself is over. */
  async knows(cookie: string | undefined, userId: string | undefined): Promise<boolean> {
    const browser = cookie === undefined ? undefined : await this.store.browser(secretHash(cookie), this.now());
    return userId !== undefined && browser?.userId === userId;
  }

  /**
   * Ends a sign-in: the browser is signed in from now on, and its client gets a code that is good for a minute. Throws
   * `code_expired` when the sign-in was ended before.
   */
  async finish(signIn: SignIn, proven: Proven, browserCookie: string | undefined) {
    if (!(await this.store.complete(signIn.signInId))) {
      throw new AppError('code_expired', 'This sign-in was finished before.');
    }
    const { userId, nationSlug, way } = proven;
    const [current, known] = await Promise.all([this.sessionsStore.epoch(userId), this.knows(browserCookie, userId)]);
    const epoch = proven.epoch ?? current;
    // A new value each time, and the old one is worth nothing: it may be known to somebody else.
    const [code, browser] = [oneTimeSecret(this.rng), oneTimeSecret(this.rng)];
    await this.store.rememberBrowser(secretHash(browser), { userId, epoch, expiresAt: this.now() + browserSeconds });
    if (browserCookie !== undefined) await this.store.forgetBrowser(secretHash(browserCookie));
    const cookies: SetCookies = [{ cookie: 'browser', value: browser, seconds: browserSeconds }];
    const { clientId, redirectUri, codeChallenge } = signIn;
    if (clientId === ownPages) return { location: redirectUri, cookies };
    const value = {
      clientId,
      redirectUri,
      codeChallenge,
      userId,
      epoch,
      way,
      newBrowser: !known,
      ...(nationSlug && { nationSlug }),
    };
    await this.oneTime.keep('hand_over', secretHash(code), value, this.now() + handOverSeconds);
    return { location: handOverLocation(signIn, code), cookies };
  }

  /**
   * The session a client gets for its code. Throws `code_expired` for a code that is unknown, used or too old, and
   * `unauthenticated` when client, address or verifier are not those of its sign-in; the code is used up either way.
   */
  async exchange({ clientId, code, codeVerifier, redirectUri }: StartSession): Promise<Required<SessionAnswer>> {
    const value = await this.oneTime.take('hand_over', secretHash(code), this.now());
    if (!value) throw new AppError('code_expired', 'This code is not good any more. Sign in again.');
    const same = value.clientId === clientId && value.redirectUri === redirectUri;
    if (!same || challengeOf(codeVerifier) !== value.codeChallenge) {
      throw new AppError('unauthenticated', 'This code belongs to another sign-in. Sign in again.');
    }
    const { userId, epoch, nationSlug, way, newBrowser } = value;
    if (epoch !== (await this.sessionsStore.epoch(userId))) {
      throw new AppError('session_revoked', 'This account was signed out everywhere. Sign in again.');
    }
    return this.sessions.open({ userId, client: clientId, epoch, way, newBrowser, ...(nationSlug && { nationSlug }) });
  }

  private async bound(
    about: Pick<SignIn, 'clientId' | 'redirectUri' | 'state' | 'codeChallenge'>,
    cookie: string | undefined,
  ): Promise<{ signIn: SignIn; cookies: SetCookies }> {
    const value = cookie !== undefined && cookieForm.test(cookie) ? cookie : oneTimeSecret(this.rng);
    const bound = { signInId: this.rng.id('sgn'), browserHash: secretHash(value), expiresAt: this.now() + signInSeconds };
    const signIn = { ...about, ...bound };
    await this.store.begin(signIn);
    return { signIn, cookies: [{ cookie: 'sign_in', value, seconds: signInSeconds }] };
  }

  private now(): number {
    return Math.floor(this.clock.now() / 1_000);
  }
}
