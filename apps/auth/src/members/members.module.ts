import { Mailer } from '@nat/mailer';
import { Clock, Rng } from '@nat/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsStore } from '../accounts/accounts.store';
import { PublicOrigin } from '../sign-in/email-sign-in.service';
import { AcceptanceService } from './invites/acceptance.service';
import { InvitePages } from './invites/invite.pages';
import { InvitesController } from './invites/invites.controller';
import { InvitesService } from './invites/invites.service';
import { InvitesStore } from './invites/invites.store';
import { JoinSettingsController } from './join-settings.controller';
import { JoinSettingsService } from './join-settings.service';
import { MembersController } from './members.controller';
import { MembersService } from './members.service';
import { MembersStore } from './members.store';

export interface MembersAdapters {
  accounts: AccountsStore;
  members: MembersStore;
  invites: InvitesStore;
  mailer: Mailer;
  clock: Clock;
  rng: Rng;
}

/** The people of nations: their roles, invitations, and who may join. */
@Module({})
export class MembersModule {
  /**
   * @param publicOrigin links in mails begin with it.
   * @param imports the modules that export sign-in and connections.
   */
  static forRoot(publicOrigin: PublicOrigin, adapters: MembersAdapters, imports: DynamicModule[]): DynamicModule {
    const { accounts, members, invites, mailer, clock, rng } = adapters;
    return {
      module: MembersModule,
      imports,
      controllers: [MembersController, InvitesController, JoinSettingsController],
      providers: [
        { provide: PublicOrigin, useValue: publicOrigin },
        { provide: AccountsStore, useValue: accounts },
        { provide: MembersStore, useValue: members },
        { provide: InvitesStore, useValue: invites },
        { provide: Mailer, useValue: mailer },
        { provide: Clock, useValue: clock },
        { provide: Rng, useValue: rng },
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
