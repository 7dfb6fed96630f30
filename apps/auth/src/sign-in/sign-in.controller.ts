import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { BrowserSignOut, type SessionAnswer, StartSession } from '@nat/contracts';
import { parseBody } from '@nat/service-kit';
import { FromServices } from '@nat/session';
import { SignInService } from './sign-in.service';

/** The end of a sign-in, as its client asks for it, and that of a browser's. */
@Controller('internal')
@FromServices('api-gateway')
export class SignInController {
  constructor(private readonly signIns: SignInService) {}

  @Post('sessions')
  exchange(@Body() body: unknown): Promise<SessionAnswer> {
    return this.signIns.exchange(parseBody(StartSession, body));
  }

  @Post('browser-sign-outs')
  @HttpCode(204)
  signOut(@Body() body: unknown): Promise<void> {
    return this.signIns.signOut(parseBody(BrowserSignOut, body).browser);
  }
}
