import type { Message } from '@aws-sdk/client-sqs';
import { Logger } from '@nestjs/common';
import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { childTraceparent, type Clock, requestContext, retry, type Rng } from '@nat/service-kit';
import { lastValueFrom } from 'rxjs';
import { Deletions } from './deletions';
import { Delivery } from './delivery';
import { type EventBridgeEnvelope, readEnvelope } from './envelope';
import { Places } from './places';
import { reasonOf } from './reason';
import { receiveCountOf, SqsContext } from './sqs.context';
import type { SqsQueue } from './sqs-queue';

export const SQS_TRANSPORT = Symbol('SQS');

export interface SqsServerOptions {
  queue: SqsQueue;
  clock: Clock;
  rng: Rng;
  /** The queue's own setting, in seconds: a handler that takes longer than half of it is kept hidden by a heartbeat. */
  visibilityTimeoutSeconds: number;
  /** Messages in work at the same time, so the most that are held; 20 unless told. */
  concurrency?: number;
  /** Receives in flight at the same time; 2 unless told. */
  receivers?: number;
  /** Long-poll time in seconds, 0 to 20. */
  waitSeconds?: number;
  /** Seconds until a failed message is handed out again, by how often it was; 1, 2, 4 … at most 900, with jitter. */
  retryDelaySeconds?: (receiveCount: number) => number;
  /** Milliseconds that running handlers get at shutdown; 30,000 unless told. */
  drainMs?: number;
  /** Runs at the end of `close`: whoever made the client gives up its connections here. */
  onClosed?: () => void;
}

/** Most that one receive gives. */
const mostMessages = 10;

/**
 * Consumes a queue fed by EventBridge. A message is deleted only after its handler fulfilled; a failed one goes back and,
 * after the receives its queue allows, to the dead-letter queue. Nothing is dropped with a log line.
 */
export class SqsServer extends Server implements CustomTransportStrategy {
  override readonly transportId = SQS_TRANSPORT;
  // Failures are reported here once; Nest must not log the same failure a second time.
  override readonly propagatesEventHandlerErrors: boolean = true;
  protected override readonly logger = new Logger(SqsServer.name);
  private readonly deletions: Deletions;
  private readonly places: Places;
  private readonly inWork = new Map<Delivery, Promise<void>>();
  /** A controller of its own for every receive, because listeners on one that lives as long as the server would pile up. */
  private readonly receives = new Set<AbortController>();
  private stopped = false;
  private receiving: Promise<void> = Promise.resolve();

  constructor(private readonly options: SqsServerOptions) {
    super();
    this.places = new Places(options.concurrency ?? 20);
    this.deletions = new Deletions(options.queue, options.clock, (count, reason) =>
      this.logger.warn({ event: 'message', outcome: 'not_deleted', count, reason }),
    );
  }

  /** Looks the queue up by its name, then begins to receive. A service whose queue does not exist refuses to start. */
  listen(ready: (error?: Error) => void): void {
    this.open().then(
      () => {
        const receivers = Array.from({ length: this.options.receivers ?? 2 }, () => this.receiveUntilStopped());
        this.receiving = Promise.all(receivers).then(() => undefined);
        ready();
      },
      (error: unknown) => ready(new Error(`queue ${this.options.queue.name}: ${reasonOf(error)}`, { cause: error })),
    );
  }

  /**
   * Takes no more messages, gives back those not begun, lets running handlers finish within the drain time and deletes what
   * they handled. What still runs then is no longer kept hidden: the queue hands it to another consumer.
   */
  async close(): Promise<void> {
    this.stopped = true;
    this.places.close();
    for (const receive of this.receives) receive.abort();
    await this.receiving;
    const drained = new AbortController();
    void Promise.allSettled(this.inWork.values()).then(() => drained.abort());
    await this.options.clock.sleep(this.options.drainMs ?? 30_000, drained.signal);
    await Promise.all([...this.inWork.keys()].map(delivery => delivery.settle()));
    await this.deletions.flush();
    this.options.onClosed?.();
  }

