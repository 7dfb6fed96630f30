import {
  type Conversation,
  ConversationId,
  type ConversationsPage,
  CreateConversation,
  type MessagesPage,
  PageRequest,
  RenameConversation,
} from '@nat/contracts';
import { parseBody, type ServiceIdentity } from '@nat/service-kit';
import { CallerIdentity, FromServices } from '@nat/session';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ConversationsService, noConversation } from './conversations.service';

/** Conversations of the person of the service token, for the gateway alone. */
@Controller('internal/conversations')
@FromServices('api-gateway')
export class ConversationsController {
  constructor(private readonly conversations: ConversationsService) {}

  @Get()
  async list(@CallerIdentity() caller: ServiceIdentity, @Query() query: unknown): Promise<ConversationsPage> {
    return this.conversations.list(caller, parseBody(PageRequest, query));
  }

  @Post()
  async create(@CallerIdentity() caller: ServiceIdentity, @Body() body: unknown): Promise<Conversation> {
    return this.conversations.create(caller, parseBody(CreateConversation, body ?? {}));
  }

  @Get(':conversationId')
  async get(@CallerIdentity() caller: ServiceIdentity, @Param('conversationId') id: string): Promise<Conversation> {
    return this.conversations.get(caller, conversationIdOf(id));
  }

  @Patch(':conversationId')
  async rename(
    @CallerIdentity() caller: ServiceIdentity,
    @Param('conversationId') id: string,
    @Body() body: unknown,
  ): Promise<Conversation> {
    return this.conversations.rename(caller, conversationIdOf(id), parseBody(RenameConversation, body).title);
  }

  @Delete(':conversationId')
  @HttpCode(204)
  async erase(@CallerIdentity() caller: ServiceIdentity, @Param('conversationId') id: string): Promise<void> {
    await this.conversations.erase(caller, conversationIdOf(id));
  }

  @Get(':conversationId/messages')
  async messages(
    @CallerIdentity() caller: ServiceIdentity,
    @Param('conversationId') id: string,
    @Query() query: unknown,
  ): Promise<MessagesPage> {
    return this.conversations.messages(caller, conversationIdOf(id), parseBody(PageRequest, query));
  }
}

/** An id of another shape is answered exactly as one that nobody has. */
function conversationIdOf(text: string): string {
  const parsed = ConversationId.safeParse(text);
  if (!parsed.success) throw noConversation();
  return parsed.data;
}
