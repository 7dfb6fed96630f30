import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { type AccessTokenAnswer, AccessTokenRequest, type ConnectionsAnswer } from '@nat/contracts';
import { parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { ConnectionsService } from './connections.service';

/** Connections of the nation that the service token names, for the person it names. */
@Controller('internal/connections')
@FromServices('api-gateway')
export class ConnectionsController {
  constructor(private readonly connections: ConnectionsService) {}

  @Get()
  list(@CallerIdentity() { nationSlug, userId }: ServiceIdentity): Promise<ConnectionsAnswer> {
    return this.connections.list(nationSlug, userId);
  }

  @Delete(':connectionId')
  @HttpCode(204)
  disconnect(
    @Param('connectionId') connectionId: string,
    @CallerIdentity() { nationSlug, userId }: ServiceIdentity,
  ): Promise<void> {
    return this.connections.disconnect({ nationSlug, userId, connectionId });
  }

  /** Access tokens for NationBuilder: for the agent alone. */
  @Post('access-token')
  @HttpCode(200)
  @FromServices('agent')
  accessToken(@Body() body: unknown, @CallerIdentity() { nationSlug, userId }: ServiceIdentity): Promise<AccessTokenAnswer> {
    const { refusedGeneration } = parseBody(AccessTokenRequest, body);
    return this.connections.accessToken(nationSlug, userId, refusedGeneration);
  }
}
