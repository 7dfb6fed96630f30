import { mkdtempSync, rmSync } from 'node:fs';
import { request, Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type LocalAws, startLocalAws } from './index';
import { Spawned } from './spawned';

const settings = ({ endpoint }: { endpoint: string }) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  maxAttempts: 1,
});
const folder = mkdtempSync(join(tmpdir(), 'local-aws-'));
const started: LocalAws[] = [];
const start = async (...options: Parameters<typeof startLocalAws>): Promise<LocalAws> => {
  const localAws = await startLocalAws(...options);
  started.push(localAws);
  return localAws;
};

afterAll(async () => {
  await Promise.all(started.map(localAws => localAws.close()));
  rmSync(folder, { recursive: true });
});

describe('startLocalAws', () => {
  it('names a port that is taken', async () => {
    const { port } = await start({ port: 0 });
    await expect(startLocalAws({ port })).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`);
  });

  it('does not share a folder', async () => {
    const first = await startLocalAws({ port: 0, folder });
    await expect(startLocalAws({ port: 0, folder })).rejects.toThrow('another process is using');
    await first.close();
    await (await startLocalAws({ port: 0, folder })).close();
  });

  it('keeps FIFO order, deduplication, delays, counts and redrive over a restart, at another port', async () => {
    const before = await startLocalAws({ port: 0, folder });
    const client = new SQSClient(settings(before));
    const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'kept.fifo', Attributes: fifo }));
    const send = (to: SQSClient, MessageBody: string) =>
      to.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'g' }));
    for (const body of ['1', '2', '3']) await send(client, body);
    await client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
    await before.close();

    const after = await start({ port: 0, folder });
    const again = new SQSClient(settings(after));
    await send(again, '2');
    const { Messages = [] } = await again.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
    );
    expect(Messages.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])).toEqual([
      ['1', '2'],
      ['2', '1'],
      ['3', '1'],
    ]);
    const sequence = Messages.map(({ Attributes }) => Attributes?.SequenceNumber ?? '');
    expect(sequence).toEqual(sequence.toSorted());
  });

  it('ends long polls when it is closed', async () => {
    const localAws = await startLocalAws({ port: 0 });
    const client = new SQSClient(settings(localAws));
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'polled' }));
    const poll = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })).catch(() => undefined);
    await client.send(new GetQueueAttributesCommand({ QueueUrl }));
    // What is still open is cut off after a second; that would take it much longer here, and is not needed.
    const late = jest.spyOn(Server.prototype, 'closeAllConnections').mockImplementation(function (this: Server) {
      setTimeout(() => {
        late.mockRestore();
        this.closeAllConnections();
      }, 12_000).unref();
    });
    const closing = Date.now();
    await localAws.close();
    late.mockRestore();
    expect(await poll).toMatchObject({ $metadata: { httpStatusCode: 200 } });
    expect(Date.now() - closing).toBeLessThan(10_000); // half of what the poll would have waited
  });

  it('says of an operation that it does not have that it does not have it', async () => {
    const { endpoint } = await start({ port: 0 });
    const call = (target: string) => fetch(endpoint, { method: 'POST', headers: { 'x-amz-target': target }, body: '{}' });
    for (const target of [
      'AmazonSQS.AddPermission',
      'DynamoDB_20120810.ExecuteStatement',
      'AWSEvents.toString',
      'Other.List',
      '',
    ]) {
      const response = await call(target);
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { __type: 'com.amazon.coral.service#UnknownOperationException' },
      ]);
    }
  });

  it('refuses what a page in a browser could send: another host name (DNS rebinding) or an origin', async () => {
    const { port } = await start({ port: 0 });
    const status = (headers: Record<string, string>) =>
      new Promise(resolve =>
        request({ port, host: '127.0.0.1', path: '/health', headers }, response => resolve(response.resume().statusCode)).end(),
      );
    expect(await status({ host: 'evil.example' })).toBe(403);
    expect(await status({ host: 'localhost.evil.example' })).toBe(403);
    expect(await status({ origin: 'https://evil.example' })).toBe(403);
    expect(await status({ host: `localhost:${port}` })).toBe(200);
  });
});

describe('the process', () => {
  it('ends cleanly when it is asked to, and when its parent is gone', async () => {
    const asked = await Spawned.start('--port', '0');
    expect(await asked.end('SIGTERM')).toBe(0);
    const left = await Spawned.start('--port', '0', '--with-parent');
    expect(await left.leave()).toBe(0);
  }, 20_000);
});
