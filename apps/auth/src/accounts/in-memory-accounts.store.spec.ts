import { InMemoryOutbox } from '@nat/event-bus';
import { describeAccountsStore } from '../../test/describe-accounts-store';
import { InMemoryMembersStore } from '../members/in-memory-members.store';
import { InMemoryAccountsStore } from './in-memory-accounts.store';
import { InMemoryPeople } from './in-memory-people';

describeAccountsStore('in memory', () => {
  const people = new InMemoryPeople(new InMemoryOutbox());
  return { accounts: new InMemoryAccountsStore(people), members: new InMemoryMembersStore(people) };
});
