import { Invite, InvitesPage, Membership } from '@nat/contracts';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { type Access, Caller, Person, type SignedIn } from '../access/access.guard';
import { bodyOf, queryOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { pathId } from '../path-ids';
import { Siblings } from '../siblings/siblings';
import { withQuery } from '../siblings/with-query';

const path = '/internal/invites';
/** Milliseconds: handing a mail over takes up to 10 s. */
const mailMs = 15_000;

/** Passed on to auth, which mails invitations and keeps of their tokens only hashes. */
@Controller()
export class InvitesController {
  constructor(private readonly siblings: Siblings) {}

  @Endpoint(endpoints.listInvites)
  list(@Caller() { identity }: Access, @Query() given: unknown): Promise<InvitesPage> {
    const own = withQuery(path, queryOf(endpoints.listInvites, given));
    return this.siblings.auth.call({ method: 'GET', path: own, identity, schema: InvitesPage });
  }

  @Endpoint(endpoints.createInvite)
  create(@Caller() { identity }: Access, @Body() given: unknown): Promise<Invite> {
    const body = bodyOf(endpoints.createInvite, given);
    return this.siblings.auth.call({ method: 'POST', path, identity, body, schema: Invite, timeoutMs: mailMs });
  }

  @Endpoint(endpoints.revokeInvite)
  async revoke(@Caller() { identity }: Access, @Param('inviteId') id: string): Promise<void> {
    const own = `${path}/${pathId('inviteId', id)}`;
    await this.siblings.auth.call({ method: 'DELETE', path: own, identity, schema: z.unknown() });
  }

  @Endpoint(endpoints.acceptInvite)
  accept(@Person() { person }: SignedIn, @Body() given: unknown): Promise<Membership> {
    const body = bodyOf(endpoints.acceptInvite, given);
    return this.siblings.auth.call({ method: 'POST', path: `${path}/accept`, identity: person, body, schema: Membership });
  }
}
