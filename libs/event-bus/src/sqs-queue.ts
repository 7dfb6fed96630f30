import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type AwsOptions, clientSettings } from '@nat/dynamo';

/**
 * The unmodified client, kept on its endpoint: by default it would follow the host inside a queue's URL, so that a message
 * for a production queue could leave a test (toolchain, section 12).
 */
export function createSqsClient(options: AwsOptions): SQSClient {
  return new SQSClient({ ...clientSettings(options), useQueueUrlAsEndpoint: false });
}

/** One queue, found by its name. */
export class SqsQueue {
  private url?: string;

  constructor(
    private readonly client: Pick<SQSClient, 'send'>,
    readonly name: string,
  ) {}

  /** Waits up to 20 s for at most `count` messages. Ends at once when the signal aborts, by rejecting. */
  async receive(count: number, waitSeconds: number, signal: AbortSignal): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: await this.queueUrl(),
      MaxNumberOfMessages: count,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
    });
    const { Messages } = await this.client.send(command, { abortSignal: signal });
    return Messages ?? [];
  }

  /** Deletes at most 10 messages; answers those that are still there and may be tried again. */
  async delete(messages: readonly Message[]): Promise<Message[]> {
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const { Failed } = await this.client.send(new DeleteMessageBatchCommand({ QueueUrl: await this.queueUrl(), Entries }));
    return (Failed ?? []).filter(({ SenderFault }) => !SenderFault).map(({ Id }) => messages[Number(Id)]!);
  }

  /** The message is handed to nobody else for `seconds` from now; 0 gives it back at once. */
  async hide({ ReceiptHandle }: Message, seconds: number): Promise<void> {
    await this.client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: await this.queueUrl(), ReceiptHandle, VisibilityTimeout: seconds }),
    );
  }

  private async queueUrl(): Promise<string> {
    this.url ??= (await this.client.send(new GetQueueUrlCommand({ QueueName: this.name }))).QueueUrl!;
    return this.url;
  }
}
