import { DynamoOutbox } from '@nat/event-bus';
import { SystemClock } from '@nat/service-kit';
import { describeSessionsStore } from '../../test/describe-sessions-store';
import { aTable } from '../../test/local-table';
import { DynamoSessionsStore } from './dynamo-sessions.store';

const { table, create, close } = aTable();
beforeAll(create, 60_000);
afterAll(close);

describeSessionsStore('DynamoDB', () => new DynamoSessionsStore(table, new DynamoOutbox(table, new SystemClock())));
