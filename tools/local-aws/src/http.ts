import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { faultPlan, type Faults } from './faults';
import { LostAnswer, type Router } from './router';

const maximumBodyBytes = 16 * 1024 * 1024;
// Longer than any client keeps an idle connection: the end that closes first must be the client, or it meets a reset.
const keepAliveMilliseconds = 10 * 60_000;
const closeMilliseconds = 1_000;
const loopback = /^(127\.0\.0\.1|localhost|\[::1\]|[\w.-]+\.localhost)(:\d+)?$/i;

/** The one server on the one port. */
export class HttpEndpoint {
  readonly #server: Server;
  #closing = false;

  constructor(
    private readonly router: Router,
    private readonly faults: Faults,
  ) {
    this.#server = createServer({ keepAliveTimeout: keepAliveMilliseconds, noDelay: true }, (request, response) => {
      this.#answer(request, response).catch((error: unknown) => this.#fail(response, error));
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens on 127.0.0.1. A busy port is named in the error. */
  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE' ? new Error(`local-aws: port ${port} on 127.0.0.1 is in use; choose another one`) : error,
        ),
      );
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  /** Answers what is under way (long polls must have been ended), then breaks every connection. */
  close(): Promise<void> {
    this.#closing = true;
    return new Promise(resolve => {
      const patience = setTimeout(() => this.#server.closeAllConnections(), closeMilliseconds);
      this.#server.close(() => {
        clearTimeout(patience);
        resolve();
      });
      this.#server.closeIdleConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page of any site may post to a loopback port, under its own origin or under a host name of its own (DNS rebinding).
    if (!loopback.test(request.headers.host ?? '') || request.headers.origin !== undefined)
      return send(response, 403, { message: 'local-aws answers on loopback names only, and no browser' });
    if (request.url === '/health') return send(response, 200, { status: 'up' });
    const hungUp = new AbortController();
    response.on('close', () => hungUp.abort());
    const text = await bodyOf(request);
    if (text === undefined) return send(response, 413, { __type: 'RequestEntityTooLarge', message: 'Request body too large' });
    if (request.url === '/__faults') return this.#control(request, response, text);
    const reply = await this.router.answer(String(request.headers['x-amz-target'] ?? ''), text, {
      signal: hungUp.signal,
      endpoint: this.url,
    });
    if (this.#closing) response.setHeader('connection', 'close');
    send(response, reply.status, reply.body, reply.contentType, reply.headers);
  }

  /** `POST /__faults` sets the plan, `DELETE` removes it, and each answers how often every rule has struck. */
  #control(request: IncomingMessage, response: ServerResponse, text: string): void {
    try {
      if (request.method === 'POST') this.faults.plan(faultPlan(JSON.parse(text)));
      if (request.method === 'DELETE') this.faults.plan({ rules: [] });
      send(response, 200, this.faults.report());
    } catch (error) {
      send(response, 400, { message: (error as Error).message });
    }
  }

  #fail(response: ServerResponse, error: unknown): void {
    if (!(error instanceof LostAnswer) && !response.headersSent && !response.destroyed)
      send(response, 500, { __type: 'InternalServerError', message: `local-aws: ${String(error)}` });
    else response.destroy();
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maximumBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, status: number, body: object, contentType = 'application/json', headers = {}): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': bytes.length,
    'x-amzn-requestid': randomUUID(),
    ...headers,
  });
  response.end(bytes);
}
