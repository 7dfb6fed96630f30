import { ChangeMember, type MembersPage, type NationMember, NewOwner, PageRequest } from '@nat/contracts';
import { parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { MembersService } from './members.service';

/** The people of the nation that the service token names. */
@Controller('internal/members')
@FromServices('api-gateway')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  list(@CallerIdentity() caller: ServiceIdentity, @Query() query: unknown): Promise<MembersPage> {
    return this.members.list(caller, parseBody(PageRequest, query));
  }

  @Patch(':userId')
  change(
    @CallerIdentity() caller: ServiceIdentity,
    @Param('userId') userId: string,
    @Body() body: unknown,
  ): Promise<NationMember> {
    return this.members.setRole(caller, userId, { kind: 'role', ...parseBody(ChangeMember, body) });
  }

  @Delete(':userId')
  @HttpCode(204)
  remove(@CallerIdentity() caller: ServiceIdentity, @Param('userId') userId: string): Promise<void> {
    return this.members.remove(caller, userId);
  }

  @Post('owner')
  @HttpCode(200)
  handOver(@CallerIdentity() caller: ServiceIdentity, @Body() body: unknown): Promise<NationMember> {
    return this.members.handOver(caller, parseBody(NewOwner, body).userId);
  }
}
