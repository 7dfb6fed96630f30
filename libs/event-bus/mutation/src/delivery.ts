import type { Message } from '@aws-sdk/client-sqs';
import { type Clock, type Repetition, retry, type Rng } from '@nat/service-kit';
import type { SqsQueue } from './sqs-queue';

/** How long a message stays hidden, and who hears that keeping it so failed. */
export interface DeliveryOptions {
  queue: SqsQueue;
  clock: Clock;
  rng: Rng;
  visibilityTimeoutSeconds: number;
  onHeartbeatFailed: (error: unknown) => void;
}

/**
 * One receipt of one message. Nobody else is handed it while it is worked on: at half the visibility time-out, again and
 * again, its hiding is extended by a whole one, until {@link settle}.
 */
export class Delivery {
  private readonly heartbeat: Repetition;

  constructor(
    readonly message: Message,
    private readonly options: DeliveryOptions,
  ) {
    const { clock, visibilityTimeoutSeconds, onHeartbeatFailed } = options;
    this.heartbeat = clock.every(visibilityTimeoutSeconds * 500, () => this.extend(), onHeartbeatFailed);
  }

  /**
   * Ends the heartbeat, and waits for one that is under way: it must not outlive a deletion, nor hide again for a whole
   * time-out what was given back.
   */
  async settle(): Promise<void> {
    await this.heartbeat.stop();
  }

  /** The message may be handed out again after `seconds`. Without this it is when its hiding ends. */
  async giveBack(seconds: number): Promise<void> {
    await this.settle();
    await this.options.queue.hide(this.message, seconds);
  }

  /** There is time for more than one try before the message would become visible. */
  private extend(): Promise<void> {
    const { queue, clock, rng, visibilityTimeoutSeconds } = this.options;
    const capMs = visibilityTimeoutSeconds * 100;
    return retry({ clock, rng, attempts: 3, baseMs: 50, capMs, retryable: () => true }, () =>
      queue.hide(this.message, visibilityTimeoutSeconds),
    );
  }
}
