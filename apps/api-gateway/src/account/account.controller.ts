import { Me, SessionAnswer, UsageAnswer } from '@nat/contracts';
import { Body, Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Access, Caller } from '../access/access.guard';
import { CallRates } from '../access/call-rates';
import { addressOf } from '../edge/client-address';
import { bodyOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { GatewayConfig } from '../gateway.config';
import { Siblings } from '../siblings/siblings';

@Controller()
export class AccountController {
  constructor(
    private readonly siblings: Siblings,
    private readonly rates: CallRates,
    private readonly config: GatewayConfig,
  ) {}

  @Endpoint(endpoints.getUsage)
  usage(@Caller() { identity }: Access): Promise<UsageAnswer> {
    return this.siblings.usage.call({ method: 'GET', path: '/internal/usage', identity, schema: UsageAnswer });
  }

  @Endpoint(endpoints.getMe)
  me(@Caller() { identity }: Access): Promise<Me> {
    return this.siblings.auth.call({ method: 'GET', path: '/internal/me', identity, schema: Me });
  }

  /** auth has this endpoint only in a sandbox; elsewhere its 404 is the answer. */
  @Endpoint(endpoints.signInSandbox)
  signInSandbox(@Body() given: unknown, @Req() request: FastifyRequest): Promise<SessionAnswer> {
    this.rates.ofSignIns.take(addressOf(request, this.config.TRUSTED_PROXY_HOPS));
    const body = bodyOf(endpoints.signInSandbox, given);
    return this.siblings.auth.call({ method: 'POST', path: '/internal/sandbox-sessions', body, schema: SessionAnswer });
  }
}
