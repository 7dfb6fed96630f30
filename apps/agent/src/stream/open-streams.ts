import { Clock, type Repetition } from '@nat/service-kit';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { SseConnection } from './sse-connection';

const tickMs = 1000;
/** Milliseconds a reader has to take the end of its stream when the process ends. */
const partingMs = 1000;

/** Every event stream this process serves, with one ticker for all their heartbeats. */
@Injectable()
export class OpenStreams implements OnModuleInit {
  private readonly connections = new Set<SseConnection>();
  private readonly logger = new Logger(OpenStreams.name);
  private ticker?: Repetition;

  constructor(private readonly clock: Clock) {}

  onModuleInit(): void {
    this.ticker = this.clock.every(
      tickMs,
      async () => this.tick(),
      error => this.logger.error(String(error)),
    );
  }

  /** Answers with the head of a stream at once. */
  open(reply: FastifyReply): SseConnection {
    reply.hijack();
    const given = reply.getHeaders() as Record<string, string>;
    const connection = new SseConnection(reply.raw, given, this.clock.monotonic());
    this.connections.add(connection);
    void connection.gone.then(() => this.connections.delete(connection));
    return connection;
  }

  /** Ends all streams; clients resume elsewhere. */
  async close(): Promise<void> {
    await this.ticker?.stop();
    const parting = [...this.connections];
    for (const connection of parting) connection.end();
    const waited = new AbortController();
    await Promise.race([Promise.all(parting.map(({ gone }) => gone)), this.clock.sleep(partingMs, waited.signal)]);
    waited.abort();
    for (const connection of this.connections) connection.destroy();
  }

  private tick(): void {
    const now = this.clock.monotonic();
    for (const connection of this.connections) connection.beat(now);
  }
}
