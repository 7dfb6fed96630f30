import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, SystemClock } from '../time/clock';
import { type Rng, SystemRng } from '../time/rng';
import { ConfigurationError } from '../config/env-config';
import { JsonLogger } from './json-logger';
import { ProblemFilter } from './problem.filter';
import { addRequestHooks } from './request-hooks';
import { trackSilentConnections } from './silent-connections';

export interface ServiceOptions {
  service: string;
  module: DynamicModule | Type;
  config: { PORT: number; HOST: string; LOG_LEVEL: string };
  /** False only for the gateway, whose callers are strangers: their request ids and deadlines are not believed. */
  internal?: boolean;
  /** True when the service is a process of its own: SIGTERM and SIGINT end it, draining. */
  standalone?: boolean;
  /** Bytes; 256 KB unless told. */
  bodyLimit?: number;
  /** Keeps the raw bytes beside the parsed body, for signatures. */
  rawBody?: boolean;
  /** Starts the queue consumer of the service. */
  microservice?: (app: NestFastifyApplication) => object | undefined;
  /** Runs on the adapter before Nest registers anything: content parsers and hooks of one service. */
  configure?: (app: NestFastifyApplication) => void;
  clock?: Clock;
  rng?: Rng;
}

/** A service that listens. */
export interface RunningService {
  app: NestFastifyApplication;
  url: string;
  /** Refuses new work, lets running work finish, closes. Safe to call twice. */
  close(): Promise<void>;
}

/** Connection and size limits; Node's own defaults are looser or absent (reliability, 5.8). */
function adapter(bodyLimit: number): FastifyAdapter {
  const fastify = new FastifyAdapter({
    bodyLimit,
    connectionTimeout: 0,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 256, caseSensitive: true, ignoreDuplicateSlashes: false },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    http: { maxHeaderSize: 16_384, headersTimeout: 10_000, connectionsCheckingInterval: 1_000 },
  });
  return fastify;
}

/** Starts a service in the one way all services start. Rejects when its port is taken, naming the port. */
export async function bootstrapService(options: ServiceOptions): Promise<RunningService> {
  const { service, config, clock = new SystemClock(), rng = new SystemRng() } = options;
  let draining = false;
  const logger = new JsonLogger(service, config.LOG_LEVEL);
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter(options.bodyLimit ?? 262_144), {
    logger,
    rawBody: options.rawBody ?? false,
    bodyParser: options.rawBody ?? false, // without it Fastify's own JSON parser stands alone: forms are refused
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter());
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeContentTypeParser('text/plain');
  addRequestHooks(fastify as never, {
    service,
    clock,
    rng,
    logger,
    draining: () => draining,
    internal: options.internal ?? true,
  });
  options.configure?.(app);
  const closeSilent = trackSilentConnections(app.getHttpServer() as Server);
  fastify.addHook('preClose', done => {
    closeSilent();
    done();
  });
  try {
    await app.init(); // before the consumer starts: a message must find everything ready that it needs
    await consume(app, options.microservice?.(app));
    await listen(app, service, config);
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    draining = true;
    closing ??= drain(app, clock);
    return closing;
  };
  if (options.standalone) endOnSignals(close);
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`, close };
}

/** Milliseconds that running requests get at shutdown before their connections are cut. */
const drainMs = 30_000;

/** Lets running requests finish, within bounds: no connection, used or not, keeps a service from ending. */
async function drain(app: NestFastifyApplication, clock: Clock): Promise<void> {
  const drained = new AbortController();
  const closed = app.close().finally(() => drained.abort());
  await clock.sleep(drainMs, drained.signal);
  (app.getHttpServer() as Server).closeAllConnections();
  await closed;
}

/** Starts the queue consumer, if the service has one. */
async function consume(app: NestFastifyApplication, strategy: object | undefined): Promise<void> {
  if (!strategy) return;
  app.connectMicroservice({ strategy } as never);
  await app.startAllMicroservices();
}

async function listen(
  app: NestFastifyApplication,
  service: string,
  { PORT, HOST }: { PORT: number; HOST: string },
): Promise<void> {
  try {
    await app.listen(PORT, HOST);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new ConfigurationError([
      `PORT: ${PORT} is already in use on ${HOST}; stop what uses it or give ${service} another port`,
    ]);
  }
}

function endOnSignals(close: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

/** What `main.ts` of a service calls: a service that cannot start says why in plain words and ends with code 1. */
export async function runMain(bootstrap: () => Promise<RunningService>): Promise<void> {
  try {
    await bootstrap();
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigurationError ? error.message : String((error as Error).stack ?? error)}\n`);
    process.exit(1);
  }
}
