import { type DynamicModule, Module } from '@nestjs/common';
import { type Clock, type Rng } from '@nat/service-kit';
import { ServiceGuard } from './service.guard';
import type { ServiceTokenConfig } from './service-keys';
import { ServiceTokens } from './service-tokens';
import { ServiceTokenVerifier } from './service-token-verifier';
import { TokenVerifier, type TokenVerifierOptions } from './token-verifier';

export interface SessionOptions {
  /** Name of this service. */
  service: string;
  config: ServiceTokenConfig;
  clock: Clock;
  rng: Rng;
  /** Only where people's tokens arrive: the gateway. */
  accessTokens?: Omit<TokenVerifierOptions, 'clock'>;
}

/** Provides {@link ServiceTokens}, {@link ServiceTokenVerifier}, {@link ServiceGuard} and, where asked for, {@link TokenVerifier} to the whole service. */
@Module({})
export class SessionModule {
  static forRoot({ service, config, clock, rng, accessTokens }: SessionOptions): DynamicModule {
    const tokens = new ServiceTokens({ service, privateKeyJwk: config.SERVICE_PRIVATE_KEY, clock, rng });
    const verifier = new ServiceTokenVerifier({ service, publicKeysJwks: config.SERVICE_PUBLIC_KEYS, clock });
    const providers = [
      { provide: ServiceTokens, useValue: tokens },
      { provide: ServiceTokenVerifier, useValue: verifier },
      ServiceGuard,
      ...(accessTokens ? [{ provide: TokenVerifier, useValue: new TokenVerifier({ ...accessTokens, clock }) }] : []),
    ];
    return { module: SessionModule, global: true, providers, exports: providers };
  }
}
