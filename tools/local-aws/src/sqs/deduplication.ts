import type { Change, Journal } from '../journal';

const windowMilliseconds = 5 * 60_000; // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html

interface Sent {
  messageId: string;
  sequence: number;
  at: number;
}

/** Which deduplication ids a FIFO queue has seen lately. */
export class Deduplication {
  readonly #sent: Map<string, Sent>;

  constructor(
    private readonly queue: string,
    journal: Journal,
  ) {
    this.#sent = new Map([...journal.under(`dedupe/${queue}/`)] as Array<[string, Sent]>);
  }

  find(id: string, now: number): Sent | undefined {
    const sent = this.#sent.get(id);
    return sent && now - sent.at < windowMilliseconds ? sent : undefined;
  }

  /** What to write in the same journal line as the message: the id, and that older ones are forgotten. Then {@link remember} it. */
  additionOf(id: string, sent: Sent): Change[] {
    return [...this.#outdated(sent.at).map((old): Change => [this.#place(old)]), [this.#place(id), sent]];
  }

  remember(id: string, sent: Sent): void {
    for (const old of [...this.#outdated(sent.at), id]) this.#sent.delete(old);
    this.#sent.set(id, sent);
  }

  #outdated(now: number): string[] {
    const ids: string[] = [];
    for (const [id, { at }] of this.#sent) {
      if (now - at < windowMilliseconds) break; // the rest is newer
      ids.push(id);
    }
    return ids;
  }

  removal(): Change[] {
    return [...this.#sent.keys()].map(id => [this.#place(id)]);
  }

  #place(id: string): string {
    return `dedupe/${this.queue}/${id}`;
  }
}
