import { awsOptions, createDocumentClient, ensureTable, Table } from '@nat/dynamo';
import { DynamoOutbox } from '@nat/event-bus';
import { SystemClock } from '@nat/service-kit';
import { tableOfRun } from '@nat/testing';
import { resources } from '../src/billing.resources';
import { DynamoBillingStore } from '../src/dynamo-billing.store';

/** A store over a table of this run's own. */
export async function billingTable() {
  const aws = awsOptions({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: process.env.AWS_ENDPOINT_URL });
  const client = createDocumentClient(aws);
  const form = tableOfRun(resources.table);
  await ensureTable(client, form);
  const table = new Table(client, form.name);
  const outbox = new DynamoOutbox(table, new SystemClock());
  const outboxIds = async (nation: string) =>
    (await outbox.unsent(10_000)).filter(({ event }) => event.nationslug === nation).map(({ event }) => event.id);
  return { store: new DynamoBillingStore(table, outbox), outboxIds };
}
