import { type SandboxSignInRequest, SessionAnswer, SessionsAnswer, type StartSession } from '@nat/contracts';
import type { z } from 'zod';
import { browserLock } from './lock';
import { NatProblem } from './nat-problem';
import { Session, type SessionOptions } from './session';
import { type Request, Transport, type TransportOptions } from './transport';
import { Unreadable } from './unreadable';

export interface NatClientOptions extends TransportOptions {
  /** How a session that this client begins is kept and renewed. A `token` is used until it begins one. */
  session?: SessionOptions;
}

/** Everybody who waits for a renewal waits no longer. */
const renewalMs = 20_000;

/** Beginning, renewing and ending sessions: the part of the API that decides under whose name the rest is called. */
export class SessionCalls {
  protected readonly transport: Transport;
  private readonly session: Session;

  constructor(options: NatClientOptions) {
    this.transport = new Transport(options);
    const lock = options.session?.lock ?? browserLock(`nat session ${new URL(options.baseUrl).origin}`);
    this.session = new Session(refreshToken => this.renewed(refreshToken), { ...options.session, ...(lock && { lock }) });
    this.transport.credentials ??= this.session;
  }

  /** Exchanges the code of a finished sign-in, and uses that session from now on. Rejects with `code_expired` after a minute. */
  startSession(request: StartSession): Promise<SessionAnswer> {
    return this.begin({ path: '/v1/sessions', body: request, cookies: request.clientId === 'web' });
  }

  /** Signs in as a demo user of the sandbox nation and uses that session from now on. 404 where there is no sandbox. */
  signInSandbox(request: z.input<typeof SandboxSignInRequest>): Promise<SessionAnswer> {
    return this.begin({ path: '/v1/sessions/sandbox', body: request });
  }

  /**
   * Renews the session now. Only a web page has a use for it, once after it was loaded: its session is kept as a cookie.
   * Everything else is renewed in time by itself. Rejects with `unauthenticated` where there is no session.
   */
  refresh(): Promise<void> {
    return this.session.refresh();
  }

  /** Where the caller is signed in, the one last used first. */
  sessions(): Promise<SessionsAnswer> {
    return this.transport.call(SessionsAnswer, { method: 'GET', path: '/v1/sessions' });
  }

  /** Signs out one session of the caller. Rejects with `not_found` for any other, and for one that has ended. */
  async endSession(sessionId: string): Promise<void> {
    if (sessionId === (await this.session.tokens())?.sessionId) return this.signOut();
    await this.transport.send({ method: 'DELETE', path: `/v1/sessions/${encodeURIComponent(sessionId)}` });
  }

  /** Signs out everywhere, here too. */
  endAllSessions(): Promise<void> {
    return this.leave('/v1/sessions');
  }

  /** Signs out here. The tokens are gone from here also when Nat cannot be reached; it rejects then, for the session lives on. */
  signOut(): Promise<void> {
    return this.leave('/v1/sessions/current');
  }

  private async begin(request: Pick<Request, 'path' | 'body' | 'cookies'>): Promise<SessionAnswer> {
    const askedAt = this.session.now();
    const answer = await this.transport.call(SessionAnswer, { ...request, method: 'POST', anonymous: true });
    await this.session.begin(answer, askedAt);
    this.transport.credentials = this.session;
    return answer;
  }

  private async leave(path: string): Promise<void> {
    const tokens = await this.session.tokens();
    const cookies = tokens !== undefined && tokens.refreshToken === undefined;
    try {
      await this.transport.send({ method: 'DELETE', path, cookies });
    } catch (error) {
      // A session that has ended is what was asked for.
      if (!(error instanceof NatProblem && error.status === 401)) throw error;
    } finally {
      await this.session.end(tokens?.sessionId);
    }
  }

  private async renewed(refreshToken: string | undefined): Promise<SessionAnswer> {
    const signal = AbortSignal.timeout(renewalMs);
    const held = refreshToken === undefined ? { cookies: true } : { body: { refreshToken } };
    const request: Request = { method: 'POST', path: '/v1/sessions/refresh', ...held, anonymous: true, signal };
    return this.transport.call(SessionAnswer, request).catch((error: unknown) => {
      throw error instanceof NatProblem || error instanceof Unreadable ? error : NatProblem.unreachable(error);
    });
  }
}
