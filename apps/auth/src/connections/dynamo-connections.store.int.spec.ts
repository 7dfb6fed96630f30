import { DynamoOutbox } from '@nat/event-bus';
import { SystemClock } from '@nat/service-kit';
import { describeConnectionsStore } from '../../test/describe-connections-store';
import { aTable } from '../../test/local-table';
import { DynamoConnectionsStore } from './dynamo-connections.store';

const { table, create, close } = aTable();
const outbox = new DynamoOutbox(table, new SystemClock());
beforeAll(create, 60_000);
afterAll(close);

describeConnectionsStore('DynamoDB', () => ({
  store: new DynamoConnectionsStore(table, outbox),
  eventIds: async nation => {
    const unsent = await outbox.unsent(500);
    return unsent.filter(({ event }) => event.nationslug === nation).map(({ event }) => event.id);
  },
  auditTypes: async nation => {
    const where = { expression: 'pk = :pk', values: { ':pk': `NATION#${nation}#AUDIT` } };
    const types: string[] = [];
    for await (const row of table.query({ where })) types.push(String(row['type']));
    return types;
  },
}));