  on(): never {
    throw new Error('SqsServer emits no events');
  }

  unwrap<T>(): T {
    return this.options.queue as T;
  }

  /** The endpoint may be a moment later than its services; a queue that is not there will not come. */
  private async open(): Promise<void> {
    const { queue, clock, rng } = this.options;
    const retryable = (error: unknown): boolean => !/QueueDoesNotExist|NonExistentQueue/.test((error as Error).name);
    await retry({ clock, rng, attempts: 5, baseMs: 100, capMs: 2_000, retryable }, () => queue.open());
  }

  /** Asks for no more messages than there are free places, so that a slow handler holds only its own message. */
  private async receiveUntilStopped(): Promise<void> {
    while (!this.stopped) {
      const places = await this.places.take(mostMessages);
      const messages = places > 0 ? await this.receive(places) : [];
      this.places.give(places - messages.length);
      if (this.stopped) await this.returnUnstarted(messages);
      else for (const message of messages) this.start(message);
    }
  }

  private async receive(count: number): Promise<Message[]> {
    const { queue, waitSeconds = 20, clock, rng } = this.options;
    const receive = new AbortController();
    this.receives.add(receive);
    try {
      return await queue.receive(count, waitSeconds, receive.signal);
    } catch (error) {
      if (this.stopped) return [];
      this.logger.error({ event: 'receive', outcome: 'failed', reason: reasonOf(error) });
      await clock.sleep(500 + rng.next() * 1000, receive.signal);
      return [];
    } finally {
      this.receives.delete(receive);
    }
  }

  private async returnUnstarted(messages: readonly Message[]): Promise<void> {
    await Promise.all(messages.map(message => this.options.queue.hide(message, 0).catch(error => this.notGivenBack(error))));
  }

  private start(message: Message): void {
    const delivery = new Delivery(message, {
      ...this.options,
      onHeartbeatFailed: error => this.logger.warn({ event: 'heartbeat', outcome: 'failed', reason: reasonOf(error) }),
    });
    const work = this.process(delivery).finally(() => {
      this.inWork.delete(delivery);
      this.places.give(1);
    });
    this.inWork.set(delivery, work);
  }

  /** Never rejects: a failure is an outcome of the message. Writes the one log line of this delivery, ids only. */
  private async process(delivery: Delivery): Promise<void> {
    const { message } = delivery;
    const { clock } = this.options;
    const started = clock.monotonic();
    let about: object = { messageId: message.MessageId, receiveCount: receiveCountOf(message) };
    const line = (outcome: string) => ({
      event: 'message',
      outcome,
      ...about,
      durationMs: Math.round(clock.monotonic() - started),
    });
    try {
      const envelope = readEnvelope(message.Body);
      const { type, id, nationslug, correlationid } = envelope.detail;
      about = { ...about, type, id, nation: nationslug, correlationId: correlationid };
      await this.handle(message, envelope);
      await delivery.settle();
      this.deletions.add(message);
      this.logger.log(line('handled'));
    } catch (error) {
      this.logger.warn({ ...line('failed'), reason: reasonOf(error) });
      await delivery.giveBack(this.retryDelay(message)).catch(failure => this.notGivenBack(failure));
    }
  }

  private retryDelay(message: Message): number {
    const receives = receiveCountOf(message);
    if (this.options.retryDelaySeconds) return this.options.retryDelaySeconds(receives);
    return Math.min(900, Math.ceil(2 ** (receives - 1) * (0.5 + this.options.rng.next() / 2)));
  }

  private notGivenBack(error: unknown): void {
    this.logger.warn({ event: 'message', outcome: 'not_given_back', reason: reasonOf(error) });
  }

  /** Runs the handler under the correlation and the trace of what caused the event. */
  private handle(message: Message, envelope: EventBridgeEnvelope): Promise<void> {
    const { type, correlationid, traceparent } = envelope.detail;
    const handler = this.getHandlerByPattern(type);
    if (!handler) throw new Error(`no handler for ${envelope['detail-type']} ${type}`);
    const context = new SqsContext([message, envelope, this.options.queue]);
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
