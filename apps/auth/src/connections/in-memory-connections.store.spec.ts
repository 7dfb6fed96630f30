import { InMemoryOutbox } from '@nat/event-bus';
import { describeConnectionsStore } from '../../test/describe-connections-store';
import { InMemoryAudit } from '../audit/in-memory-audit';
import { InMemoryConnectionsStore } from './in-memory-connections.store';

describeConnectionsStore('in memory', () => {
  const outbox = new InMemoryOutbox();
  const audit = new InMemoryAudit();
  const idsOf = (nation: string): string[] => outbox.events.filter(({ nationslug }) => nationslug === nation).map(({ id }) => id);
  return {
    store: new InMemoryConnectionsStore(outbox, audit),
    eventIds: nation => Promise.resolve(idsOf(nation)),
    auditTypes: nation => Promise.resolve(audit.entries(nation).map(({ type }) => type)),
  };
});
