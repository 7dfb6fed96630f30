import type {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { ManualClock } from '@nat/service-kit';
import { SqsQueue } from '../src/sqs-queue';

interface Kept {
  id: string;
  body: string;
  visibleAt: number;
  receives: number;
  /** Clock time of each receive, in milliseconds. */
  receivedAt: number[];
}

interface Command {
  constructor: { name: string };
  input: object;
}

const named = (name: string): Error => Object.assign(new Error(name), { name });

/** A queue in memory on a clock of the test, with the rules of SQS that the transport leans on, and faults on demand. */
export class FakeSqs {
  readonly dead: Kept[] = [];
  readonly changes: { id: string; seconds: number; at: number }[] = [];
  waitingReceives = 0;
  mostWaitingReceives = 0;
  /** Throws to make a command fail before it does anything; may wait. */
  before: (command: string, id?: string) => void | Promise<void> = () => undefined;
  /** Why a message is not deleted: an answer inside a 200. */
  refuseDeletion: (id: string) => { Code: string; SenderFault: boolean } | undefined = () => undefined;
  private messages: Kept[] = [];

  constructor(
    private readonly clock: ManualClock,
    private readonly settings: { visibilitySeconds: number; maxReceives: number } = { visibilitySeconds: 30, maxReceives: 5 },
  ) {}

  queue(): SqsQueue {
    return new SqsQueue(this as unknown as Pick<SQSClient, 'send'>, 'nat-test');
  }

  add(id: string, body: unknown): void {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    this.messages.push({ id, body: text, visibleAt: this.clock.monotonic(), receives: 0, receivedAt: [] });
  }

  /** Messages not deleted and not dead. */
  get left(): readonly Kept[] {
    return this.messages;
  }

  async send(command: Command, { abortSignal }: { abortSignal?: AbortSignal } = {}): Promise<object> {
    const { name } = command.constructor;
    if (name === 'GetQueueUrlCommand') {
      await this.before(name);
      return { QueueUrl: 'http://127.0.0.1/nat-test' };
    }
    if (name === 'ReceiveMessageCommand') return this.receive(command.input as ReceiveMessageCommand['input'], abortSignal!);
    if (name === 'DeleteMessageBatchCommand') return this.delete(command.input as DeleteMessageBatchCommand['input']);
    if (name === 'ChangeMessageVisibilityCommand') return this.change(command.input as ChangeMessageVisibilityCommand['input']);
    throw named(`UnknownOperation ${name}`);
  }

  private async receive(input: ReceiveMessageCommand['input'], signal: AbortSignal): Promise<object> {
    await this.before('ReceiveMessageCommand');
    const end = this.clock.monotonic() + (input.WaitTimeSeconds ?? 0) * 1000;
    this.mostWaitingReceives = Math.max(this.mostWaitingReceives, ++this.waitingReceives);
    try {
      for (;;) {
        if (signal.aborted) throw named('AbortError');
        const Messages = this.take(input.MaxNumberOfMessages ?? 1);
        if (Messages.length > 0 || this.clock.monotonic() >= end) return { Messages };
        await this.clock.sleep(100, signal);
      }
    } finally {
      this.waitingReceives--;
    }
  }

  private take(count: number): Message[] {
    const now = this.clock.monotonic();
    const visible = this.messages.filter(({ visibleAt }) => visibleAt <= now);
    const dead = visible.filter(({ receives }) => receives >= this.settings.maxReceives);
    this.dead.push(...dead);
    this.messages = this.messages.filter(message => !dead.includes(message));
    return visible
      .filter(message => !dead.includes(message))
      .slice(0, count)
      .map(message => {
        message.visibleAt = now + this.settings.visibilitySeconds * 1000;
        message.receivedAt.push(now);
        const receipt = `${message.id}#${++message.receives}`;
        const Attributes = { ApproximateReceiveCount: String(message.receives) } as Message['Attributes'];
        return { MessageId: message.id, ReceiptHandle: receipt, Body: message.body, Attributes };
      });
  }

  private async delete({ Entries = [] }: DeleteMessageBatchCommand['input']): Promise<object> {
    await this.before('DeleteMessageBatchCommand');
    const Failed = Entries.flatMap(({ Id, ReceiptHandle }) => {
      const id = ReceiptHandle!.split('#')[0]!;
      const refused = this.refuseDeletion(id);
      if (refused) return [{ Id, ...refused }];
      this.messages = this.messages.filter(message => message.id !== id);
      return [];
    });
    return { Failed };
  }

  private async change({ ReceiptHandle, VisibilityTimeout }: ChangeMessageVisibilityCommand['input']): Promise<object> {
    const id = ReceiptHandle!.split('#')[0]!;
    await this.before('ChangeMessageVisibilityCommand', id);
    const message = this.messages.find(kept => kept.id === id);
    if (!message) throw named('ReceiptHandleIsInvalid');
    const now = this.clock.monotonic();
    if (message.visibleAt <= now) throw named('MessageNotInflight');
    message.visibleAt = now + VisibilityTimeout! * 1000;
    this.changes.push({ id, seconds: VisibilityTimeout!, at: now });
    return {};
  }
}
