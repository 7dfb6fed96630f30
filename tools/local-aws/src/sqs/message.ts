import { createHash } from 'node:crypto';

export interface MessageAttribute {
  DataType: string;
  StringValue?: string;
  BinaryValue?: string; // base64
}
export type MessageAttributes = Record<string, MessageAttribute>;

/** What was sent; never changes. Times are epoch milliseconds. */
export interface Content {
  messageId: string;
  body: string;
  attributes?: MessageAttributes;
  traceHeader?: string;
  groupId?: string;
  deduplicationId?: string;
  sentAt: number;
  sequence: number;
  /** The queue that gave the message up, when this one is its dead-letter queue. */
  sourceArn?: string;
}

/** What happened to it since. */
export interface Receipts {
  count: number;
  firstAt?: number;
  visibleAt: number;
}

const md5 = (bytes: Buffer | string): string => createHash('md5').update(bytes).digest('hex');
export const md5OfBody = (body: string): string => md5(body);

function sized(text: Buffer | string): Buffer[] {
  const bytes = Buffer.from(text as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation */
export function md5OfAttributes(attributes: MessageAttributes | undefined): string | undefined {
  const names = Object.keys(attributes ?? {}).toSorted();
  if (!attributes || names.length === 0) return undefined;
  const parts = names.flatMap(name => {
    const { DataType, StringValue, BinaryValue } = attributes[name]!;
    const value =
      StringValue === undefined
        ? [Buffer.of(2), ...sized(Buffer.from(BinaryValue ?? '', 'base64'))]
        : [Buffer.of(1), ...sized(StringValue)];
    return [...sized(name), ...sized(DataType), ...value];
  });
  return md5(Buffer.concat(parts));
}

/** Bytes that count against the limits of a message. */
export function sizeOf(body: string, attributes: MessageAttributes = {}): number {
  const attributeBytes = Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, 'base64'),
    0,
  );
  return Buffer.byteLength(body) + attributeBytes;
}
