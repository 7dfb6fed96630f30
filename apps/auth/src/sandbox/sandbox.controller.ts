import { Body, Controller, Post } from '@nestjs/common';
import { SandboxSignInRequest, type SessionAnswer } from '@nat/contracts';
import { parseBody } from '@nat/service-kit';
import { FromServices } from '@nat/session';
import { SandboxSignIn } from './sandbox-sign-in.service';

/** Registered only where `NATIONBUILDER_MODE=double`; elsewhere the address does not exist. */
@Controller('internal/sandbox-sessions')
@FromServices('api-gateway')
export class SandboxController {
  constructor(private readonly sandbox: SandboxSignIn) {}

  @Post()
  signIn(@Body() body: unknown): Promise<SessionAnswer> {
    return this.sandbox.signIn(parseBody(SandboxSignInRequest, body));
  }
}
