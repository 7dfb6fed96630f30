import { Controller, Get } from '@nestjs/common';
import type { Me } from '@nat/contracts';
import type { PersonIdentity } from '@nat/service-kit';
import { CallerPerson, FromServices } from '@nat/session';
import { AccountsService } from './accounts.service';

/** Accounts, as the gateway asks for them. */
@Controller('internal')
@FromServices('api-gateway')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @Get('me')
  me(@CallerPerson() { userId }: PersonIdentity): Promise<Me> {
    return this.accounts.me(userId);
  }
}
