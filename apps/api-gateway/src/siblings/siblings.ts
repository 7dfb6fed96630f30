import { AppError, Clock, type ServiceCall, ServiceClient } from '@nat/service-kit';
import { ServiceTokens } from '@nat/session';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { GatewayConfig } from '../gateway.config';

/** An answer that is not as agreed is a broken sibling. It must not look like a wrong request of our caller (422). */
class Sibling extends ServiceClient {
  override async call<Schema extends z.ZodType>(call: ServiceCall & { schema: Schema }): Promise<z.output<Schema>> {
    try {
      return await super.call(call);
    } catch (error) {
      if (!(error instanceof z.ZodError) && !(error instanceof SyntaxError)) throw error;
      throw new AppError('dependency_unavailable', 'A part of Nat does not answer as it should; try again shortly.', {
        retryAfter: 1,
      });
    }
  }
}

/** The services the gateway calls. */
@Injectable()
export class Siblings implements OnApplicationShutdown {
  readonly auth: ServiceClient;
  readonly usage: ServiceClient;
  readonly agent: ServiceClient;
  readonly billing: ServiceClient;

  constructor(config: GatewayConfig, tokens: ServiceTokens, clock: Clock) {
    const client = (audience: string, baseUrl: string): ServiceClient => new Sibling({ audience, baseUrl, tokens, clock });
    this.auth = client('auth', config.AUTH_URL);
    this.usage = client('usage', config.USAGE_URL);
    this.agent = client('agent', config.AGENT_URL);
    this.billing = client('billing', config.BILLING_URL);
  }

  onApplicationShutdown(): void {
    for (const sibling of [this.auth, this.usage, this.agent, this.billing]) sibling.close();
  }
}
