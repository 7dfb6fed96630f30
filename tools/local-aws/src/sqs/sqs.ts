import type * as sdk from '@aws-sdk/client-sqs';
import { account } from '../aws-error';
import type { Call, Operations } from '../service';
import { md5OfAttributes, md5OfBody, sizeOf, type MessageAttributes } from './message';
import { MessageMoves } from './message-moves';
import type { Queue } from './queue';
import { attributesOfNew, checked, described, type Attributes } from './queue-attributes';
import { type Outgoing, type Queues } from './queues';
import { perEntry } from './batch';
import { presented, type Presentation } from './presented';
import { batchError, invalidParameter, missingParameter, queueDoesNotExist, queueNameExists } from './sqs-errors';

const maximumBytes = 1_048_576;
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html: what XML 1.0 can carry
const forbiddenCharacters = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

interface ToQueue {
  QueueUrl?: string;
}

/** The SQS operations on {@link Queues}: standard and FIFO queues, at least once, in the JSON protocol. */
export class Sqs {
  readonly #moves: MessageMoves;

  constructor(private readonly queues: Queues) {
    this.#moves = new MessageMoves(queues);
  }

  get operations(): Operations {
    return {
      ...this.#onQueues,
      ...this.#onMessages,
      ...this.#moves.operations,
      ListDeadLetterSourceQueues: (input: ToQueue, call) => ({ queueUrls: this.#sourcesOf(this.#queue(input), call) }),
      TagQueue: (input: sdk.TagQueueRequest) => {
        const queue = this.#queue(input);
        this.queues.change(queue, { tags: { ...queue.record.tags, ...input.Tags } });
        return {};
      },
      UntagQueue: (input: sdk.UntagQueueRequest) => {
        const queue = this.#queue(input);
        const tags = Object.entries(queue.record.tags).filter(([name]) => !input.TagKeys?.includes(name));
        this.queues.change(queue, { tags: Object.fromEntries(tags) });
        return {};
      },
      ListQueueTags: (input: ToQueue) => ({ Tags: this.#queue(input).record.tags }),
    };
  }

  get #onQueues(): Operations {
    return {
      CreateQueue: (input: sdk.CreateQueueRequest & { tags?: Record<string, string> }, call) => this.#create(input, call),
      DeleteQueue: (input: ToQueue) => {
        this.queues.delete(this.#queue(input));
        return {};
      },
      GetQueueUrl: ({ QueueName = '' }: sdk.GetQueueUrlRequest, call) => {
        const queue = this.queues.byName(QueueName);
        if (!queue) throw queueDoesNotExist();
        return { QueueUrl: urlOf(queue, call) };
      },
      ListQueues: ({ QueueNamePrefix = '', MaxResults, NextToken }: sdk.ListQueuesRequest, call) => {
        const names = this.queues.all().map(({ name }) => name);
        const listed = names.filter(name => name.startsWith(QueueNamePrefix)).toSorted();
        const from = NextToken ? listed.findIndex(name => name > NextToken) : 0;
        const page = from < 0 ? [] : listed.slice(from, from + (MaxResults ?? 1000));
        const more = MaxResults !== undefined && page.at(-1) !== listed.at(-1);
        const QueueUrls = page.map(name => urlOf(this.queues.byName(name)!, call));
        return { ...(QueueUrls.length > 0 ? { QueueUrls } : {}), ...(more ? { NextToken: page.at(-1) } : {}) };
      },
      GetQueueAttributes: (input: sdk.GetQueueAttributesRequest) => {
        const found = described(this.#queue(input), (input.AttributeNames as string[] | undefined) ?? []);
        return found ? { Attributes: found } : {};
      },
      SetQueueAttributes: (input: sdk.SetQueueAttributesRequest) => {
        const queue = this.#queue(input);
        const given = checked(input.Attributes as Attributes, queue.isFifo, arn => this.queues.byArn(arn));
        const attributes = withoutEmpty({ ...queue.record.attributes, ...given });
        this.queues.change(queue, { attributes, modifiedAt: Date.now() });
        return {};
      },
      PurgeQueue: (input: ToQueue) => {
        this.#queue(input).clear();
        return {};
      },
    };
  }

  get #onMessages(): Operations {
    return {
      SendMessage: (input: sdk.SendMessageRequest) => this.#send(this.#queue(input), input),
      SendMessageBatch: (input: sdk.SendMessageBatchRequest) => {
        const queue = this.#queue(input);
        return perEntry(input.Entries, entry => this.#send(queue, entry), tooLarge);
      },
      ReceiveMessage: (input: sdk.ReceiveMessageRequest, call) => this.#receive(this.#queue(input), input, call),
      DeleteMessage: (input: sdk.DeleteMessageRequest) => this.#delete(this.#queue(input), input),
      DeleteMessageBatch: (input: sdk.DeleteMessageBatchRequest) => {
        const queue = this.#queue(input);
        return perEntry(input.Entries, entry => this.#delete(queue, entry));
      },
      ChangeMessageVisibility: (input: sdk.ChangeMessageVisibilityRequest) => this.#hide(this.#queue(input), input),
      ChangeMessageVisibilityBatch: (input: sdk.ChangeMessageVisibilityBatchRequest) => {
        const queue = this.#queue(input);
        return perEntry(input.Entries, entry => this.#hide(queue, entry));
      },
    };
  }

  /** Ends all long polls with what there is. */
  close(): void {
    this.queues.close();
  }

  #queue({ QueueUrl }: ToQueue): Queue {
    if (!QueueUrl) throw missingParameter('QueueUrl');
    const queue = this.queues.byName(QueueUrl.split('/').at(-1) ?? '');
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  #create({ QueueName: name, Attributes: given, tags }: sdk.CreateQueueRequest, call: Call): object {
    if (!name) throw missingParameter('QueueName');
    if (!/^[\w-]{1,75}(\.fifo)?$/.test(name) && !/^[\w-]{1,80}$/.test(name))
      throw invalidParameter('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
    const attributes = withoutEmpty(attributesOfNew(name, (given ?? {}) as Attributes, arn => this.queues.byArn(arn)));
    const present = this.queues.byName(name);
    if (!present) {
      const now = Date.now();
      return {
        QueueUrl: urlOf(this.queues.create(name, { createdAt: now, modifiedAt: now, attributes, tags: tags ?? {} }), call),
      };
    }
    const differs = Object.keys(given ?? {}).some(key => present.record.attributes[key] !== attributes[key]);
    if (differs) throw queueNameExists();
    return { QueueUrl: urlOf(present, call) };
  }

  #send(queue: Queue, input: Omit<sdk.SendMessageRequest, 'QueueUrl'>): object {
    const outgoing = outgoingOf(input);
    if (sizeOf(outgoing.body, outgoing.attributes) > queue.seconds('MaximumMessageSize'))
      throw invalidParameter(
        `One or more parameters are invalid. Reason: Message must be shorter than ${queue.record.attributes.MaximumMessageSize} bytes.`,
      );
    const { messageId, sequence } = this.queues.send(queue, outgoing);
    return {
      MessageId: messageId,
      MD5OfMessageBody: md5OfBody(outgoing.body),
      MD5OfMessageAttributes: md5OfAttributes(outgoing.attributes),
      ...(queue.isFifo ? { SequenceNumber: String(sequence).padStart(20, '0') } : {}),
    };
  }

  async #receive(queue: Queue, input: sdk.ReceiveMessageRequest, { signal }: Call): Promise<object> {
    const maximum = within(input.MaxNumberOfMessages ?? 1, 1, 10, 'MaxNumberOfMessages');
    const waitSeconds = within(input.WaitTimeSeconds ?? queue.seconds('ReceiveMessageWaitTimeSeconds'), 0, 20, 'WaitTimeSeconds');
    const hidden = within(input.VisibilityTimeout ?? queue.seconds('VisibilityTimeout'), 0, 43_200, 'VisibilityTimeout');
    const until = Date.now() + waitSeconds * 1000;
    for (;;) {
      // A message given to somebody who has hung up would stay hidden for its whole visibility timeout.
      if (signal.aborted || queue.isClosed) return {};
      const received = this.queues.receive(queue, maximum, hidden);
      if (received.length > 0) return { Messages: received.map(message => presented(queue, message, input as Presentation)) };
      if (Date.now() >= until) return {};
      await queue.wait(until, signal);
    }
  }

  #delete(queue: Queue, { ReceiptHandle }: { ReceiptHandle?: string }): object {
    this.queues.deleteReceived(queue, required(ReceiptHandle, 'ReceiptHandle'));
    return {};
  }

  #hide(queue: Queue, { ReceiptHandle, VisibilityTimeout }: { ReceiptHandle?: string; VisibilityTimeout?: number }): object {
    const seconds = within(required(VisibilityTimeout, 'VisibilityTimeout'), 0, 43_200, 'VisibilityTimeout');
    this.queues.changeVisibility(queue, required(ReceiptHandle, 'ReceiptHandle'), seconds);
    return {};
  }

  #sourcesOf(queue: Queue, call: Call): string[] {
    const sources = this.queues.all().filter(({ redrivePolicy }) => redrivePolicy?.deadLetterTargetArn === queue.arn);
    return sources.map(source => urlOf(source, call));
  }
}

const urlOf = ({ name }: Queue, { endpoint }: Call): string => `${endpoint}/${account}/${name}`;

function outgoingOf(input: Omit<sdk.SendMessageRequest, 'QueueUrl'>): Outgoing {
  const body = required(input.MessageBody, 'MessageBody');
  if (body === '' || forbiddenCharacters.test(body))
    throw body === ''
      ? missingParameter('MessageBody')
      : batchError('InvalidMessageContents', 'Invalid binary character was found in the message body');
  if (input.DelaySeconds !== undefined) within(input.DelaySeconds, 0, 900, 'DelaySeconds');
  return {
    body,
    attributes: input.MessageAttributes as MessageAttributes | undefined,
    traceHeader: input.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
    groupId: input.MessageGroupId,
    deduplicationId: input.MessageDeduplicationId,
    delaySeconds: input.DelaySeconds,
  };
}

/** All entries of a batch together may be as large as one message. */
function tooLarge(entries: sdk.SendMessageBatchRequestEntry[]): void {
  const bytes = entries.reduce(
    (sum, entry) => sum + sizeOf(entry.MessageBody ?? '', entry.MessageAttributes as MessageAttributes),
    0,
  );
  if (bytes > maximumBytes)
    throw batchError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${maximumBytes} bytes. You have sent ${bytes} bytes.`,
    );
}

function withoutEmpty(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw missingParameter(name);
  return value;
}

function within(value: number, lowest: number, highest: number, name: string): number {
  if (!Number.isInteger(value) || value < lowest || value > highest)
    throw invalidParameter(
      `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${lowest} and ${highest}, if provided.`,
    );
  return value;
}
