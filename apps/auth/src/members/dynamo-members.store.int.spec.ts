import { DynamoOutbox } from '@nat/event-bus';
import { SystemClock } from '@nat/service-kit';
import { describeMembersStore } from '../../test/describe-members-store';
import { aTable } from '../../test/local-table';
import { DynamoAccountsStore } from '../accounts/dynamo-accounts.store';
import { DynamoMembersStore } from './dynamo-members.store';

const { table, create, close } = aTable();
beforeAll(create, 60_000);
afterAll(close);

describeMembersStore('DynamoDB', () => {
  const outbox = new DynamoOutbox(table, new SystemClock());
  return { accounts: new DynamoAccountsStore(table, outbox), members: new DynamoMembersStore(table, outbox) };
});
