import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { BrowserRelay } from './browser-relay';

/** Auth's pages, one handler each. */
@Controller()
export class BrowserController {
  constructor(private readonly relay: BrowserRelay) {}

  @Endpoint(endpoints.startSignIn)
  start(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.relay.serve('start', request, reply);
  }

  @Endpoint(endpoints.continueSignIn)
  continue(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.relay.serve('continue', request, reply);
  }

  @Endpoint(endpoints.mailSignIn)
  mail(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.relay.serve('email', request, reply);
  }

  @Endpoint(endpoints.verifySignIn)
  verify(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.relay.serve('verify', request, reply);
  }

  @Endpoint(endpoints.openSignInLink)
  link(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.relay.serve('link', request, reply);
  }

  @Endpoint(endpoints.signInWithNationBuilder)
  nationbuilder(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.relay.serve('nationbuilder', request, reply);
  }

  @Endpoint(endpoints.openConnection)
  connect(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.relay.serve('connect', request, reply);
  }

  @Endpoint(endpoints.nationBuilderCallback)
  callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.relay.serve('callback', request, reply);
  }

  @Endpoint(endpoints.openInvite)
  invite(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.relay.serve('invite', request, reply);
  }

  @Endpoint(endpoints.joinByInvite)
  join(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.relay.serve('join', request, reply);
  }

  @Endpoint(endpoints.signInWithExternalIssuer)
  oidcStart(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.relay.serve('oidcStart', request, reply);
  }

  @Endpoint(endpoints.externalIssuerCallback)
  oidcCallback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.relay.serve('oidcCallback', request, reply);
  }
}
