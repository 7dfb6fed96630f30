import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { JwksController } from '../keys/jwks.controller';
import { SigningKeys } from '../keys/signing-keys';
import { type AuthPorts, portsOf } from '../ports';
import { AccessTokens } from './access-tokens';
import { SessionsController } from './sessions.controller';
import { SessionsService } from './sessions.service';

/** Who has an account, where they are signed in, and the keys their tokens are signed with. */
@Module({})
export class SessionsModule {
  /** @param issuer `iss` of access tokens. */
  static forRoot(issuer: string, ports: AuthPorts): DynamicModule {
    const { vault, clock, rng } = ports;
    return {
      module: SessionsModule,
      imports: [AccountsModule.forRoot(ports)],
      controllers: [SessionsController, JwksController],
      providers: [
        ...portsOf(ports),
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
