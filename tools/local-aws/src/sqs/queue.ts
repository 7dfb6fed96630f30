import type { Change, Journal } from '../journal';
import type { Content, Receipts } from './message';
import { Timeline } from './timeline';

/** A message in a queue. `key` is its place, which differs from the message id when the message was duplicated. */
export interface Message {
  key: string;
  content: Content;
  receipts: Receipts;
}

export interface RedrivePolicy {
  deadLetterTargetArn: string;
  maxReceiveCount: number;
}

export interface QueueRecord {
  createdAt: number;
  modifiedAt: number;
  attributes: Record<string, string>;
  tags: Record<string, string>;
}

const longestTimer = 2 ** 31 - 1;

/**
 * The messages of one queue. A message is waiting until `visibleAt` (it was delayed, or somebody is working on it) and
 * visible from then on. Every change is in the journal before it takes effect here.
 */
export class Queue {
  readonly #messages = new Map<string, Message>();
  readonly #visible = new Set<Message>();
  readonly #waiting = new Timeline<Message>();
  readonly #pollers = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    readonly name: string,
    readonly arn: string,
    public record: QueueRecord,
    private readonly journal: Journal,
  ) {}

  get isFifo(): boolean {
    return this.name.endsWith('.fifo');
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  get redrivePolicy(): RedrivePolicy | undefined {
    const text = this.record.attributes.RedrivePolicy;
    return text ? (JSON.parse(text) as RedrivePolicy) : undefined;
  }

  seconds(attribute: string): number {
    return Number(this.record.attributes[attribute]);
  }

  /** The journal entry that adds a message; follow it with {@link add}. */
  additionOf({ key, content, receipts }: Message): Change[] {
    return [
      [`content/${this.name}/${key}`, content],
      [`receipts/${this.name}/${key}`, receipts],
    ];
  }

  add(message: Message): void {
    this.#messages.set(message.key, message);
    this.#place(message);
    this.#wake();
  }

  find(key: string): Message | undefined {
    return this.#messages.get(key);
  }

  removalOf({ key }: Message): Change[] {
    return [[`content/${this.name}/${key}`], [`receipts/${this.name}/${key}`]];
  }

  remove(message: Message): void {
    this.#messages.delete(message.key);
    this.#visible.delete(message);
    this.#waiting.delete(message);
    if (this.isFifo) this.#wake(); // its group may go on
  }

  /** Notes that the message was received, or that its visibility was changed. */
  update(message: Message, receipts: Receipts): void {
    this.journal.write([`receipts/${this.name}/${message.key}`, receipts]);
    this.#visible.delete(message);
    this.#waiting.delete(message);
    message.receipts = receipts;
    this.#place(message);
    this.#wake();
  }

  clear(): void {
    const messages = Array.from(this.#messages.values());
    this.journal.write(...messages.flatMap(message => this.removalOf(message)));
    for (const message of messages) this.remove(message);
  }

  /** Messages that can be received now, oldest first. In a FIFO queue a group ends at its first message that cannot. */
  *available(now: number): Generator<Message> {
    this.#show(now);
    if (!this.isFifo) {
      yield* this.#visible;
      return;
    }
    const blocked = new Set([...this.#waiting.values()].filter(({ receipts }) => receipts.count > 0).map(groupOf));
    for (const message of this.#messages.values()) {
      if (blocked.has(groupOf(message))) continue;
      if (this.#visible.has(message)) yield message;
      else blocked.add(groupOf(message));
    }
  }

  counts(now: number): { visible: number; inFlight: number; delayed: number } {
    this.#show(now);
    const delayed = [...this.#waiting.values()].filter(({ receipts }) => receipts.count === 0).length;
    return { visible: this.#visible.size, inFlight: this.#waiting.size - delayed, delayed };
  }

  /** Resolves when a message may have become visible, when the time is over or the caller is gone. */
  wait(until: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        this.#pollers.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, Math.max(0, until - Date.now()));
      signal.addEventListener('abort', finish);
      this.#pollers.add(finish);
      this.#wakeLater();
    });
  }

  /** Ends all long polls and timers, for good: the queue was deleted, or the endpoint ends. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const finish of this.#pollers) finish();
  }

  #place(message: Message): void {
    if (message.receipts.visibleAt > Date.now()) this.#waiting.add(message, message.receipts.visibleAt);
    else this.#visible.add(message);
  }

  #show(now: number): void {
    for (const message of this.#waiting.takeUntil(now)) this.#visible.add(message);
  }

  #wake(): void {
    if (this.#pollers.size === 0) return;
    this.#show(Date.now());
    if (this.#visible.size > 0) for (const finish of this.#pollers) finish();
    else this.#wakeLater();
  }

  #wakeLater(): void {
    clearTimeout(this.#timer);
    const next = this.#waiting.next();
    if (next === undefined || this.#pollers.size === 0) return;
    this.#timer = setTimeout(() => this.#wake(), Math.min(longestTimer, Math.max(1, next - Date.now())));
  }
}

const groupOf = ({ content }: Message): string => content.groupId ?? '';
