import { type Action, ActionId, type ActionsPage, ActionsRequest, UndoActionRequest, type UndoAnswer } from '@nat/contracts';
import { AppError, parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { After } from '../stream/after';
import { OpenStreams } from '../stream/open-streams';
import { ActionFollowers } from './action-followers';
import { ActionsService } from './actions.service';

/** The ledger over HTTP, for the gateway alone. The person is in the service token, never in a body. */
@Controller('internal/actions')
@FromServices('api-gateway')
export class ActionsController {
  constructor(
    private readonly actions: ActionsService,
    private readonly followers: ActionFollowers,
    private readonly streams: OpenStreams,
  ) {}

  @Get()
  async list(@CallerIdentity() caller: ServiceIdentity, @Query() query: unknown): Promise<ActionsPage> {
    return this.actions.list(caller, parseBody(ActionsRequest, query));
  }

  @Get(':actionId')
  async get(@CallerIdentity() caller: ServiceIdentity, @Param('actionId') id: string): Promise<Action> {
    return this.actions.get(caller, idOf(id));
  }

  /** How far it is, then each change of that, to its end. 204: ended, and the reader knows. */
  @Get(':actionId/events')
  async events(
    @CallerIdentity() caller: ServiceIdentity,
    @Param('actionId') id: string,
    @Query() query: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { after } = parseBody(After, query);
    const action = await this.actions.find(caller, idOf(id));
    if (action.status !== 'running' && action.revision <= after) return void (await reply.status(204).send());
    this.followers.follow(action, after, this.streams.open(reply));
  }

  @Post(':actionId/cancel')
  @HttpCode(202)
  async cancel(@CallerIdentity() caller: ServiceIdentity, @Param('actionId') id: string): Promise<{ status: Action['status'] }> {
    return this.actions.cancel(caller, idOf(id));
  }

  @Post(':actionId/undo')
  @HttpCode(202)
  async undo(
    @CallerIdentity() caller: ServiceIdentity,
    @Param('actionId') id: string,
    @Body() body: unknown,
  ): Promise<UndoAnswer> {
    return this.actions.undo(caller, idOf(id), parseBody(UndoActionRequest, body));
  }
}

/** An id of another shape is answered exactly as one that nobody has. */
function idOf(text: string): string {
  const parsed = ActionId.safeParse(text);
  if (!parsed.success) throw new AppError('not_found', 'There is no such change.');
  return parsed.data;
}
