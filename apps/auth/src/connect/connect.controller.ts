import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { StartConnection, type StartConnectionAnswer } from '@nat/contracts';
import { parseBody, type PersonIdentity } from '@nat/service-kit';
import { CallerPerson, FromServices } from '@nat/session';
import { PublicOrigin } from '../sign-in/email-sign-in.service';
import { ConnectService } from './connect.service';

@Controller('internal/connections/start')
@FromServices('api-gateway')
export class ConnectController {
  constructor(
    private readonly connecting: ConnectService,
    private readonly publicOrigin: PublicOrigin,
  ) {}

  @Post()
  @HttpCode(200)
  async start(@CallerPerson() person: PersonIdentity, @Body() body: unknown): Promise<StartConnectionAnswer> {
    const ticket = await this.connecting.ticket(person, parseBody(StartConnection, body));
    return { startUrl: `${this.publicOrigin.origin}/v1/auth/nationbuilder/start?ticket=${ticket}` };
  }
}
