import { Body, Controller, Post } from '@nestjs/common';
import { type SessionAnswer, StartSession } from '@nat/contracts';
import { parseBody } from '@nat/service-kit';
import { FromServices } from '@nat/session';
import { SignInService } from './sign-in.service';

/** The end of a sign-in, as its client asks for it. */
@Controller('internal/sessions')
@FromServices('api-gateway')
export class SignInController {
  constructor(private readonly signIns: SignInService) {}

  @Post()
  exchange(@Body() body: unknown): Promise<SessionAnswer> {
    return this.signIns.exchange(parseBody(StartSession, body));
  }
}
