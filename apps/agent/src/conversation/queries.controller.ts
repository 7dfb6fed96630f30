import { type CancelAnswer, QueryId, type QuerySnapshot, RunQueryRequest } from '@nat/contracts';
import { AppError, parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { Body, Controller, Get, Headers, HttpCode, Logger, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { After } from '../stream/after';
import { OpenStreams } from '../stream/open-streams';
import { Followers } from './followers';
import type { QueryRow } from './query-row';
import { QueriesService } from './queries.service';

/** HTTP of the agent, for the gateway alone. The person is in the service token, never in a body. */
@Controller('internal/queries')
@FromServices('api-gateway')
export class QueriesController {
  private readonly logger = new Logger(QueriesController.name);

  constructor(
    private readonly queries: QueriesService,
    private readonly followers: Followers,
    private readonly streams: OpenStreams,
  ) {}

  /** Starts a query, or joins the one of the same id: an event stream under `Accept: text/event-stream`, else 202. */
  @Post()
  async start(
    @CallerIdentity() caller: ServiceIdentity,
    @Body() body: unknown,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const query = await this.queries.start(caller, parseBody(RunQueryRequest, body));
    if (accept?.includes('text/event-stream')) return this.stream(query, 0, reply);
    await reply.status(202).send(this.queries.accepted(query));
  }

  @Get(':queryId')
  async snapshot(@CallerIdentity() caller: ServiceIdentity, @Param('queryId') id: string): Promise<QuerySnapshot> {
    return this.queries.snapshot(caller, queryIdOf(id));
  }

  /** The events after the given id, then live. 204: ended, and nothing newer. */
  @Get(':queryId/events')
  async events(
    @CallerIdentity() caller: ServiceIdentity,
    @Param('queryId') id: string,
    @Query() query: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { after } = parseBody(After, query);
    const followed = await this.queries.followable(caller, queryIdOf(id), after);
    if (followed) return this.stream(followed, after, reply);
    await reply.status(204).send();
  }

  @Post(':queryId/cancel')
  @HttpCode(202)
  async cancel(@CallerIdentity() caller: ServiceIdentity, @Param('queryId') id: string): Promise<CancelAnswer> {
    return this.queries.cancel(caller, queryIdOf(id));
  }

  /** Opens the stream; following goes on after the handler has returned. */
  private stream(query: QueryRow, after: number, reply: FastifyReply): void {
    const connection = this.streams.open(reply);
    this.followers.follow(query, after, connection).catch((error: unknown) => {
      // The client resumes by its last id.
      this.logger.warn({ event: 'stream_broken', queryId: query.queryId, reason: String(error) });
      connection.end();
    });
  }
}

/** An id of another shape is answered exactly as one that nobody has. */
function queryIdOf(text: string): string {
  const parsed = QueryId.safeParse(text);
  if (!parsed.success) throw new AppError('not_found', 'There is no such query.');
  return parsed.data;
}
