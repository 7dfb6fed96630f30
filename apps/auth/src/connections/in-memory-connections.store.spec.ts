import { InMemoryOutbox } from '@nat/event-bus';
import { describeConnectionsStore } from '../../test/describe-connections-store';
import { InMemoryConnectionsStore } from './in-memory-connections.store';

describeConnectionsStore('in memory', () => {
  const outbox = new InMemoryOutbox();
  const idsOf = (nation: string): string[] => outbox.events.filter(({ nationslug }) => nationslug === nation).map(({ id }) => id);
  return { store: new InMemoryConnectionsStore(outbox), eventIds: nation => Promise.resolve(idsOf(nation)) };
});
