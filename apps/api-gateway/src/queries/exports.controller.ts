import { Clock } from '@nat/service-kit';
import { Controller, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { pipeline } from 'node:stream';
import { type Access, Caller } from '../access/access.guard';
import { StallLimit } from '../edge/stall-limit';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { pathId } from '../path-ids';
import { Siblings } from '../siblings/siblings';

@Controller()
export class ExportsController {
  constructor(
    private readonly siblings: Siblings,
    private readonly clock: Clock,
  ) {}

  /** Passed through as it comes: a slow client slows the agent down, and a file that breaks off breaks off here too. */
  @Endpoint(endpoints.getExport)
  async read(@Caller() { identity }: Access, @Param('exportId') id: string, @Res() reply: FastifyReply): Promise<void> {
    const path = `/internal/exports/${pathId('exportId', id)}`;
    const file = await this.siblings.agent.stream({ method: 'GET', path, identity, headers: { accept: 'text/csv' } });
    for (const name of ['content-disposition', 'content-length'] as const) {
      const value = file.headers[name];
      if (value !== undefined) void reply.header(name, value);
    }
    const limited = pipeline(file, new StallLimit(this.clock), () => undefined); // told to whoever reads the last stream
    await reply.type('text/csv; charset=utf-8').send(limited);
  }
}
