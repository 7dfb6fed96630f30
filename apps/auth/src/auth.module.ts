import { Mailer } from '@nat/mailer';
import { NationOrigin } from '@nat/nationbuilder';
import type { SecretVault } from '@nat/secrets';
import { Clock, type HealthChecks, HealthModule, Rng } from '@nat/service-kit';
import { SessionModule } from '@nat/session';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { AccountsController } from './accounts/accounts.controller';
import { AccountsService } from './accounts/accounts.service';
import { AccountsStore } from './accounts/accounts.store';
import { AuditModule } from './audit/audit.module';
import { AuditStore } from './audit/audit.store';
import { AuthConfig, serviceName } from './auth.config';
import { AuthConsumer } from './auth.consumer';
import { ConnectionsModule } from './connections/connections.module';
import { ConnectionsService } from './connections/connections.service';
import { ConnectionsStore } from './connections/connections.store';
import { HttpNationOAuth } from './connections/http-nation-oauth';
import { JwksController } from './keys/jwks.controller';
import { SigningKeys } from './keys/signing-keys';
import { SandboxController } from './sandbox/sandbox.controller';
import { SandboxSignIn } from './sandbox/sandbox-sign-in.service';
import { AccessTokens } from './sessions/access-tokens';
import { SessionsController } from './sessions/sessions.controller';
import { SessionsService } from './sessions/sessions.service';
import { SessionsStore } from './sessions/sessions.store';

/** Everything of auth that touches the world beyond HTTP, in the form of production or of tests. */
export interface AuthAdapters {
  accounts: AccountsStore;
  sessions: SessionsStore;
  connections: ConnectionsStore;
  audit: AuditStore;
  vault: SecretVault;
  mailer: Mailer;
  clock: Clock;
  rng: Rng;
  checks: HealthChecks;
  /** The outbox relay and its publisher: `EventBusModule` in one of its forms. */
  eventBus: DynamicModule;
}

@Module({})
export class AuthModule {
  static forRoot(config: AuthConfig, adapters: AuthAdapters): DynamicModule {
    const { accounts, audit, connections, vault, clock, rng, checks, eventBus } = adapters;
    const sandbox = config.NATIONBUILDER_MODE === 'double';
    return {
      module: AuthModule,
      imports: [
        SessionModule.forRoot({ service: serviceName, config, clock, rng }),
        HealthModule.forRoot({ checks }),
        eventBus,
        AuditModule.forRoot({ store: audit, clock }),
        ConnectionsModule.forRoot({ accounts, store: connections, vault, oauth: nationOAuth(config), clock, rng }),
      ],
      controllers: [
        AccountsController,
        SessionsController,
        JwksController,
        AuthConsumer,
        ...(sandbox ? [SandboxController] : []),
      ],
      providers: [...ports(adapters), ...useCases(config, adapters), ...(sandbox ? [sandboxSignIn(config, adapters)] : [])],
    };
  }
}

function ports({ accounts, sessions, clock, rng }: AuthAdapters): Provider[] {
  return [
    { provide: AccountsStore, useValue: accounts },
    { provide: SessionsStore, useValue: sessions },
    { provide: Clock, useValue: clock },
    { provide: Rng, useValue: rng },
  ];
}

function useCases(config: AuthConfig, { vault, mailer, clock, rng }: AuthAdapters): Provider[] {
  return [
    { provide: Mailer, useValue: mailer },
    { provide: SigningKeys, useFactory: () => SigningKeys.open(vault, clock, rng) },
    {
      provide: AccessTokens,
      inject: [SigningKeys],
      useFactory: (keys: SigningKeys) => new AccessTokens(config.SESSION_ISSUER, keys, clock, rng),
    },
    AccountsService,
    SessionsService,
  ];
}

function sandboxSignIn(config: AuthConfig, { clock, rng }: AuthAdapters): Provider {
  const client = { clientId: config.NATIONBUILDER_CLIENT_ID, redirectUri: config.NATIONBUILDER_REDIRECT_URI };
  const outside = { oauth: nationOAuth(config), origin: originOf(config), client, clock, rng };
  return {
    provide: SandboxSignIn,
    inject: [AccountsService, ConnectionsService, SessionsService],
    useFactory: (accounts: AccountsService, connections: ConnectionsService, sessions: SessionsService) =>
      new SandboxSignIn({ accounts, connections, sessions, ...outside }),
  };
}

function originOf(config: AuthConfig): NationOrigin {
  return new NationOrigin({ production: config.NODE_ENV === 'production', template: config.NATIONBUILDER_ORIGIN_TEMPLATE });
}

function nationOAuth(config: AuthConfig): HttpNationOAuth {
  return new HttpNationOAuth(originOf(config), {
    clientId: config.NATIONBUILDER_CLIENT_ID,
    clientSecret: config.NATIONBUILDER_CLIENT_SECRET,
    redirectUri: config.NATIONBUILDER_REDIRECT_URI,
    revocationPath: config.NATIONBUILDER_REVOCATION_PATH,
  });
}
