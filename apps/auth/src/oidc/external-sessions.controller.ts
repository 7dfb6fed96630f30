import { Body, Controller, Post } from '@nestjs/common';
import { ExternalSession, type SessionAnswer } from '@nat/contracts';
import { parseBody } from '@nat/service-kit';
import { FromServices } from '@nat/session';
import { ExternalSessions } from './external-sessions';

/** Sessions for tokens of the external issuer, as the gateway asks for them. */
@Controller('internal/sessions')
@FromServices('api-gateway')
export class ExternalSessionsController {
  constructor(private readonly external: ExternalSessions) {}

  @Post('external')
  exchange(@Body() body: unknown): Promise<SessionAnswer> {
    return this.external.exchange(parseBody(ExternalSession, body));
  }
}
