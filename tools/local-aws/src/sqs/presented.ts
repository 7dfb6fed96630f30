import { md5OfAttributes, md5OfBody, type MessageAttributes } from './message';
import type { Message, Queue } from './queue';
import { receiptHandle } from './queues';

/** What a receiver asked to be told about each message. */
export interface Presentation {
  AttributeNames?: string[];
  MessageSystemAttributeNames?: string[];
  MessageAttributeNames?: string[];
}

/** A message as ReceiveMessage answers it. */
export function presented(queue: Queue, message: Message, asked: Presentation): object {
  const { content } = message;
  const attributes = chosenAttributes(content.attributes ?? {}, asked.MessageAttributeNames ?? []);
  const systemAttributes = chosenSystemAttributes(queue, message, [
    ...(asked.AttributeNames ?? []),
    ...(asked.MessageSystemAttributeNames ?? []),
  ]);
  return {
    MessageId: content.messageId,
    ReceiptHandle: receiptHandle(queue, message),
    Body: content.body,
    MD5OfBody: md5OfBody(content.body),
    ...(Object.keys(attributes).length > 0
      ? { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }
      : {}),
    ...(Object.keys(systemAttributes).length > 0 ? { Attributes: systemAttributes } : {}),
  };
}

function chosenSystemAttributes(queue: Queue, { content, receipts }: Message, names: string[]): Record<string, string> {
  const all: Record<string, string | undefined> = {
    SenderId: 'AIDALOCAL',
    SentTimestamp: String(content.sentAt),
    ApproximateReceiveCount: String(receipts.count),
    ApproximateFirstReceiveTimestamp: String(receipts.firstAt),
    AWSTraceHeader: content.traceHeader,
    MessageGroupId: content.groupId,
    MessageDeduplicationId: content.deduplicationId,
    SequenceNumber: queue.isFifo ? String(content.sequence).padStart(20, '0') : undefined,
    DeadLetterQueueSourceArn: content.sourceArn,
  };
  const chosen = Object.entries(all).filter(
    ([name, value]) => value !== undefined && (names.includes('All') || names.includes(name)),
  );
  return Object.fromEntries(chosen) as Record<string, string>;
}

/** Names may be exact, `All`, `.*`, or a beginning such as `trace.*`. */
function chosenAttributes(attributes: MessageAttributes, names: string[]): MessageAttributes {
  const wanted = (name: string): boolean =>
    names.some(asked => asked === 'All' || asked === name || (asked.endsWith('.*') && name.startsWith(asked.slice(0, -2))));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)));
}
