import { InMemoryOutbox } from '@nat/event-bus';
import { describeBillingStore } from '../test/describe-billing-store';
import { InMemoryBillingStore } from './in-memory-billing.store';

describeBillingStore('in memory', async () => {
  const outbox = new InMemoryOutbox();
  const outboxIds = async (nation: string) => outbox.events.filter(event => event.nationslug === nation).map(({ id }) => id);
  return { store: new InMemoryBillingStore(outbox), outboxIds };
});
