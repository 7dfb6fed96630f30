import { describeAccountsStore } from '../../test/describe-accounts-store';
import { aTable } from '../../test/local-table';
import { DynamoAccountsStore } from './dynamo-accounts.store';

const { table, create, close } = aTable();
beforeAll(create, 60_000);
afterAll(close);

describeAccountsStore('DynamoDB', () => new DynamoAccountsStore(table));
