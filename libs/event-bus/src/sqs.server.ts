import type { Message } from '@aws-sdk/client-sqs';
import { Logger } from '@nestjs/common';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { childTraceparent, type Clock, type Repetition, requestContext, type Rng } from '@nat/service-kit';
import { lastValueFrom } from 'rxjs';
import { Deletions } from './deletions';
import { type EventBridgeEnvelope, SqsContext } from './sqs.context';
import type { SqsQueue } from './sqs-queue';

export const SQS_TRANSPORT = Symbol('SQS');

export interface SqsServerOptions {
  queue: SqsQueue;
  clock: Clock;
  rng: Rng;
  /** The queue's own setting, in seconds: a handler that takes longer than half of it is kept hidden by a heartbeat. */
  visibilityTimeoutSeconds: number;
  /** Handlers that run at the same time, and so messages held; 20 unless told. */
  concurrency?: number;
  /** Long-poll time in seconds, 0 to 20. */
  waitSeconds?: number;
  /** Seconds until a failed message is handed out again, by how often it was. */
  retryDelaySeconds?: (receiveCount: number) => number;
  /** Milliseconds that running handlers get at shutdown; 30,000 unless told. */
  drainMs?: number;
}

/**
 * Consumes a queue fed by EventBridge. A message is deleted only after its handler fulfilled; a failed one goes back and,
 * after the receives its queue allows, to the dead-letter queue. Nothing is dropped with a log line.
 */
export class SqsServer extends Server implements CustomTransportStrategy {
  override readonly transportId = SQS_TRANSPORT;
  // Failures are reported here once; Nest must not log the same failure a second time.
  override readonly propagatesEventHandlerErrors: boolean = true;
  protected override readonly logger = new Logger(SqsServer.name);
  /** A controller of its own for every wait, because listeners on one that lives as long as the server would pile up. */
  private waiting = new AbortController();
  private stopped = false;
  private readonly running = new Set<Promise<void>>();
  private readonly deletions: Deletions;
  private polling?: Promise<void>;

  constructor(private readonly options: SqsServerOptions) {
    super();
    this.deletions = new Deletions(options.queue, options.clock, (count, reason) =>
      this.logger.warn({ event: 'message', outcome: 'not_deleted', count, reason }),
    );
  }

  listen(ready: () => void): void {
    this.polling = this.poll();
    ready();
  }

  /** Takes no more messages, lets running handlers finish within the drain time, deletes what they handled. */
  async close(): Promise<void> {
    this.stopped = true;
    this.waiting.abort();
    await this.polling;
    const drained = new AbortController();
    void Promise.allSettled(this.running).then(() => drained.abort());
    await this.options.clock.sleep(this.options.drainMs ?? 30_000, drained.signal);
    await this.deletions.flush();
  }

  on(): never {
    throw new Error('SqsServer emits no events');
  }

  unwrap<T>(): T {
    return this.options.queue as T;
  }

  /** Asks for as many messages as there are free places, so that a slow handler holds only its own message. */
  private async poll(): Promise<void> {
    const { concurrency = 20 } = this.options;
    while (!this.stopped) {
      const free = concurrency - this.running.size;
      if (free === 0) await Promise.race(this.running);
      else for (const message of await this.receive(Math.min(10, free))) this.start(message);
    }
  }

  private async receive(count: number): Promise<Message[]> {
    const { queue, waitSeconds = 20, clock } = this.options;
    this.waiting = new AbortController();
    try {
      return await queue.receive(count, waitSeconds, this.waiting.signal);
    } catch (error) {
      if (this.stopped) return [];
      this.logger.error({ event: 'receive', outcome: 'failed', reason: String(error) });
      await clock.sleep(1000, this.waiting.signal);
      return [];
    }
  }

  private start(message: Message): void {
    const work = this.process(message).finally(() => this.running.delete(work));
    this.running.add(work);
  }

  /** Never rejects: a failure is an outcome of the message. */
  private async process(message: Message): Promise<void> {
    const { clock } = this.options;
    const started = clock.monotonic();
    const heartbeat = this.keepHidden(message);
    let about: object = {};
    try {
      const envelope = JSON.parse(message.Body ?? '') as EventBridgeEnvelope;
      const { type, id, nationslug } = envelope.detail;
      about = { type, id, nation: nationslug };
      await this.handle(message, envelope);
      this.deletions.add(message);
      this.logger.log({ event: 'message', outcome: 'handled', ...about, durationMs: Math.round(clock.monotonic() - started) });
    } catch (error) {
      this.logger.warn({ event: 'message', outcome: 'failed', ...about, messageId: message.MessageId, reason: String(error) });
      await this.giveBack(message);
    } finally {
      await heartbeat.stop();
    }
  }

  /** While the handler runs, nobody else is handed the message. */
  private keepHidden(message: Message): Repetition {
    const { queue, clock, visibilityTimeoutSeconds } = this.options;
    return clock.every(
      visibilityTimeoutSeconds * 500,
      () => queue.hide(message, visibilityTimeoutSeconds),
      error => this.logger.warn({ event: 'heartbeat', outcome: 'failed', reason: String(error) }),
    );
  }

  /** Asks for the next delivery soon, later each time. Without it the message comes back when its hiding ends. */
  private async giveBack(message: Message): Promise<void> {
    const { queue, retryDelaySeconds = defaultRetryDelay } = this.options;
    const receives = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
    await queue.hide(message, retryDelaySeconds(receives)).catch((error: unknown) => {
      this.logger.warn({ event: 'message', outcome: 'not_given_back', reason: String(error) });
    });
  }

  private handle(message: Message, envelope: EventBridgeEnvelope): Promise<void> {
    const { type = '', correlationid = 'none', traceparent } = envelope.detail;
    const handler = this.getHandlerByPattern(type);
    if (!handler) throw new Error(`no handler for ${envelope['detail-type']} ${type}`);
    const context = new SqsContext([message, envelope]);
    const work = { correlationId: correlationid, traceparent: childTraceparent(traceparent, this.options.rng) };
    return requestContext.run(work, () =>
      this.settled(context, async () => this.transformToObservable(await handler(envelope.detail, context))),
    );
  }

  /**
   * Awaits the stream a handler answers: it resolves even when the method threw, to an Observable that errors. Settled by a
   * promise of our own, not by what `runWithProcessingHooks` returns: a hook set from outside may drop its promise.
   */
  private settled(context: SqsContext, work: () => Promise<ReturnType<Server['transformToObservable']>>): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.runWithProcessingHooks(context, async end => {
        try {
          await lastValueFrom(await work(), { defaultValue: undefined });
          resolve();
        } catch (error) {
          reject(error);
        } finally {
          end();
        }
      });
    });
  }
}

/** 1, 2, 4, 8 s … at most 15 minutes. */
function defaultRetryDelay(receiveCount: number): number {
  return Math.min(900, 2 ** (receiveCount - 1));
}
