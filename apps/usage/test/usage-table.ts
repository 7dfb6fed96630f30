import { awsOptions, createDocumentClient, ensureTable, Table } from '@nat/dynamo';
import { DynamoOutbox } from '@nat/event-bus';
import { type Clock, SystemClock } from '@nat/service-kit';
import { tableOfRun } from '@nat/testing';
import { DynamoUsageStore } from '../src/dynamo-usage.store';
import { resources } from '../src/usage.resources';

const aws = awsOptions({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: process.env.AWS_ENDPOINT_URL });

/** A table of this run's own. `another()` opens it once more with a client of its own, as a second process would. */
export async function usageTable(clock: Clock = new SystemClock()) {
  const form = tableOfRun(resources.table);
  const another = () => {
    const table = new Table(createDocumentClient(aws), form.name);
    const outbox = new DynamoOutbox(table, clock);
    return { store: new DynamoUsageStore(table, outbox), outbox, table };
  };
  await ensureTable(createDocumentClient(aws), form);
  const { store, outbox, table } = another();
  const outboxIds = async (nation: string) =>
    (await outbox.unsent(10_000)).filter(({ event }) => event.nationslug === nation).map(({ event }) => event.id);
  return { store, outboxIds, another, table };
}
