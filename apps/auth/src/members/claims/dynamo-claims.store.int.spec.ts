import { DynamoOutbox } from '@nat/event-bus';
import { SystemClock } from '@nat/service-kit';
import { describeClaimsStore } from '../../../test/describe-claims-store';
import { aTable } from '../../../test/local-table';
import { DynamoMembersStore } from '../dynamo-members.store';
import { DynamoClaimsStore } from './dynamo-claims.store';

const { table, create, close } = aTable();
beforeAll(create, 60_000);
afterAll(close);

describeClaimsStore('DynamoDB', () => {
  const outbox = new DynamoOutbox(table, new SystemClock());
  return { claims: new DynamoClaimsStore(table), members: new DynamoMembersStore(table, outbox) };
});
