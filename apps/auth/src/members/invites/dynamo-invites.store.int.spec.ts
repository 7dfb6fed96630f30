import { DynamoOutbox } from '@nat/event-bus';
import { SystemClock } from '@nat/service-kit';
import { describeInvitesStore } from '../../../test/describe-invites-store';
import { aTable } from '../../../test/local-table';
import { DynamoMembersStore } from '../dynamo-members.store';
import { DynamoInvitesStore } from './dynamo-invites.store';

const { table, create, close } = aTable();
beforeAll(create, 60_000);
afterAll(close);

describeInvitesStore('DynamoDB', () => {
  const outbox = new DynamoOutbox(table, new SystemClock());
  return { invites: new DynamoInvitesStore(table, outbox), members: new DynamoMembersStore(table, outbox) };
});
