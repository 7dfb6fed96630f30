import { type CancelAnswer, QueryId, type QuerySnapshot } from '@nat/contracts';
import { AppError, Clock } from '@nat/service-kit';
import { Body, Controller, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Access, Caller } from '../access/access.guard';
import { idempotencyKey, lastEventId, wantsStream } from '../access/request-headers';
import { bodyOf } from '../endpoint-body';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { OpenStreams } from './open-streams';
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
    return this.queries.get(identity, queryIdOfPath(id));
  }

  @Endpoint(endpoints.followQuery)
  async follow(
    @Caller() { identity }: Access,
    @Param('queryId') id: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const queryId = queryIdOfPath(id);
    const upstream = await this.queries.events(identity, queryId, lastEventId(request.raw.rawHeaders, query));
    if (upstream.statusCode !== 204) return this.streams.relay(upstream, reply);
    upstream.resume();
    await reply.status(204).send();
  }

  @Endpoint(endpoints.cancelQuery)
  cancel(@Caller() { identity }: Access, @Param('queryId') id: string, @Body() body: unknown): Promise<CancelAnswer> {
    bodyOf(endpoints.cancelQuery, body);
    return this.queries.cancel(identity, queryIdOfPath(id));
  }
}

/** An id of another shape is answered exactly as one that nobody has. */
function queryIdOfPath(id: string): QueryId {
  const parsed = QueryId.safeParse(id);
  if (!parsed.success) throw new AppError('not_found', 'There is no such query.');
  return parsed.data;
}
