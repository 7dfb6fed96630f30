import { Clock } from '@nat/service-kit';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { addressOf } from '../edge/client-address';
import { GatewayConfig } from '../gateway.config';
import { CallRate } from './call-rate';

/** The call rates of this process (protocol, section 2). Those of queries are decided by usage, for all processes together. */
@Injectable()
export class CallRates {
  /** By user, all calls but queries. */
  readonly ofUsers: CallRate;
  private readonly ofSignIns: CallRate;
  private readonly ofTokenCalls: CallRate;

  constructor(
    private readonly config: GatewayConfig,
    clock: Clock,
  ) {
    this.ofUsers = new CallRate(config.CALLS_PER_MINUTE, clock);
    this.ofSignIns = new CallRate(config.SIGN_INS_PER_MINUTE, clock);
    this.ofTokenCalls = new CallRate(config.TOKEN_CALLS_PER_MINUTE, clock);
  }

  /** Counts the beginning of a sign-in from the address of the request, or throws `rate_limited`. */
  takeSignIn(request: FastifyRequest): void {
    this.ofSignIns.take(addressOf(request, this.config.TRUSTED_PROXY_HOPS));
  }

  /** Counts a call that shows a secret instead of a token, or throws `rate_limited`. */
  takeTokenCall(request: FastifyRequest): void {
    this.ofTokenCalls.take(addressOf(request, this.config.TRUSTED_PROXY_HOPS));
  }
}
