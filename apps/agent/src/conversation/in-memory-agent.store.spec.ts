import 'reflect-metadata';
import { InMemoryOutbox } from '@nat/event-bus';
import { storesInMemory } from '../../test/change-rows';
import { describeAgentStore } from '../../test/describe-agent-store';
import { describeWaitingQueries } from '../../test/describe-waiting-queries';
import { InMemoryAgentStore } from './in-memory-agent.store';

describeAgentStore('AgentStore in memory', async clock => {
  const outbox = new InMemoryOutbox();
  return { store: new InMemoryAgentStore(clock, outbox), facts: async () => outbox.events };
});

describeWaitingQueries('Waiting queries in memory', async clock => storesInMemory(clock));
