import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  type Message,
  PurgeQueueCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { conforms, failure, settings, unique } from './conforms';

const client = new SQSClient(settings);
const made: string[] = [];

async function queue(Attributes: Partial<Record<QueueAttributeName, string>> = {}, name = unique('queue')) {
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  made.push(QueueUrl!);
  return { name, url: QueueUrl!, arn: (await attributes(QueueUrl!, 'QueueArn')).QueueArn! };
}
async function attributes(QueueUrl: string, ...names: QueueAttributeName[]): Promise<Record<string, string>> {
  return (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: names }))).Attributes ?? {};
}
const send = (QueueUrl: string, MessageBody: string, rest: Partial<SendMessageCommandInput> = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...rest }));
async function receive(QueueUrl: string, rest: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  return (
    (await client.send(new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'], ...rest }))).Messages ?? []
  );
}
const remove = (QueueUrl: string, { ReceiptHandle }: Message) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);
const redriveTo = (arn: string, maxReceiveCount = 2) => ({
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount }),
});

afterAll(async () => {
  for (const QueueUrl of made) await client.send(new DeleteQueueCommand({ QueueUrl }));
  client.destroy();
});

describe('SQS queues', () => {
  conforms('are found by name and by the beginning of the name', async () => {
    const { name, url } = await queue();
    expect((await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl).toBe(url);
    expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: name }))).QueueUrls).toEqual([url]);
  });

  conforms('are created again only with the same attributes', async () => {
    const { name, url } = await queue({ VisibilityTimeout: '7' });
    const again = (VisibilityTimeout: string) =>
      client.send(new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout } }));
    expect((await again('7')).QueueUrl).toBe(url);
    expect((await failure(again('8'))).name).toMatch(/QueueNameExists|QueueAlreadyExists/);
  });

  conforms('do not exist unless created', async () => {
    const error = await failure(client.send(new GetQueueUrlCommand({ QueueName: unique('missing') })));
    expect(error.name).toMatch(/QueueDoesNotExist|NonExistentQueue/);
  });

  conforms('refuse a dead-letter queue that does not exist', async () => {
    const { arn } = await queue();
    expect((await failure(queue(redriveTo(`${arn}-missing`)))).message).not.toBe('it was accepted');
  });

  conforms('take new attributes', async () => {
    const { url } = await queue();
    await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { VisibilityTimeout: '11' } }));
    expect(await attributes(url, 'VisibilityTimeout')).toEqual({ VisibilityTimeout: '11' });
  });

  conforms('know the queues whose dead letters they get', async () => {
    const dead = await queue();
    const source = await queue(redriveTo(dead.arn));
    const { queueUrls } = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.url }));
    expect(queueUrls).toEqual([source.url]);
  });

  conforms('count and purge their messages', async () => {
    const { url } = await queue();
    await send(url, 'visible');
    await send(url, 'later', { DelaySeconds: 60 });
    await send(url, 'in flight');
    await receive(url, { VisibilityTimeout: 60 });
    expect(await attributes(url, 'All')).toMatchObject({
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
    await client.send(new PurgeQueueCommand({ QueueUrl: url }));
    expect(await attributes(url, 'ApproximateNumberOfMessages')).toEqual({ ApproximateNumberOfMessages: '0' });
  });
});

