import { Confirmation, ConfirmationsPage, DecisionAnswer, type DecideRequest } from '@nat/contracts';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { type Access, Caller } from '../access/access.guard';
import { surfaceOf } from '../access/surface-of';
import { bodyOf, queryOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { pathId } from '../path-ids';
import { Siblings } from '../siblings/siblings';
import { withQuery } from '../siblings/with-query';
import { lookAgainMs } from './look-again';

const path = '/internal/confirmations';

/** Passed on to the agent, which alone knows what was held and carries it out. */
@Controller()
export class ConfirmationsController {
  constructor(private readonly siblings: Siblings) {}

  @Endpoint(endpoints.listConfirmations)
  list(@Caller() { identity }: Access, @Query() given: unknown): Promise<ConfirmationsPage> {
    const filter = queryOf(endpoints.listConfirmations, given);
    return this.siblings.agent.call({ method: 'GET', path: withQuery(path, filter), identity, schema: ConfirmationsPage });
  }

  @Endpoint(endpoints.getConfirmation)
  get(@Caller() { identity }: Access, @Param('confirmationId') id: string): Promise<Confirmation> {
    return this.siblings.agent.call({ method: 'GET', path: pathOf(id), identity, schema: Confirmation });
  }

  @Endpoint(endpoints.decideConfirmation)
  decide(
    @Caller() { identity, client }: Access,
    @Param('confirmationId') id: string,
    @Body() given: unknown,
  ): Promise<DecisionAnswer> {
    const own = `${pathOf(id)}/decision`;
    const decision = bodyOf(endpoints.decideConfirmation, given);
    const body: DecideRequest = { ...decision, channel: surfaceOf(client) };
    return this.siblings.agent.call({
      method: 'POST',
      path: own,
      identity,
      body,
      schema: DecisionAnswer,
      timeoutMs: lookAgainMs,
    });
  }
}

function pathOf(id: string): string {
  return `${path}/${pathId('confirmationId', id)}`;
}
