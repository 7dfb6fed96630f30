import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientSettings } from './aws-options';
import { isTransient } from './conditions';
import { createDocumentClient } from './document-client';
import { Table } from './table';

let server: Server | undefined;
const bodies: Record<string, unknown>[] = [];

/** An endpoint that keeps what it is sent and answers as told. */
async function endpoint(answer: (reply: { end(): void; stall(): void }) => void): Promise<string> {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', part => (text += String(part)));
    request.on('end', () => {
      bodies.push({ authorization: request.headers.authorization, ...(JSON.parse(text) as object) });
      answer({ end: () => response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}'), stall: () => undefined });
    });
  });
  await new Promise<void>(resolve => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  bodies.length = 0;
  server?.closeAllConnections();
  server?.close();
});

it('signs for a local endpoint with dummy credentials, whatever profile the developer has', async () => {
  const client = createDocumentClient({ region: 'us-east-1', endpoint: await endpoint(reply => reply.end()) });
  await client.send(new PutCommand({ TableName: 't', Item: { pk: 'a', sk: 'b', absent: undefined, list: [1, undefined] } }));
  expect(bodies[0]!.authorization).toContain('Credential=local/');
  expect(bodies[0]!.Item).toEqual({ pk: { S: 'a' }, sk: { S: 'b' }, list: { L: [{ N: '1' }] } });
  client.destroy();
});

it('leaves the credentials of a real endpoint to the environment it runs in', () => {
  expect(clientSettings({ region: 'us-east-1' })).not.toHaveProperty('credentials');
  expect(clientSettings({ region: 'us-east-1', endpoint: 'https://dynamodb.us-east-1.amazonaws.com' })).not.toHaveProperty(
    'credentials',
  );
});

it('sends a write once and gives up on an endpoint that never answers', async () => {
  const settings = clientSettings({ region: 'us-east-1', endpoint: await endpoint(reply => reply.stall()) }, 100);
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { DynamoDBDocumentClient } = await import('@aws-sdk/lib-dynamodb');
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(settings));
  const failure = await new Table(client, 't').put({ pk: 'a', sk: 'b' }).catch((error: Error) => error);
  expect(failure).toMatchObject({ name: 'TimeoutError' });
  expect(isTransient(failure)).toBe(true);
  expect(bodies).toHaveLength(1);
  client.destroy();
});
