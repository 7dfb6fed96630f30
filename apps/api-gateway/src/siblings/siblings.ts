import { Clock, ServiceClient } from '@nat/service-kit';
import { ServiceTokens } from '@nat/session';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { GatewayConfig } from '../gateway.config';

/** The services the gateway calls. */
@Injectable()
export class Siblings implements OnApplicationShutdown {
  readonly auth: ServiceClient;
  readonly usage: ServiceClient;
  readonly agent: ServiceClient;
  readonly billing: ServiceClient;

  constructor(config: GatewayConfig, tokens: ServiceTokens, clock: Clock) {
    const client = (audience: string, baseUrl: string): ServiceClient => new ServiceClient({ audience, baseUrl, tokens, clock });
    this.auth = client('auth', config.AUTH_URL);
    this.usage = client('usage', config.USAGE_URL);
    this.agent = client('agent', config.AGENT_URL);
    this.billing = client('billing', config.BILLING_URL);
  }

  onApplicationShutdown(): void {
    for (const sibling of [this.auth, this.usage, this.agent, this.billing]) sibling.close();
  }
}
