import { MembersPage, NationMember } from '@nat/contracts';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { type Access, Caller } from '../access/access.guard';
import { requireSelected } from '../access/select-nation';
import { bodyOf, queryOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { pathId } from '../path-ids';
import { Siblings } from '../siblings/siblings';
import { withQuery } from '../siblings/with-query';

const path = '/internal/members';

/** Passed on to auth, which keeps memberships and knows who may change them. */
@Controller()
export class MembersController {
  constructor(private readonly siblings: Siblings) {}

  @Endpoint(endpoints.listMembers)
  list(@Caller() { identity }: Access, @Query() given: unknown): Promise<MembersPage> {
    const own = withQuery(path, queryOf(endpoints.listMembers, given));
    return this.siblings.auth.call({ method: 'GET', path: own, identity, schema: MembersPage });
  }

  @Endpoint(endpoints.changeMember)
  change(@Caller() { identity }: Access, @Param('userId') id: string, @Body() given: unknown): Promise<NationMember> {
    const own = `${path}/${pathId('userId', id)}`;
    const body = bodyOf(endpoints.changeMember, given);
    return this.siblings.auth.call({ method: 'PATCH', path: own, identity, body, schema: NationMember });
  }

  @Endpoint(endpoints.removeMember)
  async remove(@Caller() { identity }: Access, @Param('userId') id: string): Promise<void> {
    const own = `${path}/${pathId('userId', id)}`;
    await this.siblings.auth.call({ method: 'DELETE', path: own, identity, schema: z.unknown() });
  }

  @Endpoint(endpoints.handOverNation)
  handOver(@Caller() { identity }: Access, @Param('slug') slug: string, @Body() given: unknown): Promise<NationMember> {
    requireSelected(identity, slug);
    const body = bodyOf(endpoints.handOverNation, given);
    return this.siblings.auth.call({ method: 'POST', path: `${path}/owner`, identity, body, schema: NationMember });
  }
}
