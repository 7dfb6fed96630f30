import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  type Admission,
  QueryId,
  ReleaseRequest,
  type RenewAnswer,
  RenewRequest,
  ReserveRequest,
  type UsageAnswer,
} from '@nat/contracts';
import { AppError, parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { UsageService } from './usage.service';

/** Nation and user are claims of the service token, never of a body. */
@Controller('internal')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  @Post('reservations')
  @HttpCode(200)
  @FromServices('api-gateway')
  reserve(@CallerIdentity() identity: ServiceIdentity, @Body() body: unknown): Promise<Admission> {
    return this.usage.reserve(identity, parseBody(ReserveRequest, body));
  }

  @Post('reservations/:queryId/renew')
  @HttpCode(200)
  @FromServices('agent')
  renew(@CallerIdentity() identity: ServiceIdentity, @Param('queryId') id: string, @Body() body: unknown): Promise<RenewAnswer> {
    return this.usage.renew(identity.nationSlug, queryOf(identity, id), parseBody(RenewRequest, body));
  }

  @Post('reservations/:queryId/release')
  @HttpCode(204)
  @FromServices('agent', 'api-gateway')
  release(@CallerIdentity() identity: ServiceIdentity, @Param('queryId') id: string, @Body() body: unknown): Promise<void> {
    const { periodStart } = parseBody(ReleaseRequest, body);
    return this.usage.release(identity.nationSlug, { queryId: queryOf(identity, id), periodStart });
  }

  @Get('usage')
  @FromServices('api-gateway')
  current(@CallerIdentity() { nationSlug }: ServiceIdentity): Promise<UsageAnswer> {
    return this.usage.usage(nationSlug);
  }
}

/** The id in the path; a token that was made for one query speaks for no other. */
function queryOf(identity: ServiceIdentity, id: string): string {
  if (!QueryId.safeParse(id).success) throw new AppError('not_found', 'There is no such query.');
  if (identity.queryId !== undefined && identity.queryId !== id)
    throw new AppError('forbidden', 'The token is for another query.');
  return id;
}
