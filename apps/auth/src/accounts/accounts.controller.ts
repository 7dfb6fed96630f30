import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ChangeMe, type Me } from '@nat/contracts';
import { parseBody, type PersonIdentity } from '@nat/service-kit';
import { CallerPerson, FromServices } from '@nat/session';
import { AccountsService } from './accounts.service';

/** Accounts, as the gateway asks for them. */
@Controller('internal/me')
@FromServices('api-gateway')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @Get()
  me(@CallerPerson() { userId }: PersonIdentity): Promise<Me> {
    return this.accounts.me(userId);
  }

  @Patch()
  change(@CallerPerson() { userId }: PersonIdentity, @Body() body: unknown): Promise<Me> {
    return this.accounts.change(userId, parseBody(ChangeMe, body));
  }
}
