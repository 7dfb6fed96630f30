import { Clock, HealthModule, Rng } from '@nat/service-kit';
import { SessionModule } from '@nat/session';
import { type DynamicModule, Module } from '@nestjs/common';
import { AccessGuard } from './access/access.guard';
import { CallRates } from './access/call-rates';
import { SessionChecks } from './access/session-checks';
import { AccountController } from './account/account.controller';
import { BillingController } from './account/billing.controller';
import { NationSettingsController } from './account/nation-settings.controller';
import { AuditController } from './audit/audit.controller';
import { ActionsController } from './changes/actions.controller';
import { ConfirmationsController } from './changes/confirmations.controller';
import { BrowserController } from './browser/browser.controller';
import { BrowserRelay } from './browser/browser-relay';
import { BrowserCookies } from './browser/cookies';
import { ConnectionsController } from './connections/connections.controller';
import { ConversationsController } from './conversations/conversations.controller';
import { GatewayConfig, serviceName } from './gateway.config';
import { ClaimsController } from './members/claims.controller';
import { InvitesController } from './members/invites.controller';
import { MembersController } from './members/members.controller';
import { ExportsController } from './queries/exports.controller';
import { QueriesController } from './queries/queries.controller';
import { QueriesService } from './queries/queries.service';
import { RefreshCookie } from './sessions/refresh-cookie';
import { SessionsController } from './sessions/sessions.controller';
import { Siblings } from './siblings/siblings';
import { SigningKeys } from './siblings/signing-keys';
import { OpenStreams } from './streams/open-streams';
import { SystemController } from './system.controller';

@Module({})
export class GatewayModule {
  static forRoot(config: GatewayConfig, { clock, rng }: { clock: Clock; rng: Rng }): DynamicModule {
    const accessTokens = { issuer: config.SESSION_ISSUER, jwksUrl: new URL('/.well-known/jwks.json', config.AUTH_URL).href };
    return {
      module: GatewayModule,
      imports: [
        SessionModule.forRoot({ service: serviceName, config, clock, rng, accessTokens }),
        // No check: what is behind the door may be down and the door still answers, each endpoint for itself.
        HealthModule.forRoot({ checks: {} }),
      ],
      controllers: [
        QueriesController,
        ExportsController,
        ConversationsController,
        ConfirmationsController,
        ActionsController,
        AuditController,
        BillingController,
        AccountController,
        SessionsController,
        ConnectionsController,
        BrowserController,
        NationSettingsController,
        MembersController,
        InvitesController,
        ClaimsController,
        SystemController,
      ],
      providers: [
        { provide: GatewayConfig, useValue: config },
        { provide: Clock, useValue: clock },
        { provide: Rng, useValue: rng },
        AccessGuard,
        BrowserRelay,
        RefreshCookie,
        { provide: BrowserCookies, useValue: new BrowserCookies(config.PUBLIC_ORIGIN.startsWith('https://')) },
        CallRates,
        OpenStreams,
        QueriesService,
        SessionChecks,
        Siblings,
        SigningKeys,
      ],
    };
  }
}
