import { InMemoryOutbox } from '@nat/event-bus';
import { describeMembersStore } from '../../test/describe-members-store';
import { InMemoryAccountsStore } from '../accounts/in-memory-accounts.store';
import { InMemoryPeople } from '../accounts/in-memory-people';
import { InMemoryMembersStore } from './in-memory-members.store';

describeMembersStore('in memory', () => {
  const people = new InMemoryPeople(new InMemoryOutbox());
  return { accounts: new InMemoryAccountsStore(people), members: new InMemoryMembersStore(people) };
});
