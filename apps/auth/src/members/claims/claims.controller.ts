import { Body, Controller, Post } from '@nestjs/common';
import { type Claim, ClaimNationRequest } from '@nat/contracts';
import { parseBody, type PersonIdentity } from '@nat/service-kit';
import { CallerPerson, FromServices } from '@nat/session';
import { ClaimsService } from './claims.service';

@Controller('internal/claims')
@FromServices('api-gateway')
export class ClaimsController {
  constructor(private readonly claims: ClaimsService) {}

  @Post()
  claim(@CallerPerson() { userId }: PersonIdentity, @Body() body: unknown): Promise<Claim> {
    const { slug, idempotencyKey } = parseBody(ClaimNationRequest, body);
    return this.claims.claim(userId, slug, idempotencyKey);
  }
}
