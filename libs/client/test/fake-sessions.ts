import type { Fetch } from '../src';
import { refusal } from './fake-gateway';

/** What happens to one renewal: it never arrives, it is refused, or it is done and its answer is lost. */
export type RenewalFault = 'lost before' | 'busy' | 'lost after';

interface FakeSession {
  sessionId: string;
  /** Refresh tokens that were issued, oldest first; only the last one is good. */
  refreshTokens: string[];
  ended?: 'session_revoked' | 'refresh_token_reused';
}

const lifeMs = 900_000;

/**
 * The sessions of a gateway: refresh tokens are good once, and one that is used twice ends its session. Everything else answers
 * as `/v1/me` does to whoever shows an access token that lives.
 */
export class FakeSessions {
  /** Milliseconds; the spec turns it. */
  now = 1_000_000;
  /** Lines of what was asked: method, path, and the token. */
  readonly asked: string[] = [];
  /** Renewals that arrived. */
  renewals = 0;
  /** One for each renewal to come. */
  faults: RenewalFault[] = [];
  /** Before each answer; a spec may let others go first here. */
  pause: () => Promise<void> = async () => {};
  /** The refresh token in the browser's cookie. */
  cookie?: string;
  private readonly sessions: FakeSession[] = [];
  private readonly accessTokens = new Map<string, { session: FakeSession; until: number }>();
  private number = 0;

  readonly fetch: Fetch = async (input, init = {}) => {
    const { pathname } = new URL(input);
    const token = new Headers(init.headers).get('authorization')?.slice('Bearer '.length);
    const line = `${init.method} ${pathname}`;
    this.asked.push(token === undefined ? line : `${line} ${token}`);
    await this.pause();
    const body = (typeof init.body === 'string' ? JSON.parse(init.body) : undefined) as { refreshToken?: string } | undefined;
    const withCookies = init.credentials === 'include';
    const answer = this.answer(line, token, body, withCookies);
    await this.pause();
    return answer;
  };

  /** Ends a session, as signing out elsewhere does. */
  revoke(sessionId: string): void {
    this.sessions.find(session => session.sessionId === sessionId)!.ended = 'session_revoked';
  }

  /** Makes every access token of now worthless, as a new signing key does. */
  forgetAccessTokens(): void {
    this.accessTokens.clear();
  }

  isLive(sessionId: string): boolean {
    return this.sessions.some(session => session.sessionId === sessionId && !session.ended);
  }

  private answer(line: string, token: string | undefined, body: { refreshToken?: string } | undefined, withCookies: boolean) {
    if (line === 'POST /v1/sessions') {
      const session = { sessionId: `ses_${String(++this.number).padStart(32, '0')}`, refreshTokens: [] };
      this.sessions.push(session);
      return this.pair(session, withCookies);
    }
    if (line === 'POST /v1/sessions/refresh')
      return this.renewal(body?.refreshToken ?? (withCookies ? this.cookie : undefined), !body);
    const access = token === undefined ? undefined : this.accessTokens.get(token);
    if (!access) return refusal('unauthenticated');
    if (access.session.ended) return refusal('session_revoked');
    if (this.now >= access.until) return refusal('token_expired');
    if (line.startsWith('DELETE /v1/sessions')) {
      access.session.ended = 'session_revoked';
      return new Response(null, { status: 204 });
    }
    return Response.json({ userId: `usr_${'0'.repeat(32)}`, name: 'Ada', memberships: [], claims: [] });
  }

  private renewal(refreshToken: string | undefined, byCookie: boolean): Response {
    this.renewals += 1;
    const fault = this.faults.shift();
    if (fault === 'lost before') throw new TypeError('fetch failed');
    if (fault === 'busy') return refusal('dependency_unavailable', { retryAfter: 1 });
    const session = this.sessions.find(({ refreshTokens }) => refreshTokens.includes(refreshToken ?? ''));
    if (!session) return refusal('unauthenticated');
    if (session.ended) return refusal('session_revoked');
    if (session.refreshTokens.at(-1) !== refreshToken) {
      session.ended = 'refresh_token_reused';
      return refusal('refresh_token_reused');
    }
    const answer = this.pair(session, byCookie);
    if (fault === 'lost after') throw new TypeError('fetch failed');
    return answer;
  }

  private pair(session: FakeSession, byCookie: boolean): Response {
    const number = ++this.number;
    const [accessToken, refreshToken] = [`access-${number}`, `nrt_${String(number).padStart(43, '0')}`];
    session.refreshTokens.push(refreshToken);
    this.accessTokens.set(accessToken, { session, until: this.now + lifeMs });
    if (byCookie) this.cookie = refreshToken;
    const { sessionId } = session;
    return Response.json({ accessToken, expiresIn: lifeMs / 1000, sessionId, ...(!byCookie && { refreshToken }) });
  }
}

/** Body of a sign-in that has just been finished. */
export const startOf = (clientId: 'cli' | 'web') => ({
  clientId,
  code: 'c'.repeat(43),
  codeVerifier: 'v'.repeat(43),
  redirectUri: 'http://127.0.0.1:1/signed-in',
});