describe('SQS messages', () => {
  conforms('arrive as they were sent, with their attributes', async () => {
    const { url } = await queue();
    const sent = {
      kind: { DataType: 'String', StringValue: 'é' },
      size: { DataType: 'Number', StringValue: '42' },
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
    };
    await send(url, 'héllo\n😀', { MessageAttributes: sent });
    const [message] = await receive(url, { MessageAttributeNames: ['All'] });
    expect(message).toMatchObject({ Body: 'héllo\n😀', Attributes: { ApproximateReceiveCount: '1' } });
    expect(message!.MessageAttributes).toEqual(sent);
  });

  conforms('come back when the visibility timeout is over, until they are deleted', async () => {
    const { url } = await queue({ VisibilityTimeout: '1' });
    await send(url, 'again');
    expect(bodies(await receive(url))).toEqual(['again']);
    expect(await receive(url)).toEqual([]);
    const [second] = await receive(url, { WaitTimeSeconds: 4 });
    expect(second).toMatchObject({ Body: 'again', Attributes: { ApproximateReceiveCount: '2' } });
    await remove(url, second!);
    expect(await receive(url, { WaitTimeSeconds: 2 })).toEqual([]);
  });

  conforms('become visible at once when their visibility is set to 0, and stay hidden when it is prolonged', async () => {
    const { url } = await queue();
    await send(url, 'one');
    const [first] = await receive(url, { VisibilityTimeout: 60 });
    const change = (message: Message, VisibilityTimeout: number) =>
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout }));
    await change(first!, 0);
    const [second] = await receive(url, { VisibilityTimeout: 1 });
    expect(second?.Body).toBe('one');
    await change(second!, 30);
    expect(await receive(url, { WaitTimeSeconds: 2 })).toEqual([]);
    await remove(url, second!);
  });

  conforms('are not deleted by the handle of an earlier receive once they are received again', async () => {
    const { url } = await queue();
    await send(url, 'kept');
    const [first] = await receive(url, { VisibilityTimeout: 0 });
    const [second] = await receive(url, { VisibilityTimeout: 0 });
    await remove(url, first!);
    expect(bodies(await receive(url))).toEqual(['kept']);
    expect(second?.MessageId).toBe(first?.MessageId);
  });

  conforms('wake a long poll', async () => {
    const [{ url }, { url: silent }] = await Promise.all([queue(), queue()]);
    const waiting = receive(url, { WaitTimeSeconds: 10 }).then(bodies);
    const undisturbed = receive(silent, { WaitTimeSeconds: 3 }).then(bodies);
    await new Promise(resolve => setTimeout(resolve, 200));
    await send(url, 'wake');
    expect(await Promise.race([waiting, undisturbed])).toEqual(['wake']);
    expect(await undisturbed).toEqual([]);
  });

  conforms('are not lost to a long poll that was given up', async () => {
    // A peer may notice late that nobody waits any more, and hand it out to nobody: it comes back when that has ended. Ours does not.
    const { url } = await queue({ VisibilityTimeout: process.env.AWS_ENDPOINT_NAME ? '3' : '60' });
    const hangUp = new AbortController();
    const given = client.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 10 }), { abortSignal: hangUp.signal });
    setTimeout(() => hangUp.abort(), 200);
    await failure(given);
    await new Promise(resolve => setTimeout(resolve, 100));
    await send(url, 'for somebody');
    expect(bodies(await receive(url, { WaitTimeSeconds: 8 }))).toEqual(['for somebody']);
  });

  conforms('leave an empty long poll waiting for its time', async () => {
    const { url } = await queue();
    const started = Date.now();
    expect(await receive(url, { WaitTimeSeconds: 1 })).toEqual([]);
    expect(Date.now() - started).toBeGreaterThan(900);
  });

  conforms('are delayed', async () => {
    const { url } = await queue();
    await send(url, 'later', { DelaySeconds: 1 });
    expect(await receive(url)).toEqual([]);
    expect(bodies(await receive(url, { WaitTimeSeconds: 4 }))).toEqual(['later']);
  });

  conforms('of more than 1 MiB are refused', async () => {
    const { url } = await queue();
    expect((await failure(send(url, 'x'.repeat(1_100_000)))).message).not.toBe('it was accepted');
  });
});

