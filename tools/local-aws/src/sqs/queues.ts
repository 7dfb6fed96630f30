import { createHash, randomUUID } from 'node:crypto';
import { account, region } from '../aws-error';
import type { Journal } from '../journal';
import { Deduplication } from './deduplication';
import type { Content, MessageAttributes, Receipts } from './message';
import { Queue, type Message, type QueueRecord } from './queue';
import { invalidParameter, messageNotInflight, missingParameter, receiptHandleIsInvalid } from './sqs-errors';

export interface Outgoing {
  body: string;
  attributes?: MessageAttributes;
  traceHeader?: string;
  groupId?: string;
  deduplicationId?: string;
  delaySeconds?: number;
}

/** How many copies of a message arrive, and how much later each (milliseconds). One copy at once, unless faults say otherwise. */
export type Copies = () => number[];

/** All queues with their messages, as the journal holds them. */
export class Queues {
  readonly #queues = new Map<string, Queue>();
  readonly #deduplication = new Map<string, Deduplication>();
  #sequence = 0;

  constructor(
    private readonly journal: Journal,
    private readonly copies: Copies = () => [0],
  ) {
    for (const [name, record] of journal.under('queue/')) this.#open(name, record as QueueRecord);
    for (const [place, value] of journal.under('content/')) {
      const [queue = '', key = ''] = place.split('/', 2);
      const content = value as Content;
      const receipts = journal.get(`receipts/${place}`) as Receipts;
      this.#sequence = Math.max(this.#sequence, content.sequence);
      this.#queues.get(queue)?.add({ key, content, receipts });
    }
  }

