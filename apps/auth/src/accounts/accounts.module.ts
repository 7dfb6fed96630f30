import { Clock, Rng } from '@nat/service-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { ClaimsController } from '../members/claims/claims.controller';
import { ClaimsService } from '../members/claims/claims.service';
import { ClaimsStore } from '../members/claims/claims.store';
import { MembersStore } from '../members/members.store';
import { AccountsController } from './accounts.controller';
import { AccountsService } from './accounts.service';
import { AccountsStore } from './accounts.store';

export interface AccountsAdapters {
  accounts: AccountsStore;
  members: MembersStore;
  claims: ClaimsStore;
  clock: Clock;
  rng: Rng;
}

/** Who has an account, how people of NationBuilder come to one, and what they claim. */
@Module({})
export class AccountsModule {
  static forRoot({ accounts, members, claims, clock, rng }: AccountsAdapters): DynamicModule {
    return {
      module: AccountsModule,
      controllers: [AccountsController, ClaimsController],
      providers: [
        { provide: AccountsStore, useValue: accounts },
        { provide: MembersStore, useValue: members },
        { provide: ClaimsStore, useValue: claims },
        { provide: Clock, useValue: clock },
        { provide: Rng, useValue: rng },
        AccountsService,
        ClaimsService,
      ],
      exports: [AccountsService, ClaimsService],
    };
  }
}
