import { AcceptInvite, type Invite, type InvitesPage, type Membership, NewInvite, PageRequest } from '@nat/contracts';
import { parseBody, type PersonIdentity, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, CallerPerson, FromServices } from '@nat/session';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { AcceptanceService } from './acceptance.service';
import { InvitesService } from './invites.service';

/** Invitations of the nation that the service token names, and their acceptance by whoever it names. */
@Controller('internal/invites')
@FromServices('api-gateway')
export class InvitesController {
  constructor(
    private readonly invites: InvitesService,
    private readonly acceptance: AcceptanceService,
  ) {}

  @Get()
  list(@CallerIdentity() caller: ServiceIdentity, @Query() query: unknown): Promise<InvitesPage> {
    return this.invites.list(caller, parseBody(PageRequest, query));
  }

  @Post()
  create(@CallerIdentity() caller: ServiceIdentity, @Body() body: unknown): Promise<Invite> {
    return this.invites.create(caller, parseBody(NewInvite, body));
  }

  @Delete(':inviteId')
  @HttpCode(204)
  revoke(@CallerIdentity() caller: ServiceIdentity, @Param('inviteId') inviteId: string): Promise<void> {
    return this.invites.revoke(caller, inviteId);
  }

  @Post('accept')
  @HttpCode(200)
  accept(@CallerPerson() { userId }: PersonIdentity, @Body() body: unknown): Promise<Membership> {
    return this.acceptance.accept(userId, parseBody(AcceptInvite, body).token);
  }
}
