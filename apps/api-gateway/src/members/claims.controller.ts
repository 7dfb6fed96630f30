import { Claim, type ClaimNationRequest, Me } from '@nat/contracts';
import { Body, Controller, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Person, type SignedIn } from '../access/access.guard';
import { idempotencyKey } from '../access/request-headers';
import { bodyOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { Siblings } from '../siblings/siblings';

/** What somebody decides about themselves: what they are called, and which nation they say is theirs. */
@Controller()
export class ClaimsController {
  constructor(private readonly siblings: Siblings) {}

  @Endpoint(endpoints.changeMe)
  changeMe(@Person() { person }: SignedIn, @Body() given: unknown): Promise<Me> {
    const body = bodyOf(endpoints.changeMe, given);
    return this.siblings.auth.call({ method: 'PATCH', path: '/internal/me', identity: person, body, schema: Me });
  }

  @Endpoint(endpoints.claimNation)
  claim(@Person() { person }: SignedIn, @Req() request: FastifyRequest, @Body() given: unknown): Promise<Claim> {
    const key = idempotencyKey(request.raw.rawHeaders);
    const body: ClaimNationRequest = { ...bodyOf(endpoints.claimNation, given), idempotencyKey: key };
    return this.siblings.auth.call({ method: 'POST', path: '/internal/claims', identity: person, body, schema: Claim });
  }
}
