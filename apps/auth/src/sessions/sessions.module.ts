import type { SecretVault } from '@nat/secrets';
import { Clock, Rng } from '@nat/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { type AccountsAdapters, AccountsModule } from '../accounts/accounts.module';
import { AccountsStore } from '../accounts/accounts.store';
import { JwksController } from '../keys/jwks.controller';
import { SigningKeys } from '../keys/signing-keys';
import { AccessTokens } from './access-tokens';
import { SessionsController } from './sessions.controller';
import { SessionsService } from './sessions.service';
import { SessionsStore } from './sessions.store';

export interface SessionsAdapters extends AccountsAdapters {
  sessions: SessionsStore;
  vault: SecretVault;
}

/** Who has an account, where they are signed in, and the keys their tokens are signed with. */
@Module({})
export class SessionsModule {
  /** @param issuer `iss` of access tokens. */
  static forRoot(issuer: string, adapters: SessionsAdapters): DynamicModule {
    const { accounts, sessions, vault, clock, rng } = adapters;
    return {
      module: SessionsModule,
      imports: [AccountsModule.forRoot(adapters)],
      controllers: [SessionsController, JwksController],
      providers: [
        { provide: AccountsStore, useValue: accounts },
        { provide: SessionsStore, useValue: sessions },
        { provide: Clock, useValue: clock },
        { provide: Rng, useValue: rng },
        { provide: SigningKeys, useFactory: () => SigningKeys.open(vault, clock, rng) },
        {
          provide: AccessTokens,
          inject: [SigningKeys],
          useFactory: (keys: SigningKeys) => new AccessTokens(issuer, keys, clock, rng),
        },
        SessionsService,
      ],
      exports: [AccountsModule, SessionsService],
    };
  }
}
