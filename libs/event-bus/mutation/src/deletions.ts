import type { Message } from '@aws-sdk/client-sqs';
import type { Clock } from '@nat/service-kit';
import { reasonOf } from './reason';
import type { SqsQueue } from './sqs-queue';

const mostEntries = 10;
const gatherMs = 20;
const attempts = 4;

/**
 * Deletes handled messages, up to ten in a call. What the queue could not delete is tried again; what it never deletes is
 * delivered once more, which every consumer bears.
 */
export class Deletions {
  private waiting: Message[] = [];
  private running: Promise<void> = Promise.resolve();
  private scheduled = false;

  constructor(
    private readonly queue: SqsQueue,
    private readonly clock: Clock,
    /** Hears of messages that stay in the queue although they were handled, once per reason. */
    private readonly onGivenUp: (count: number, reason: string) => void,
  ) {}

  add(message: Message): void {
    this.waiting.push(message);
    if (this.waiting.length >= mostEntries) this.flushSoon(0);
    else if (!this.scheduled) this.flushSoon(gatherMs);
  }

  /** Resolves when everything added so far is deleted or given up. */
  async flush(): Promise<void> {
    this.flushSoon(0);
    await this.running;
  }

  private flushSoon(delayMs: number): void {
    this.scheduled = true;
    this.running = Promise.all([this.running, delayMs === 0 ? undefined : this.clock.sleep(delayMs)]).then(() =>
      this.deleteWaiting(),
    );
  }

  private async deleteWaiting(): Promise<void> {
    this.scheduled = false;
    while (this.waiting.length > 0) await this.deleteBatch(this.waiting.splice(0, mostEntries));
  }

  private async deleteBatch(batch: Message[]): Promise<void> {
    let left = batch;
    let reason = '';
    for (let attempt = 1; attempt <= attempts && left.length > 0; attempt++) {
      if (attempt > 1) await this.clock.sleep(50 * 2 ** attempt);
      try {
        const failed = await this.queue.delete(left);
        const lost = failed.filter(({ again }) => !again);
        if (lost.length > 0) this.onGivenUp(lost.length, lost[0]!.code);
        left = failed.filter(({ again }) => again).map(({ message }) => message);
        reason = failed.at(-1)?.code ?? '';
      } catch (error) {
        reason = reasonOf(error);
      }
    }
    if (left.length > 0) this.onGivenUp(left.length, reason);
  }
}
