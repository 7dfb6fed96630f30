import { InMemoryOutbox } from '@nat/event-bus';
import { describeInvitesStore } from '../../../test/describe-invites-store';
import { InMemoryPeople } from '../../accounts/in-memory-people';
import { InMemoryMembersStore } from '../in-memory-members.store';
import { InMemoryInvitesStore } from './in-memory-invites.store';

describeInvitesStore('in memory', () => {
  const people = new InMemoryPeople(new InMemoryOutbox());
  return { invites: new InMemoryInvitesStore(people), members: new InMemoryMembersStore(people) };
});
