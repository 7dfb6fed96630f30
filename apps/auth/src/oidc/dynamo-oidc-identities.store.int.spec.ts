import { DynamoOutbox } from '@nat/event-bus';
import { ManualClock } from '@nat/service-kit';
import { describeOidcIdentitiesStore } from '../../test/describe-oidc-identities-store';
import { aTable } from '../../test/local-table';
import { DynamoAccountsStore } from '../accounts/dynamo-accounts.store';
import { DynamoOidcIdentitiesStore } from './dynamo-oidc-identities.store';

const { table, create, close } = aTable();
beforeAll(create, 60_000);
afterAll(close);

describeOidcIdentitiesStore('DynamoDB', () => {
  const accounts = new DynamoAccountsStore(table, new DynamoOutbox(table, new ManualClock()));
  return { store: new DynamoOidcIdentitiesStore(table), nameOf: async userId => (await accounts.account(userId))?.name };
});
