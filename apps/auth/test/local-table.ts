import { awsOptions, createDocumentClient, ensureTable, Table } from '@nat/dynamo';
import { SystemRng } from '@nat/service-kit';
import { resources } from '../src/auth.resources';

/** The endpoint of the run: started by Jest's global setup, or given by `AWS_ENDPOINT_URL`. */
export const aws = awsOptions({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: process.env['AWS_ENDPOINT_URL'] });

const client = createDocumentClient(aws);

/** A table in the form of auth's, under a name of its own; `create` makes it, `drop` closes the client. */
export function aTable(): { table: Table; create: () => Promise<void>; close: () => void } {
  const name = `nat-auth-${new SystemRng().hex(6)}`;
  const table = new Table(client, name);
  return { table, create: () => ensureTable(client, { ...resources.table, name }), close: () => client.destroy() };
}
