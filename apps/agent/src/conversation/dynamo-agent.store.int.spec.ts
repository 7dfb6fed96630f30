import 'reflect-metadata';
import { createDocumentClient, ensureTable, Table } from '@nat/dynamo';
import { DynamoOutbox } from '@nat/event-bus';
import { SystemRng } from '@nat/service-kit';
import { describeAgentStore } from '../../test/describe-agent-store';
import { resources } from '../agent.resources';
import { DynamoAgentStore } from './dynamo-agent.store';

const client = createDocumentClient({ region: 'us-east-1', endpoint: process.env.AWS_ENDPOINT_URL });
const rng = new SystemRng();
afterAll(() => client.destroy());

describeAgentStore('AgentStore in DynamoDB', async clock => {
  // A table for each test: outbox and leases of one are not those of another.
  const name = `${resources.table.name}-${rng.hex(6)}`;
  await ensureTable(client, { ...resources.table, name });
  const table = new Table(client, name);
  const outbox = new DynamoOutbox(table, clock);
  const facts = async () => (await outbox.unsent(100)).map(({ event }) => event);
  return { store: new DynamoAgentStore(table, outbox, clock), facts };
});
