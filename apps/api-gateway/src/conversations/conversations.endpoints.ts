import {
  Conversation,
  ConversationsPage,
  CreateConversation,
  MessagesPage,
  PageRequest,
  RenameConversation,
} from '@nat/contracts';
import type { EndpointDefinition } from '../endpoint-definition';

const path = '/v1/conversations/{conversationId}';

/** Threads of queries, private to one user in one nation. */
export const conversationEndpoints = {
  listConversations: {
    method: 'GET',
    path: '/v1/conversations',
    summary: 'Your conversations, newest first',
    access: 'read_only',
    query: PageRequest,
    answers: { 200: { description: 'A page of them', schema: ConversationsPage } },
    problems: ['cursor_invalid'],
  },
  createConversation: {
    method: 'POST',
    path: '/v1/conversations',
    summary: 'Open an empty conversation',
    access: 'read_only',
    body: CreateConversation.optional(),
    answers: { 201: { description: 'The conversation', schema: Conversation } },
    problems: [],
  },
  getConversation: {
    method: 'GET',
    path,
    summary: 'Read a conversation, without its messages',
    access: 'read_only',
    answers: { 200: { description: 'The conversation', schema: Conversation } },
    problems: ['not_found'],
  },
  renameConversation: {
    method: 'PATCH',
    path,
    summary: 'Give a conversation another title',
    access: 'read_only',
    body: RenameConversation,
    answers: { 200: { description: 'The conversation now', schema: Conversation } },
    problems: ['not_found'],
  },
  deleteConversation: {
    method: 'DELETE',
    path,
    summary: 'Erase a conversation with all its content',
    access: 'read_only',
    answers: { 204: { description: 'It is gone' } },
    problems: ['not_found', 'query_in_progress', 'conflict'],
  },
  listMessages: {
    method: 'GET',
    path: `${path}/messages`,
    summary: 'What was said in a conversation, newest first',
    access: 'read_only',
    query: PageRequest,
    answers: { 200: { description: 'A page of messages', schema: MessagesPage } },
    problems: ['not_found', 'cursor_invalid'],
  },
} as const satisfies Record<string, EndpointDefinition>;
