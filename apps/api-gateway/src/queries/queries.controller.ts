import type { CancelAnswer, QuerySnapshot } from '@nat/contracts';
import { Clock } from '@nat/service-kit';
import { Body, Controller, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Access, Caller } from '../access/access.guard';
import { idempotencyKey, lastEventId, wantsStream } from '../access/request-headers';
import { bodyOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { pathId } from '../path-ids';
import { OpenStreams } from '../streams/open-streams';
import { QueriesService } from './queries.service';
import { rateLimitHeaders } from './rate-limit-headers';
import { refusalOf } from './refusal';

@Controller()
export class QueriesController {
  constructor(
    private readonly queries: QueriesService,
    private readonly streams: OpenStreams,
    private readonly clock: Clock,
  ) {}

  @Endpoint(endpoints.askQuery)
  async ask(
    @Caller() access: Access,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const ask = bodyOf(endpoints.askQuery, body);
    const { admission, query } = await this.queries.admit(access, idempotencyKey(request.raw.rawHeaders), ask);
    void reply.headers(rateLimitHeaders(admission, this.clock.now()));
    if (!admission.admitted) throw refusalOf(admission);
    if (!query) throw new Error('An admitted query is missing');
    void reply.header('location', `/v1/queries/${query.run.queryId}`);
    if (wantsStream(request.headers.accept)) this.streams.relay(await this.queries.open(query), reply);
    else await reply.status(202).send(await this.queries.submit(query));
  }

  @Endpoint(endpoints.getQuery)
  get(@Caller() { identity }: Access, @Param('queryId') id: string): Promise<QuerySnapshot> {
    return this.queries.get(identity, pathId('queryId', id));
  }

  @Endpoint(endpoints.followQuery)
  async follow(
    @Caller() { identity }: Access,
    @Param('queryId') id: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = lastEventId(request.raw.rawHeaders, query);
    await this.streams.answer(await this.queries.events(identity, pathId('queryId', id), after), reply);
  }

  @Endpoint(endpoints.cancelQuery)
  cancel(@Caller() { identity }: Access, @Param('queryId') id: string, @Body() body: unknown): Promise<CancelAnswer> {
    bodyOf(endpoints.cancelQuery, body);
    return this.queries.cancel(identity, pathId('queryId', id));
  }
}
