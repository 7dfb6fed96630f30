import { BrowserSignOut, SessionAnswer, SessionsAnswer } from '@nat/contracts';
import { Body, Controller, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Person, type SignedIn } from '../access/access.guard';
import { CallRates } from '../access/call-rates';
import { BrowserCookies } from '../browser/cookies';
import { bodyOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { pathId } from '../path-ids';
import { Siblings } from '../siblings/siblings';
import { RefreshCookie } from './refresh-cookie';

@Controller()
export class SessionsController {
  constructor(
    private readonly siblings: Siblings,
    private readonly rates: CallRates,
    private readonly cookies: BrowserCookies,
    private readonly refreshCookie: RefreshCookie,
  ) {}

  @Endpoint(endpoints.startSession)
  async start(
    @Body() given: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    this.rates.takeTokenCall(request);
    return this.opened('/internal/sessions', bodyOf(endpoints.startSession, given), request, reply);
  }

  @Endpoint(endpoints.startExternalSession)
  async startExternal(
    @Body() given: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    this.rates.takeTokenCall(request);
    return this.opened('/internal/sessions/external', bodyOf(endpoints.startExternalSession, given), request, reply);
  }

  @Endpoint(endpoints.refreshSession)
  async refresh(
    @Body() given: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    this.rates.takeTokenCall(request);
    const body = bodyOf(endpoints.refreshSession, given);
    if (body) return this.pair('/internal/sessions/refresh', body);
    const refreshToken = this.refreshCookie.of(request);
    return this.refreshCookie.keep(await this.pair('/internal/sessions/refresh', { refreshToken }), reply);
  }

  @Endpoint(endpoints.listSessions)
  list(@Person() { person }: SignedIn): Promise<SessionsAnswer> {
    return this.siblings.auth.call({ method: 'GET', path: '/internal/sessions', identity: person, schema: SessionsAnswer });
  }

  @Endpoint(endpoints.endSession)
  async end(
    @Person() { person }: SignedIn,
    @Param('sessionId') given: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const path = `/internal/sessions/${given === 'current' ? given : pathId('sessionId', given)}`;
    if (given === 'current') await this.signOutBrowser(request);
    await this.siblings.auth.call({ method: 'DELETE', path, identity: person, schema: z.void() });
    if (given === 'current') this.refreshCookie.remove(reply);
  }

  @Endpoint(endpoints.endAllSessions)
  async endAll(
    @Person() { person }: SignedIn,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.signOutBrowser(request);
    await this.siblings.auth.call({ method: 'DELETE', path: '/internal/sessions', identity: person, schema: z.void() });
    this.refreshCookie.remove(reply);
  }

  /** auth has this endpoint only in a sandbox; elsewhere its 404 is the answer. */
  @Endpoint(endpoints.signInSandbox)
  signInSandbox(@Body() given: unknown, @Req() request: FastifyRequest): Promise<SessionAnswer> {
    this.rates.takeSignIn(request);
    const body = bodyOf(endpoints.signInSandbox, given);
    return this.siblings.auth.call({ method: 'POST', path: '/internal/sandbox-sessions', body, schema: SessionAnswer });
  }

  /** Before the session ends: once that is over, whoever must ask again could not. */
  private async signOutBrowser({ headers }: FastifyRequest): Promise<void> {
    const { data: body } = BrowserSignOut.safeParse({ browser: this.cookies.read(headers.cookie).browser });
    if (body) await this.siblings.auth.call({ method: 'POST', path: '/internal/browser-sign-outs', body, schema: z.void() });
  }

  /** A new session, as its client keeps it: the web app in a cookie. */
  private async opened(
    path: string,
    body: { clientId: string },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<SessionAnswer> {
    const web = body.clientId === 'web';
    if (web) this.refreshCookie.requireWebOrigin(request);
    const session = await this.pair(path, body);
    return web ? this.refreshCookie.keep(session, reply) : session;
  }

  private pair(path: string, body: object): Promise<SessionAnswer> {
    return this.siblings.auth.call({ method: 'POST', path, body, schema: SessionAnswer });
  }
}