  all(): Queue[] {
    return [...this.#queues.values()];
  }

  byName(name: string): Queue | undefined {
    return this.#queues.get(name);
  }

  byArn(arn: string): Queue | undefined {
    const name = arn.split(':')[5] ?? '';
    const queue = this.#queues.get(name);
    return queue?.arn === arn ? queue : undefined;
  }

  create(name: string, record: QueueRecord): Queue {
    this.journal.write([`queue/${name}`, record]);
    return this.#open(name, record);
  }

  change(queue: Queue, change: Partial<QueueRecord>): void {
    const record = { ...queue.record, ...change };
    this.journal.write([`queue/${queue.name}`, record]);
    queue.record = record;
  }

  delete(queue: Queue): void {
    queue.clear();
    this.journal.write([`queue/${queue.name}`], ...(this.#deduplication.get(queue.name)?.removal() ?? []));
    queue.close();
    this.#queues.delete(queue.name);
    this.#deduplication.delete(queue.name);
  }

  /** The message is durable when this returns. A repeated deduplication id returns the first message. */
  send(queue: Queue, message: Outgoing): { messageId: string; sequence: number } {
    const now = Date.now();
    const deduplicationId = queue.isFifo ? deduplicationIdOf(queue, message) : message.deduplicationId;
    const deduplication = this.#deduplication.get(queue.name)!;
    const earlier = queue.isFifo ? deduplication.find(deduplicationId!, now) : undefined;
    if (earlier) return earlier;
    const { delaySeconds = queue.seconds('DelaySeconds'), ...rest } = message;
    const content: Content = { ...rest, messageId: randomUUID(), deduplicationId, sentAt: now, sequence: ++this.#sequence };
    const messages = (queue.isFifo ? [0] : this.copies()).map((later, copy) => ({
      key: copy === 0 ? content.messageId : `${content.messageId}+${copy}`,
      content,
      receipts: { count: 0, visibleAt: now + delaySeconds * 1000 + later },
    }));
    const sent = { messageId: content.messageId, sequence: content.sequence, at: now };
    const additions = messages.flatMap(copy => queue.additionOf(copy));
    this.journal.write(...additions, ...(queue.isFifo ? deduplication.additionOf(deduplicationId!, sent) : []));
    if (queue.isFifo) deduplication.remember(deduplicationId!, sent);
    for (const copy of messages) queue.add(copy);
    return sent;
  }

  /** Messages for one caller, hidden from others for the given time. Those received too often go to the dead-letter queue instead. */
  receive(queue: Queue, maximum: number, visibilitySeconds: number): Message[] {
    const now = Date.now();
    const policy = queue.redrivePolicy;
    const deadLetterQueue = policy ? this.byArn(policy.deadLetterTargetArn) : undefined;
    const oldest = now - queue.seconds('MessageRetentionPeriod') * 1000;
    const [expired, exhausted, received]: [Message[], Message[], Message[]] = [[], [], []];
    for (const message of queue.available(now)) {
      if (message.content.sentAt < oldest) expired.push(message);
      else if (deadLetterQueue && message.receipts.count >= policy!.maxReceiveCount) exhausted.push(message);
      else received.push(message);
      if (received.length >= maximum) break;
    }
    for (const message of expired) this.remove(queue, message);
    for (const message of exhausted) this.move(message, queue, deadLetterQueue!);
    for (const message of received) {
      const { count, firstAt = now } = message.receipts;
      queue.update(message, { count: count + 1, firstAt, visibleAt: now + visibilitySeconds * 1000 });
    }
    return received;
  }

  remove(queue: Queue, message: Message): void {
    this.journal.write(...queue.removalOf(message));
    queue.remove(message);
  }

  /** Out of one queue and into the other in one step; the message keeps its id and its count. */
  move(message: Message, from: Queue, to: Queue): void {
    const moved: Message = {
      key: message.key,
      content: { ...message.content, sourceArn: from.arn },
      receipts: { ...message.receipts, visibleAt: Date.now() },
    };
    this.journal.write(...from.removalOf(message), ...to.additionOf(moved));
    from.remove(message);
    to.add(moved);
  }

  /** Out of a dead-letter queue: a new message with a new id, received never. */
  redrive(message: Message, from: Queue, to: Queue): void {
    const { sourceArn: _sourceArn, ...content } = message.content;
    const renewed: Content = { ...content, messageId: randomUUID(), sentAt: Date.now(), sequence: ++this.#sequence };
    const moved: Message = { key: renewed.messageId, content: renewed, receipts: { count: 0, visibleAt: Date.now() } };
    this.journal.write(...from.removalOf(message), ...to.additionOf(moved));
    from.remove(message);
    to.add(moved);
  }

  /** A handle that has been superseded by a later receive deletes nothing, and says so to nobody, as SQS. */
  deleteReceived(queue: Queue, handle: string): void {
    const message = heldBy(queue, handle);
    if (message) this.remove(queue, message);
  }

  changeVisibility(queue: Queue, handle: string, seconds: number): void {
    const message = heldBy(queue, handle);
    const now = Date.now();
    if (!message)
      throw invalidParameter(
        `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    if (message.receipts.visibleAt <= now) throw messageNotInflight();
    queue.update(message, { ...message.receipts, visibleAt: now + seconds * 1000 });
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.close();
  }

  #open(name: string, record: QueueRecord): Queue {
    const queue = new Queue(name, `arn:aws:sqs:${region}:${account}:${name}`, record, this.journal);
    this.#queues.set(name, queue);
    this.#deduplication.set(name, new Deduplication(name, this.journal));
    return queue;
  }
}

function deduplicationIdOf(queue: Queue, { body, groupId, deduplicationId }: Outgoing): string {
  if (!groupId) throw missingParameter('MessageGroupId');
  if (deduplicationId) return deduplicationId;
  if (queue.record.attributes.ContentBasedDeduplication === 'true') return createHash('sha256').update(body).digest('hex');
  throw invalidParameter(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  );
}

/** Names the message and the receive: only the latest receive may delete or change. */
export function receiptHandle(queue: Queue, { key, receipts }: Message): string {
  return Buffer.from(JSON.stringify([queue.name, key, receipts.count])).toString('base64url');
}

function heldBy(queue: Queue, handle: string): Message | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(handle, 'base64url').toString());
  } catch {
    throw receiptHandleIsInvalid();
  }
  if (!Array.isArray(parts) || parts[0] !== queue.name) throw receiptHandleIsInvalid();
  const message = queue.find(String(parts[1]));
  return message?.receipts.count === parts[2] ? message : undefined;
}
