import { describeAccountsStore } from '../../test/describe-accounts-store';
import { DynamoOutbox } from '@nat/event-bus';
import { SystemClock } from '@nat/service-kit';
import { aTable } from '../../test/local-table';
import { DynamoMembersStore } from '../members/dynamo-members.store';
import { DynamoAccountsStore } from './dynamo-accounts.store';

const { table, create, close } = aTable();
beforeAll(create, 60_000);
afterAll(close);

describeAccountsStore('DynamoDB', () => {
  const outbox = new DynamoOutbox(table, new SystemClock());
  return { accounts: new DynamoAccountsStore(table, outbox), members: new DynamoMembersStore(table, outbox) };
});
