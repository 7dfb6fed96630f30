import { ConnectionsAnswer } from '@nat/contracts';
import { Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { type Access, Caller } from '../access/access.guard';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { pathId } from '../path-ids';
import { Siblings } from '../siblings/siblings';

const path = '/internal/connections';

/** Passed on to auth, which keeps them and knows whose they are. */
@Controller()
export class ConnectionsController {
  constructor(private readonly siblings: Siblings) {}

  @Endpoint(endpoints.listConnections)
  list(@Caller() { identity }: Access): Promise<ConnectionsAnswer> {
    return this.siblings.auth.call({ method: 'GET', path, identity, schema: ConnectionsAnswer });
  }

  @Endpoint(endpoints.disconnect)
  async disconnect(@Caller() { identity }: Access, @Param('connectionId') id: string): Promise<void> {
    const own = `${path}/${pathId('connectionId', id)}`;
    await this.siblings.auth.call({ method: 'DELETE', path: own, identity, schema: z.unknown() });
  }
}
