import { SessionAnswer, SessionsAnswer } from '@nat/contracts';
import { Body, Controller, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Person, type SignedIn } from '../access/access.guard';
import { CallRates } from '../access/call-rates';
import { bodyOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { pathId } from '../path-ids';
import { Siblings } from '../siblings/siblings';

@Controller()
export class SessionsController {
  constructor(
    private readonly siblings: Siblings,
    private readonly rates: CallRates,
  ) {}

  @Endpoint(endpoints.refreshSession)
  refresh(@Body() given: unknown, @Req() request: FastifyRequest): Promise<SessionAnswer> {
    this.rates.takeTokenCall(request);
    const body = bodyOf(endpoints.refreshSession, given);
    return this.siblings.auth.call({ method: 'POST', path: '/internal/sessions/refresh', body, schema: SessionAnswer });
  }

  @Endpoint(endpoints.listSessions)
  list(@Person() { person }: SignedIn): Promise<SessionsAnswer> {
    return this.siblings.auth.call({ method: 'GET', path: '/internal/sessions', identity: person, schema: SessionsAnswer });
  }

  @Endpoint(endpoints.endSession)
  async end(@Person() { person }: SignedIn, @Param('sessionId') given: string): Promise<void> {
    const path = `/internal/sessions/${given === 'current' ? given : pathId('sessionId', given)}`;
    await this.siblings.auth.call({ method: 'DELETE', path, identity: person, schema: z.void() });
  }

  @Endpoint(endpoints.endAllSessions)
  async endAll(@Person() { person }: SignedIn): Promise<void> {
    await this.siblings.auth.call({ method: 'DELETE', path: '/internal/sessions', identity: person, schema: z.void() });
  }

  /** auth has this endpoint only in a sandbox; elsewhere its 404 is the answer. */
  @Endpoint(endpoints.signInSandbox)
  signInSandbox(@Body() given: unknown, @Req() request: FastifyRequest): Promise<SessionAnswer> {
    this.rates.takeSignIn(request);
    const body = bodyOf(endpoints.signInSandbox, given);
    return this.siblings.auth.call({ method: 'POST', path: '/internal/sandbox-sessions', body, schema: SessionAnswer });
  }
}
