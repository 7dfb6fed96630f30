import { NationSlug } from '@nat/contracts';
import { type Clock, SeededRng, SystemClock } from '@nat/service-kit';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NationBuilderClient, type NationBuilderClientOptions } from '../client/nation-builder-client';
import { NationBuilderError } from '../http/nation-builder-error';
import { NationOrigin } from '../http/nation-origin';
import { TokenBucket } from '../limits/token-bucket';

/** A request as the server got it. */
export interface SeenRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: { data: { id?: string; type?: string; attributes?: Record<string, unknown> } } & Record<string, unknown>;
}
export type Handler = (request: SeenRequest, response: ServerResponse, call: number) => void;

/** A client that asks as many generations of the token as there are. */
type Wishes = Partial<NationBuilderClientOptions> & { generations?: number };

/** Repeats come at once. */
class NoJitter extends SeededRng {
  override next(): number {
    return 0;
  }
}

/** A NationBuilder of a few lines for specs: answers what its handler says, and remembers what it was asked. */
export class NationServer {
  readonly seen: SeenRequest[] = [];
  /** Generations that were refused, as the token source was told, with the code of the refusal. */
  readonly refusals: [number | undefined, string | undefined][] = [];
  handle: Handler = (_, response) => response.writeHead(500).end();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<NationServer> {
    const server = createServer();
    const nation = new NationServer(server);
    server.on('request', (incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const body = (text === '' ? { data: {} } : JSON.parse(text)) as SeenRequest['body'];
        const url = new URL(incoming.url!, 'http://x');
        const request = { method: incoming.method!, url, headers: incoming.headers, body };
        nation.handle(request, response, nation.seen.push(request));
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return nation;
  }

  client({ generations = 1, clock = new SystemClock(), ...more }: Wishes = {}): NationBuilderClient {
    const { port } = this.server.address() as AddressInfo;
    const origin = new NationOrigin({ production: false, template: `http://127.0.0.1:${port}/n/{slug}` });
    const tokens = {
      token: async (refused?: number, code?: string) => {
        this.refusals.push([refused, code]);
        const generation = Math.min(generations, (refused ?? 0) + 1);
        return { accessToken: `token-${generation}`, generation };
      },
    };
    const limit = new TokenBucket(clock, 1e6, 1e6);
    const slug = NationSlug.parse('acme');
    return new NationBuilderClient({ slug, origin, tokens, limit, clock, rng: new NoJitter(1), timeoutMs: 1_000, ...more });
  }

  /** What was asked, such as `POST donations`. */
  calls(): string[] {
    return this.seen.map(({ method, url }) => `${method} ${url.pathname.replace('/n/acme/api/v2/', '')}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}

export function json(response: ServerResponse, body: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/vnd.api+json', ...headers });
  response.end(JSON.stringify(body));
}

/** Another host, which must never hear of the token. */
export async function foreignHost() {
  let calls = 0;
  const host = createServer((_, response) => response.end(String(++calls)));
  await new Promise<void>(resolve => host.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(host.address() as AddressInfo).port}/n/acme/api/v2/lists`;
  return { address, calls: () => calls, close: () => new Promise(resolve => host.close(resolve)) };
}

/** The error that work ends with; undefined when it succeeds. */
export const failureOfWork = (work: Promise<unknown>): Promise<NationBuilderError | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => error as NationBuilderError,
  );

/** Lets waits of a clock pass at once, and remembers them. */
export class InstantClock extends SystemClock implements Clock {
  readonly waits: number[] = [];
  private ahead = 0;

  override now(): number {
    return super.now() + this.ahead;
  }

  override monotonic(): number {
    return super.monotonic() + this.ahead;
  }

  override sleep(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    this.ahead += milliseconds;
    return Promise.resolve();
  }
}
