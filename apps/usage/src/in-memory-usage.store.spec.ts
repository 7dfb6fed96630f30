import { InMemoryOutbox } from '@nat/event-bus';
import { describeUsageStore } from '../test/describe-usage-store';
import { InMemoryUsageStore } from './in-memory-usage.store';

describeUsageStore('in memory', async () => {
  const outbox = new InMemoryOutbox();
  const outboxIds = async (nation: string) => outbox.events.filter(event => event.nationslug === nation).map(({ id }) => id);
  return { store: new InMemoryUsageStore(outbox), outboxIds };
});
