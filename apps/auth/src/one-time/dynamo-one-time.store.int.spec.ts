import { describeOneTimeStore } from '../../test/describe-one-time-store';
import { aTable } from '../../test/local-table';
import { DynamoOneTimeStore } from './dynamo-one-time.store';

const { table, create, close } = aTable();
beforeAll(create, 60_000);
afterAll(close);

describeOneTimeStore('DynamoDB', () => new DynamoOneTimeStore(table));
