import { Clock } from '@nat/service-kit';
import { Controller, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Access, Caller } from '../access/access.guard';
import { sendFile } from '../edge/send-file';
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

  @Endpoint(endpoints.getExport)
  async read(@Caller() { identity }: Access, @Param('exportId') id: string, @Res() reply: FastifyReply): Promise<void> {
    const path = `/internal/exports/${pathId('exportId', id)}`;
    const file = await this.siblings.agent.stream({ method: 'GET', path, identity, headers: { accept: 'text/csv' } });
    await sendFile(file, reply, this.clock);
  }
}
