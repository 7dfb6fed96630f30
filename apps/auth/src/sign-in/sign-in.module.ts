import { NationOrigin } from '@nat/nationbuilder';
import { type DynamicModule, Module } from '@nestjs/common';
import { NationOAuth } from '../connections/nation-oauth';
import { OAuthRegistration, OAuthRoundTrip } from '../oauth/oauth-round-trip';
import { type AuthPorts, portsOf } from '../ports';
import { Clients } from './clients';
import { EmailSignIn, PublicOrigin } from './email-sign-in.service';
import { ExternalWay } from './external-way';
import { FormTargets } from './form-targets';
import { NationSignIn } from './nation-sign-in.service';
import { SignInController } from './sign-in.controller';
import { SignInPages } from './sign-in.pages';
import { SignInService } from './sign-in.service';

/** How this installation signs people in. */
export interface SignInSettings {
  clients: Clients;
  publicOrigin: PublicOrigin;
  origin: NationOrigin;
  oauth: NationOAuth;
  registration: OAuthRegistration;
  targets: FormTargets;
  external: ExternalWay;
}

/** Signing in, with NationBuilder or by mail: its pages, and the codes that clients exchange for sessions. */
@Module({})
export class SignInModule {
  /** @param imports the modules that export accounts, sessions and connections. */
  static forRoot(settings: SignInSettings, ports: AuthPorts, imports: DynamicModule[]): DynamicModule {
    return {
      module: SignInModule,
      imports,
      controllers: [SignInController],
      providers: [
        { provide: Clients, useValue: settings.clients },
        { provide: PublicOrigin, useValue: settings.publicOrigin },
        { provide: NationOrigin, useValue: settings.origin },
        { provide: NationOAuth, useValue: settings.oauth },
        { provide: OAuthRegistration, useValue: settings.registration },
        { provide: FormTargets, useValue: settings.targets },
        { provide: ExternalWay, useValue: settings.external },
        ...portsOf(ports),
        OAuthRoundTrip,
        SignInService,
        EmailSignIn,
        NationSignIn,
        SignInPages,
      ],
      exports: [SignInService, SignInPages, OAuthRoundTrip],
    };
  }
}
