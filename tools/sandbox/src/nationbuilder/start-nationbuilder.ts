import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RateLimits } from './access/rate-limiter';
import { Double } from './double';
import { type Weather, makeServer } from './http/server';

const DAY = 86_400_000;

export interface NationBuilderOptions {
  /** 0, the default, takes any free port. */
  port?: number | undefined;
  /** Fixes all records, ids and order; 1 unless told. */
  seed?: number | undefined;
  /** What the seed's dates are relative to: an ISO 8601 time, or a clock that tokens and windows follow too. Else the start of today (UTC). */
  now?: string | (() => Date) | undefined;
  /** Milliseconds an answer takes, from and to; 5 to 15 unless told. `realistic`: 80 to 400, and 0.5 % of the calls meet a 503. */
  latency?: readonly [number, number] | 'realistic' | undefined;
  /** Size of a fourth nation `large` of people and gifts, for what must bear many; there is none unless told. */
  large?: number | undefined;
  /** Requests per 10 s; 250 and 250 unless told. */
  rateLimit?: RateLimits | undefined;
  /** Signs tokens: with the same key they outlive a restart. Made from the seed unless told. */
  key?: string | undefined;
}

/** The NationBuilder double, running. */
export interface RunningNationBuilder {
  /** `http://127.0.0.1:{port}` */
  readonly url: string;
  /** Origin of a nation: `{slug}` stands for it. */
  readonly originTemplate: string;
  readonly port: number;
  /** For `x-sandbox-key` of the control surface under `/__sandbox`. */
  readonly controlKey: string;
  /** Stops listening and breaks open connections. */
  close(): Promise<void>;
}

/** Starts the double on loopback. @throws Error that names the port when it is taken. */
export async function startNationBuilder(options: NationBuilderOptions = {}): Promise<RunningNationBuilder> {
  const { port = 0, seed = 1, now, latency = [5, 15], rateLimit = { perToken: 250, perAddress: 250 } } = options;
  const clock = typeof now === 'function' ? () => now().getTime() : () => Date.now();
  const key = options.key ?? `nationbuilder double ${seed}`;
  const double = new Double({
    seed,
    now: seedTime(now, clock),
    clock,
    timeStandsStill: typeof now === 'string',
    key,
    limits: rateLimit,
    large: options.large ?? 0,
  });
  const controlKey = randomBytes(16).toString('hex');
  const server = makeServer({ double, controlKey, weather: weatherOf(latency) });
  await listen(server, port);
  const bound = (server.address() as AddressInfo).port;
  const url = `http://127.0.0.1:${bound}`;
  return { url, originTemplate: `${url}/n/{slug}`, port: bound, controlKey, close: () => close(server) };
}

function weatherOf(latency: NonNullable<NationBuilderOptions['latency']>): Weather {
  return latency === 'realistic' ? { latency: [80, 400], failures: 0.005 } : { latency, failures: 0 };
}

function seedTime(now: NationBuilderOptions['now'], clock: () => number): number {
  if (typeof now === 'function') return clock();
  if (now === undefined) return clock() - (clock() % DAY);
  const parsed = Date.parse(now);
  if (Number.isNaN(parsed)) throw new Error(`NationBuilder double: "${now}" is not an ISO 8601 time`);
  return parsed;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE';
      reject(busy ? new Error(`NationBuilder double: port ${port} is in use; stop what uses it or choose another port`) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
