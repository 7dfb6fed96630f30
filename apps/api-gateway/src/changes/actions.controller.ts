import { Action, ActionsPage, CancelActionAnswer, UndoAnswer, type UndoActionRequest } from '@nat/contracts';
import { Body, Controller, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Access, Caller } from '../access/access.guard';
import { idempotencyKey, lastEventId } from '../access/request-headers';
import { surfaceOf } from '../access/surface-of';
import { bodyOf, queryOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { pathId } from '../path-ids';
import { Siblings } from '../siblings/siblings';
import { withQuery } from '../siblings/with-query';
import { OpenStreams } from '../streams/open-streams';
import { lookAgainMs } from './look-again';

const path = '/internal/actions';

/** Passed on to the agent, which keeps the ledger and knows what can be taken back. */
@Controller()
export class ActionsController {
  constructor(
    private readonly siblings: Siblings,
    private readonly streams: OpenStreams,
  ) {}

  @Endpoint(endpoints.listActions)
  list(@Caller() { identity }: Access, @Query() given: unknown): Promise<ActionsPage> {
    const filter = queryOf(endpoints.listActions, given);
    return this.siblings.agent.call({ method: 'GET', path: withQuery(path, filter), identity, schema: ActionsPage });
  }

  @Endpoint(endpoints.getAction)
  get(@Caller() { identity }: Access, @Param('actionId') id: string): Promise<Action> {
    return this.siblings.agent.call({ method: 'GET', path: pathOf(id), identity, schema: Action });
  }

  @Endpoint(endpoints.followAction)
  async follow(
    @Caller() { identity }: Access,
    @Param('actionId') id: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const own = withQuery(`${pathOf(id)}/events`, { after: lastEventId(request.raw.rawHeaders, query) });
    const headers = { accept: 'text/event-stream' };
    await this.streams.answer(await this.siblings.agent.stream({ method: 'GET', path: own, identity, headers }), reply);
  }

  @Endpoint(endpoints.undoAction)
  undo(
    @Caller() { identity, client }: Access,
    @Param('actionId') id: string,
    @Body() given: unknown,
    @Req() request: FastifyRequest,
  ): Promise<UndoAnswer> {
    const own = `${pathOf(id)}/undo`;
    const asked = bodyOf(endpoints.undoAction, given);
    const key = idempotencyKey(request.raw.rawHeaders);
    const body: UndoActionRequest = { ...asked, idempotencyKey: key, channel: surfaceOf(client) };
    return this.siblings.agent.call({ method: 'POST', path: own, identity, body, schema: UndoAnswer, timeoutMs: lookAgainMs });
  }

  @Endpoint(endpoints.cancelAction)
  cancel(@Caller() { identity }: Access, @Param('actionId') id: string, @Body() given: unknown): Promise<CancelActionAnswer> {
    const own = `${pathOf(id)}/cancel`;
    bodyOf(endpoints.cancelAction, given);
    return this.siblings.agent.call({ method: 'POST', path: own, identity, schema: CancelActionAnswer });
  }
}

function pathOf(id: string): string {
  return `${path}/${pathId('actionId', id)}`;
}
