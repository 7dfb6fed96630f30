import { AuditChain, AuditFilter, AuditLogPage } from '@nat/contracts';
import { Clock, parseBody, type ServiceIdentity } from '@nat/service-kit';
import { Controller, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Access, Caller } from '../access/access.guard';
import { wantsCsv } from '../access/request-headers';
import { sendFile } from '../edge/send-file';
import { queryOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { Siblings } from '../siblings/siblings';
import { withQuery } from '../siblings/with-query';

const path = '/internal/audit-log';
/** Milliseconds a check may take: it reads every entry of 13 months. */
const checkMs = 25_000;

/** Passed on to auth, which keeps the log. */
@Controller()
export class AuditController {
  constructor(
    private readonly siblings: Siblings,
    private readonly clock: Clock,
  ) {}

  @Endpoint(endpoints.listAuditLog)
  async list(
    @Caller() { identity }: Access,
    @Query() given: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (wantsCsv(request.headers.accept)) return this.export(identity, given, reply);
    const own = withQuery(path, queryOf(endpoints.listAuditLog, given));
    await reply.send(await this.siblings.auth.call({ method: 'GET', path: own, identity, schema: AuditLogPage }));
  }

  @Endpoint(endpoints.checkAuditLog)
  check(@Caller() { identity }: Access): Promise<AuditChain> {
    const own = `${path}/chain`;
    return this.siblings.auth.call({ method: 'GET', path: own, identity, schema: AuditChain, timeoutMs: checkMs });
  }

  /** A file has no pages, so `limit` and `cursor` are refused like any unknown parameter. */
  private async export(identity: ServiceIdentity, given: unknown, reply: FastifyReply): Promise<void> {
    const own = withQuery(`${path}/export`, parseBody(AuditFilter, given));
    const file = await this.siblings.auth.stream({ method: 'GET', path: own, identity, headers: { accept: 'text/csv' } });
    await sendFile(file, reply, this.clock);
  }
}
