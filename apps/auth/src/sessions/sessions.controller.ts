import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  RefreshRequest,
  type SessionAnswer,
  type SessionCheckAnswer,
  SessionCheckRequest,
  type SessionsAnswer,
} from '@nat/contracts';
import { parseBody, type PersonIdentity } from '@nat/service-kit';
import { CallerPerson, FromServices } from '@nat/session';
import { SessionsService } from './sessions.service';

/** Sessions, as the gateway asks for them. */
@Controller('internal/sessions')
@FromServices('api-gateway')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Post('check')
  @HttpCode(200)
  check(@CallerPerson() person: PersonIdentity, @Body() body: unknown): Promise<SessionCheckAnswer> {
    return this.sessions.check(person, parseBody(SessionCheckRequest, body).nationSlug);
  }

  @Post('refresh')
  @HttpCode(200)
  refresh(@Body() body: unknown): Promise<SessionAnswer> {
    return this.sessions.refresh(parseBody(RefreshRequest, body).refreshToken);
  }

  @Get()
  list(@CallerPerson() person: PersonIdentity): Promise<SessionsAnswer> {
    return this.sessions.list(person);
  }

  @Delete(':sessionId')
  @HttpCode(204)
  end(@CallerPerson() person: PersonIdentity, @Param('sessionId') sessionId: string): Promise<void> {
    return this.sessions.end(person, sessionId === 'current' ? person.sessionId : sessionId);
  }

  @Delete()
  @HttpCode(204)
  endAll(@CallerPerson() person: PersonIdentity): Promise<void> {
    return this.sessions.endAll(person);
  }
}
