import { type DynamicModule, Module } from '@nestjs/common';
import { type AuthPorts, portsOf } from '../ports';
import { PublicOrigin } from '../sign-in/email-sign-in.service';
import { AcceptanceService } from './invites/acceptance.service';
import { InvitePages } from './invites/invite.pages';
import { InvitesController } from './invites/invites.controller';
import { InvitesService } from './invites/invites.service';
import { JoinSettingsController } from './join-settings.controller';
import { JoinSettingsService } from './join-settings.service';
import { MembersController } from './members.controller';
import { MembersService } from './members.service';

/** The people of nations: their roles, invitations, and who may join. */
@Module({})
export class MembersModule {
  /**
   * @param publicOrigin links in mails begin with it.
   * @param imports the modules that export sign-in and connections.
   */
  static forRoot(publicOrigin: PublicOrigin, ports: AuthPorts, imports: DynamicModule[]): DynamicModule {
    return {
      module: MembersModule,
      imports,
      controllers: [MembersController, InvitesController, JoinSettingsController],
      providers: [
        { provide: PublicOrigin, useValue: publicOrigin },
        ...portsOf(ports),
        MembersService,
        InvitesService,
        AcceptanceService,
        JoinSettingsService,
        InvitePages,
      ],
      exports: [InvitePages],
    };
  }
}
