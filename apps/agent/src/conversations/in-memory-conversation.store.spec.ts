import 'reflect-metadata';
import { InMemoryOutbox } from '@nat/event-bus';
import { describeConversationStore } from '../../test/describe-conversation-store';
import { describeEraser } from '../../test/describe-eraser';
import { describeErasures } from '../../test/describe-erasures';
import { InMemoryActionStore } from '../actions/in-memory-action.store';
import { InMemoryAgentStore } from '../conversation/in-memory-agent.store';
import { InMemoryConversationStore } from './in-memory-conversation.store';
import { InMemoryErasureStore } from './in-memory-erasure.store';
import type { ManualClock } from '@nat/service-kit';

async function inMemory(clock: ManualClock) {
  const outbox = new InMemoryOutbox();
  const agent = new InMemoryAgentStore(clock, outbox);
  const actions = new InMemoryActionStore(agent, outbox);
  const store = new InMemoryConversationStore(agent, clock);
  const erasures = new InMemoryErasureStore(agent, clock);
  const left = async (conversationId: string, queryIds: string[]): Promise<string[]> => [
    ...[...agent.conversations.keys()].filter(key => key.endsWith(conversationId)),
    ...[...agent.queries.keys()].filter(key => queryIds.some(id => key.endsWith(id))),
    ...queryIds.filter(id => agent.logs.has(id)),
    ...[...(agent.messages.get(conversationId)?.keys() ?? []), ...(agent.notes.get(conversationId)?.keys() ?? [])].map(String),
  ];
  return { agent, actions, store, erasures, left };
}

describeConversationStore('ConversationStore in memory', inMemory);
describeErasures('ErasureStore in memory', inMemory);
describeEraser('ConversationEraser over memory', inMemory);
