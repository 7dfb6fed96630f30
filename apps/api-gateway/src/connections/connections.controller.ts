import { ConnectionsAnswer, StartConnectionAnswer } from '@nat/contracts';
import { Body, Controller, Param } from '@nestjs/common';
import { z } from 'zod';
import { type Access, Caller, Person, type SignedIn } from '../access/access.guard';
import { bodyOf } from '../endpoint-input';
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

  @Endpoint(endpoints.startConnection)
  start(@Person() { person }: SignedIn, @Body() given: unknown): Promise<StartConnectionAnswer> {
    const body = bodyOf(endpoints.startConnection, given);
    return this.siblings.auth.call({
      method: 'POST',
      path: `${path}/start`,
      identity: person,
      body,
      schema: StartConnectionAnswer,
    });
  }

  @Endpoint(endpoints.disconnect)
  async disconnect(@Caller() { identity }: Access, @Param('connectionId') id: string): Promise<void> {
    const own = `${path}/${pathId('connectionId', id)}`;
    await this.siblings.auth.call({ method: 'DELETE', path: own, identity, schema: z.unknown() });
  }
}
