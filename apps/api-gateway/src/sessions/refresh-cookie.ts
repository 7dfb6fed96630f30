import { RefreshRequest, type SessionAnswer } from '@nat/contracts';
import { AppError } from '@nat/service-kit';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowserCookies } from '../browser/cookies';
import { GatewayConfig } from '../gateway.config';

/**
 * The refresh token of the web app: in a cookie no script can read. A cookie comes along by itself, so a call that uses it must
 * come from a page of an origin that is on the list, as its browser says; a program without an origin sends its token in a body.
 */
@Injectable()
export class RefreshCookie {
  private readonly origins: ReadonlySet<string>;

  constructor(
    private readonly cookies: BrowserCookies,
    config: GatewayConfig,
  ) {
    this.origins = new Set(config.CORS_ORIGINS);
  }

  /** Throws `forbidden` unless a page of an allowed origin calls. */
  requireWebOrigin({ headers }: FastifyRequest): void {
    if (headers.origin !== undefined && this.origins.has(headers.origin)) return;
    throw new AppError('forbidden', 'Only the web app of this installation may use the cookie of a session.');
  }

  /** The refresh token a browser sent. Throws `forbidden` from another origin, `unauthenticated` without a token. */
  of(request: FastifyRequest): string {
    this.requireWebOrigin(request);
    const refreshToken = this.cookies.refreshToken(request.headers.cookie);
    const { data } = RefreshRequest.safeParse({ refreshToken });
    if (!data) throw new AppError('unauthenticated', 'There is no session here. Sign in again.');
    return data.refreshToken;
  }

  /** Puts the refresh token into the cookie and out of the answer. */
  keep({ refreshToken, ...session }: SessionAnswer, reply: FastifyReply): SessionAnswer {
    void reply.header('set-cookie', this.cookies.keepRefreshToken(refreshToken));
    return session;
  }

  /** Signs the browser out, if it is one: whoever signs out on a shared machine is not signed in again by a click. */
  remove(reply: FastifyReply): void {
    void reply.header('set-cookie', this.cookies.signedOut());
  }
}
