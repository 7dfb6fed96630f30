import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { type AccessTokenAnswer, AccessTokenRequest } from '@nat/contracts';
import { parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { ConnectionsService } from './connections.service';

/** Access tokens for NationBuilder: for the agent alone, and for nobody but the person its service token names. */
@Controller('internal/connections')
@FromServices('agent')
export class ConnectionsController {
  constructor(private readonly connections: ConnectionsService) {}

  @Post('access-token')
  @HttpCode(200)
  accessToken(@Body() body: unknown, @CallerIdentity() { nationSlug, userId }: ServiceIdentity): Promise<AccessTokenAnswer> {
    const { refusedGeneration } = parseBody(AccessTokenRequest, body);
    return this.connections.accessToken(nationSlug, userId, refusedGeneration);
  }
}
