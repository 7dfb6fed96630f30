import { Clock, type Repetition } from '@nat/service-kit';
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { SseRelay, tickMs } from './sse-relay';

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/** Every event stream this process relays: one ticker for all of them, and all of them closed when the process ends. */
@Injectable()
export class OpenStreams implements OnModuleInit, OnModuleDestroy {
  private readonly relays = new Set<SseRelay>();
  private readonly logger = new Logger(OpenStreams.name);
  private ticker: Repetition | undefined;

  constructor(private readonly clock: Clock) {}

  onModuleInit(): void {
    this.ticker = this.clock.every(
      tickMs,
      async () => this.tick(),
      (error: unknown) => this.logger.error(error),
    );
  }

  get size(): number {
    return this.relays.size;
  }

  /** Answers with the head of a stream at once and with everything `upstream` sends from then on. */
  relay(upstream: IncomingMessage, reply: FastifyReply): void {
    reply.hijack();
    const response = reply.raw;
    response.socket?.setNoDelay(true);
    response.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...streamHeaders });
    response.flushHeaders();
    this.relays.add(new SseRelay(upstream, response, relay => this.relays.delete(relay)));
  }

  /** Relays what follows an event; a 204 when everything was seen and nothing more will come. */
  async answer(upstream: IncomingMessage, reply: FastifyReply): Promise<void> {
    if (upstream.statusCode !== 204) return this.relay(upstream, reply);
    upstream.resume();
    await reply.status(204).send();
  }

  /** On deploy streams end without a last event: clients resume at another process (protocol, section 6). */
  async onModuleDestroy(): Promise<void> {
    for (const relay of this.relays) relay.close();
    await this.ticker?.stop();
  }

  private tick(): void {
    for (const relay of this.relays) relay.tick();
  }
}
