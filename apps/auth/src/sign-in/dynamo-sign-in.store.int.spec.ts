import { describeSignInStore } from '../../test/describe-sign-in-store';
import { aTable } from '../../test/local-table';
import { DynamoSignInStore } from './dynamo-sign-in.store';

const { table, create, close } = aTable();
beforeAll(create, 60_000);
afterAll(close);

describeSignInStore('DynamoDB', () => new DynamoSignInStore(table));
