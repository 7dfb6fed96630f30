import { type DynamicModule, Module } from '@nestjs/common';
import { ClaimsController } from '../members/claims/claims.controller';
import { ClaimsService } from '../members/claims/claims.service';
import { type AuthPorts, portsOf } from '../ports';
import { AccountsController } from './accounts.controller';
import { AccountsService } from './accounts.service';

/** Who has an account, how people of NationBuilder come to one, and what they claim. */
@Module({})
export class AccountsModule {
  static forRoot(ports: AuthPorts): DynamicModule {
    return {
      module: AccountsModule,
      controllers: [AccountsController, ClaimsController],
      providers: [...portsOf(ports), AccountsService, ClaimsService],
      exports: [AccountsService, ClaimsService],
    };
  }
}
