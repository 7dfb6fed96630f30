import { Conversation, ConversationsPage, MessagesPage } from '@nat/contracts';
import { Body, Controller, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { type Access, Caller } from '../access/access.guard';
import { bodyOf, queryOf } from '../endpoint-input';
import { Endpoint } from '../endpoint.decorator';
import { endpoints } from '../endpoints';
import { pathId } from '../path-ids';
import { Siblings } from '../siblings/siblings';
import { withQuery } from '../siblings/with-query';

const path = '/internal/conversations';

/** Passed on to the agent, which keeps them. */
@Controller()
export class ConversationsController {
  constructor(private readonly siblings: Siblings) {}

  @Endpoint(endpoints.listConversations)
  list(@Caller() { identity }: Access, @Query() given: unknown): Promise<ConversationsPage> {
    const page = queryOf(endpoints.listConversations, given);
    return this.siblings.agent.call({ method: 'GET', path: withQuery(path, page), identity, schema: ConversationsPage });
  }

  @Endpoint(endpoints.createConversation)
  create(@Caller() { identity }: Access, @Body() given: unknown): Promise<Conversation> {
    const body = bodyOf(endpoints.createConversation, given) ?? {};
    return this.siblings.agent.call({ method: 'POST', path, identity, body, schema: Conversation });
  }

  @Endpoint(endpoints.getConversation)
  get(@Caller() { identity }: Access, @Param('conversationId') id: string): Promise<Conversation> {
    return this.siblings.agent.call({ method: 'GET', path: pathOf(id), identity, schema: Conversation });
  }

  @Endpoint(endpoints.renameConversation)
  rename(@Caller() { identity }: Access, @Param('conversationId') id: string, @Body() given: unknown): Promise<Conversation> {
    const own = pathOf(id);
    const body = bodyOf(endpoints.renameConversation, given);
    return this.siblings.agent.call({ method: 'PATCH', path: own, identity, body, schema: Conversation });
  }

  @Endpoint(endpoints.deleteConversation)
  async delete(@Caller() { identity }: Access, @Param('conversationId') id: string): Promise<void> {
    await this.siblings.agent.call({ method: 'DELETE', path: pathOf(id), identity, schema: z.unknown() });
  }

  @Endpoint(endpoints.listMessages)
  messages(@Caller() { identity }: Access, @Param('conversationId') id: string, @Query() given: unknown): Promise<MessagesPage> {
    const own = `${pathOf(id)}/messages`;
    const page = queryOf(endpoints.listMessages, given);
    return this.siblings.agent.call({ method: 'GET', path: withQuery(own, page), identity, schema: MessagesPage });
  }
}

function pathOf(id: string): string {
  return `${path}/${pathId('conversationId', id)}`;
}
