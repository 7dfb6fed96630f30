import { ExternalTokenVerifier } from '@nat/session';
import { type DynamicModule, Module } from '@nestjs/common';
import type { AuthPorts } from '../ports';
import { SessionsService } from '../sessions/sessions.service';
import { SignInService } from '../sign-in/sign-in.service';
import { ExternalSessions } from './external-sessions';
import { ExternalSessionsController } from './external-sessions.controller';
import { OidcIssuer } from './oidc-issuer.adapter';
import { OidcPages } from './oidc.pages';
import { OidcPeople } from './oidc-people';
import { OidcRoundTrip } from './oidc-round-trip';
import type { OidcSettings } from './oidc-settings';
import { OidcSignIn } from './oidc-sign-in';

/** Signing in with an external OpenID Connect issuer, where one is configured. Nothing is read of it before somebody asks. */
@Module({})
export class OidcModule {
  /** @param imports the modules that export sign-ins and sessions. */
  static forRoot(settings: OidcSettings | undefined, ports: AuthPorts, imports: DynamicModule[]): DynamicModule {
    const external = settings && partsOf(settings, ports);
    return {
      module: OidcModule,
      imports,
      controllers: [ExternalSessionsController],
      providers: [
        {
          provide: OidcPages,
          inject: [SignInService],
          useFactory: (signIns: SignInService) =>
            new OidcPages(
              signIns,
              external && { name: settings.name, signIn: new OidcSignIn(signIns, external.roundTrip, external.people) },
            ),
        },
        {
          provide: ExternalSessions,
          inject: [SessionsService],
          useFactory: (sessions: SessionsService) =>
            new ExternalSessions(external && external.accepted.clientIds.length > 0 ? { ...external, sessions } : undefined),
        },
      ],
      exports: [OidcPages],
    };
  }
}

function partsOf(settings: OidcSettings, { accounts, identities, oneTime, clock, rng }: AuthPorts) {
  const issuer = new OidcIssuer(settings, clock);
  const verifier = new ExternalTokenVerifier({
    issuer: settings.issuer,
    algorithms: settings.algorithms,
    fetchKeys: () => issuer.fetchKeys(),
    clock,
  });
  return {
    verifier,
    accepted: settings.access,
    identities,
    roundTrip: new OidcRoundTrip({ issuer, verifier, settings, oneTime, clock, rng }),
    people: new OidcPeople({ identities, accounts, trustEmail: settings.trustEmail, clock, rng }),
  };
}
