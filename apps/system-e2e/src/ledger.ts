import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';

/** Every row of a service's table, read past the service: what is really stored. */
export async function rowsOf(endpoint: string, service: string): Promise<Record<string, unknown>[]> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1', endpoint, credentials }));
  const rows: Record<string, unknown>[] = [];
  for await (const page of paginateScan({ client }, { TableName: `nat-${service}`, ConsistentRead: true }))
    rows.push(...(page.Items ?? []));
  client.destroy();
  return rows;
}