describe('SQS batches', () => {
  conforms('send, hide and delete ten messages at a time', async () => {
    const { url } = await queue();
    const Entries = Array.from({ length: 10 }, (_, i) => ({ Id: `s${i}`, MessageBody: `${i}` }));
    const sent = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(sent.Successful).toHaveLength(10);
    const messages = await receive(url, { MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    expect(messages).toHaveLength(10);
    const handles = messages.map(({ ReceiptHandle }, i) => ({ Id: `h${i}`, ReceiptHandle: ReceiptHandle! }));
    const hidden = handles.map(entry => ({ ...entry, VisibilityTimeout: 20 }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries: hidden }));
    const deleted = await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: handles }));
    expect(deleted.Successful).toHaveLength(10);
  });

  conforms('name the entries that failed', async () => {
    const { url } = await queue();
    await send(url, 'good');
    const [message] = await receive(url);
    const { Successful, Failed } = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'good', ReceiptHandle: message!.ReceiptHandle },
          { Id: 'bad', ReceiptHandle: 'nonsense' },
        ],
      }),
    );
    expect(Successful).toEqual([{ Id: 'good' }]);
    expect(Failed).toMatchObject([{ Id: 'bad', SenderFault: true, Code: 'ReceiptHandleIsInvalid' }]);
  });

  conforms('of nothing, of eleven, and with one id twice are refused', async () => {
    const { url } = await queue();
    const batch = (...ids: string[]) =>
      client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: ids.map(Id => ({ Id, MessageBody: Id })) }));
    expect((await failure(batch())).name).toMatch(/EmptyBatchRequest/);
    expect((await failure(batch('a', 'a'))).name).toMatch(/BatchEntryIdsNotDistinct/);
    expect((await failure(batch(...Array.from({ length: 11 }, (_, i) => `id${i}`)))).name).toMatch(
      /TooManyEntriesInBatchRequest/,
    );
  });
});

describe('SQS dead-letter queues', () => {
  conforms('get a message that was received too often, with the name of its source', async () => {
    const dead = await queue();
    const source = await queue({ ...redriveTo(dead.arn), VisibilityTimeout: '0' });
    await send(source.url, 'poison');
    for (let i = 0; i < 2; i++) expect(bodies(await receive(source.url, { WaitTimeSeconds: 1 }))).toEqual(['poison']);
    expect(await receive(source.url)).toEqual([]);
    const [message] = await receive(dead.url, { WaitTimeSeconds: 2 });
    expect(message).toMatchObject({ Body: 'poison', Attributes: { DeadLetterQueueSourceArn: source.arn } });
  });

  conforms('give their messages back', async () => {
    const dead = await queue();
    const source = await queue({ ...redriveTo(dead.arn, 1), VisibilityTimeout: '0' });
    await send(source.url, 'back');
    await receive(source.url);
    await receive(source.url);
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn }));
    const [message] = await receive(source.url, { WaitTimeSeconds: 5 });
    expect(message).toMatchObject({ Body: 'back', Attributes: { ApproximateReceiveCount: '1' } });
  });
});

describe('SQS FIFO queues', () => {
  conforms('keep the order within a group, drop duplicates and hold a group while one of its messages is in flight', async () => {
    const { url } = await queue(
      { FifoQueue: 'true', ContentBasedDeduplication: 'true', VisibilityTimeout: '30' },
      `${unique('queue')}.fifo`,
    );
    for (const body of ['1', '2', '2', '3']) await send(url, body, { MessageGroupId: 'a' });
    await send(url, 'z', { MessageGroupId: 'b' });
    const [first] = await receive(url);
    expect(first).toMatchObject({ Body: '1', Attributes: { MessageGroupId: 'a' } });
    expect(bodies(await receive(url, { MaxNumberOfMessages: 10 }))).toEqual(['z']);
    await remove(url, first!);
    expect(bodies(await receive(url, { MaxNumberOfMessages: 10 }))).toEqual(['2', '3']);
  });

  conforms('need a group', async () => {
    const { url } = await queue({ FifoQueue: 'true', ContentBasedDeduplication: 'true' }, `${unique('queue')}.fifo`);
    expect((await failure(send(url, 'no group'))).message).not.toBe('it was accepted');
  });
});
