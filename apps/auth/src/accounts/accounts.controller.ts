import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { type Me, type SessionCheckAnswer, SessionCheckRequest } from '@nat/contracts';
import { parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { AccountsService } from './accounts.service';

/** Sessions and accounts, as other services ask for them. */
@Controller('internal')
export class AccountsController {
  constructor(private readonly accounts: AccountsService) {}

  @Post('sessions/check')
  @HttpCode(200)
  @FromServices('api-gateway', 'agent')
  check(@Body() body: unknown): Promise<SessionCheckAnswer> {
    return this.accounts.check(parseBody(SessionCheckRequest, body));
  }

  @Get('me')
  @FromServices('api-gateway')
  me(@CallerIdentity() { userId }: ServiceIdentity): Promise<Me> {
    return this.accounts.me(userId);
  }
}
