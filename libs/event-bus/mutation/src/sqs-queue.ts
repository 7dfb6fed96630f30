import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type AwsOptions, clientSettings } from '@nat/dynamo';

/** A long poll takes up to 20 s before it answers that there is nothing. */
const requestTimeoutMs = 30_000;

/**
 * The unmodified client, kept on its endpoint: by default it would follow the host inside a queue's URL, so that a message
 * for a production queue could leave a test (toolchain, section 12).
 */
export function createSqsClient(options: AwsOptions): SQSClient {
  return new SQSClient({ ...clientSettings(options, requestTimeoutMs), useQueueUrlAsEndpoint: false });
}

/** A message the queue did not delete. */
export interface FailedDeletion {
  message: Message;
  code: string;
  /** False when trying again cannot help: its receipt is no longer valid. */
  again: boolean;
}

/** One queue, found by its name. Nothing is retried here. */
export class SqsQueue {
  private url?: string;

  constructor(
    private readonly client: Pick<SQSClient, 'send'>,
    readonly name: string,
  ) {}

  /** Looks the queue up. Rejects with `QueueDoesNotExist` when there is none of this name. */
  async open(): Promise<void> {
    this.url ??= (await this.client.send(new GetQueueUrlCommand({ QueueName: this.name }))).QueueUrl!;
  }

  /** Waits up to `waitSeconds` (0 to 20) for at most `count` messages (1 to 10). Rejects at once when the signal aborts. */
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

  /** Deletes at most 10 messages; answers those that are still there. */
  async delete(messages: readonly Message[]): Promise<FailedDeletion[]> {
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const { Failed = [] } = await this.client.send(new DeleteMessageBatchCommand({ QueueUrl: await this.queueUrl(), Entries }));
    return Failed.map(({ Id, Code = 'unknown', SenderFault }) => ({
      message: messages[Number(Id)]!,
      code: Code,
      again: !SenderFault,
    }));
  }

  /** The message is handed to nobody else for `seconds` from now; 0 gives it back at once. */
  async hide({ ReceiptHandle }: Message, seconds: number): Promise<void> {
    await this.client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: await this.queueUrl(), ReceiptHandle, VisibilityTimeout: seconds }),
    );
  }

  private async queueUrl(): Promise<string> {
    await this.open();
    return this.url!;
  }
}
