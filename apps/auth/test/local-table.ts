import { awsOptions, createDocumentClient, ensureTable, Table } from '@nat/dynamo';
import { tableOfRun } from '@nat/testing';
import { resources } from '../src/auth.resources';

/** The endpoint of the run: started by Jest's global setup, or given by `AWS_ENDPOINT_URL`. */
export const aws = awsOptions({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: process.env['AWS_ENDPOINT_URL'] });

const client = createDocumentClient(aws);

/** A table in the form of auth's, under a name of its own; `create` makes it, `drop` closes the client. */
export function aTable(): { table: Table; create: () => Promise<void>; close: () => void } {
  const form = tableOfRun(resources.table);
  const table = new Table(client, form.name);
  return { table, create: () => ensureTable(client, form), close: () => client.destroy() };
}
