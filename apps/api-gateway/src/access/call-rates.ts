import { Clock } from '@nat/service-kit';
import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../gateway.config';
import { CallRate } from './call-rate';

/** The call rates of this process (protocol, section 2). Those of queries are decided by usage, for all processes together. */
@Injectable()
export class CallRates {
  /** By user, all calls but queries. */
  readonly ofUsers: CallRate;
  /** By address, sign-in starts. */
  readonly ofSignIns: CallRate;

  constructor(config: GatewayConfig, clock: Clock) {
    this.ofUsers = new CallRate(config.CALLS_PER_MINUTE, clock);
    this.ofSignIns = new CallRate(config.SIGN_INS_PER_MINUTE, clock);
  }
}
