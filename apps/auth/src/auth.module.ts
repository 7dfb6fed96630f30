import { NationOrigin } from '@nat/nationbuilder';
import { type HealthChecks, HealthModule } from '@nat/service-kit';
import { SessionModule } from '@nat/session';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { AccountsService } from './accounts/accounts.service';
import { AuditModule } from './audit/audit.module';
import { AuthConfig, serviceName } from './auth.config';
import { AuthConsumer } from './auth.consumer';
import { ConnectModule } from './connect/connect.module';
import { ConnectReturns } from './connect/connect-returns';
import { ConnectionsModule } from './connections/connections.module';
import { ConnectionsService } from './connections/connections.service';
import { HttpNationOAuth } from './connections/http-nation-oauth';
import { OidcModule } from './oidc/oidc.module';
import { oidcSettings } from './oidc/oidc-settings';
import { MembersModule } from './members/members.module';
import { PagesModule } from './pages/pages.module';
import type { AuthPorts } from './ports';
import { SandboxController } from './sandbox/sandbox.controller';
import { SandboxSignIn } from './sandbox/sandbox-sign-in.service';
import { SessionsModule } from './sessions/sessions.module';
import { SessionsService } from './sessions/sessions.service';
import { signInSettings } from './sign-in/sign-in-settings';
import { SignInModule } from './sign-in/sign-in.module';

/** What auth is started with. */
export interface AuthAdapters extends AuthPorts {
  checks: HealthChecks;
  /** The outbox relay and its publisher: `EventBusModule` in one of its forms. */
  eventBus: DynamicModule;
}

@Module({})
export class AuthModule {
  static forRoot(config: AuthConfig, adapters: AuthAdapters): DynamicModule {
    const { accounts, audit, connections: store, vault, clock, rng, checks, eventBus } = adapters;
    const [origin, oauth] = [originOf(config), nationOAuth(config)];
    const sessions = SessionsModule.forRoot(config.SESSION_ISSUER, adapters);
    const connections = ConnectionsModule.forRoot({ accounts, store, vault, oauth, clock, rng });
    const settings = signInSettings(config, origin, oauth);
    const signIn = SignInModule.forRoot(settings, adapters, [sessions, connections]);
    const returns = new ConnectReturns(config.WEB_CONNECT_RETURN_URI);
    const connect = ConnectModule.forRoot({ ...settings, returns }, adapters, [sessions, signIn, connections]);
    const oidc = OidcModule.forRoot(oidcSettings(config), adapters, [signIn, sessions]);
    const members = MembersModule.forRoot(settings.publicOrigin, adapters, [signIn, connections]);
    const sandbox = config.NATIONBUILDER_MODE === 'double';
    return {
      module: AuthModule,
      imports: [
        SessionModule.forRoot({ service: serviceName, config, clock, rng }),
        HealthModule.forRoot({ checks }),
        eventBus,
        AuditModule.forRoot({ store: audit, clock }),
        sessions,
        connections,
        signIn,
        connect,
        members,
        oidc,
        PagesModule.forRoot([signIn, members, connect, oidc]),
      ],
      controllers: [AuthConsumer, ...(sandbox ? [SandboxController] : [])],
      providers: sandbox ? [sandboxSignIn(config, adapters)] : [],
    };
  }
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
