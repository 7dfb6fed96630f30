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
  /** Ends the time in which messages for the next call are gathered. */
  private gathering?: AbortController;

  constructor(
    private readonly queue: SqsQueue,
    private readonly clock: Clock,
    /** Hears of messages that stay in the queue although they were handled, once per reason. */
    private readonly onGivenUp: (count: number, reason: string) => void,
  ) {}

  add(message: Message): void {
    this.waiting.push(message);
    this.gathering ??= this.gather();
    if (this.waiting.length >= mostEntries) this.gathering.abort();
  }

  /** Resolves when everything added so far is deleted or given up. Gathers no longer. */
  async flush(): Promise<void> {
    this.gathering?.abort();
    await this.running;
  }

  private gather(): AbortController {
    const gathering = new AbortController();
    const gathered = this.clock.sleep(gatherMs, gathering.signal).then(() => (this.gathering = undefined));
    this.running = Promise.all([this.running, gathered]).then(() => this.deleteWaiting());
    return gathering;
  }

  private async deleteWaiting(): Promise<void> {
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
