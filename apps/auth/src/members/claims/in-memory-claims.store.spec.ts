import { InMemoryOutbox } from '@nat/event-bus';
import { describeClaimsStore } from '../../../test/describe-claims-store';
import { InMemoryPeople } from '../../accounts/in-memory-people';
import { InMemoryMembersStore } from '../in-memory-members.store';
import { InMemoryClaimsStore } from './in-memory-claims.store';

describeClaimsStore('in memory', () => {
  const people = new InMemoryPeople(new InMemoryOutbox());
  return { claims: new InMemoryClaimsStore(people), members: new InMemoryMembersStore(people) };
});
