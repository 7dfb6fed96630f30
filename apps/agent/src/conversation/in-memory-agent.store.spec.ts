import 'reflect-metadata';
import { InMemoryOutbox } from '@nat/event-bus';
import { describeAgentStore } from '../../test/describe-agent-store';
import { InMemoryAgentStore } from './in-memory-agent.store';

describeAgentStore('AgentStore in memory', async clock => {
  const outbox = new InMemoryOutbox();
  return { store: new InMemoryAgentStore(clock, outbox), facts: async () => outbox.events };
});
