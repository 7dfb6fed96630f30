import { problem, type ProblemCode, type ProblemDetails } from '@nat/contracts';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One call a sibling received. */
export interface Received {
  method: string;
  /** With its query string. */
  path: string;
  headers: IncomingMessage['headers'];
  body: unknown;
  /** Claims of the service token, unverified. */
  claims: Record<string, unknown>;
}

/** What a sibling says that was not told what to answer. */
export const toldNothing = 'Nothing here.';

export type Handler = (call: Received, response: ServerResponse) => void;

/** A service behind the gateway: speaks HTTP, does what a spec tells it, remembers what it was asked. */
export class FakeSibling {
  readonly received: Received[] = [];
  private readonly handlers = new Map<string, Handler>();
  private readonly server: Server = createServer((request, response) => void this.handle(request, response));

  async start(): Promise<string> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise(resolve => this.server.close(resolve));
  }

  /** @param route method and path, such as `POST /internal/queries`; `*` stands for one segment. */
  on(route: string, handler: Handler): void {
    this.handlers.set(route, handler);
  }

  answer(route: string, status: number, body?: unknown): void {
    this.on(route, (_, response) => sendJson(response, status, body));
  }

  refuse(route: string, code: ProblemCode, more: ProblemDetails = {}): void {
    const document = problem(code, `Refused: ${code}.`, 'req_sibling', more);
    this.on(route, (_, response) => sendJson(response, document.status, document, 'application/problem+json'));
  }

  callsTo(route: string): Received[] {
    return this.received.filter(({ method, path }) => matches(route, `${method} ${path.split('?')[0]}`));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const { method = '', url = '', headers } = request;
    const call = { method, path: url, headers, body: text === '' ? undefined : JSON.parse(text), claims: claimsOf(headers) };
    this.received.push(call);
    const route = `${method} ${url.split('?')[0]}`;
    const handler = [...this.handlers].findLast(([pattern]) => matches(pattern, route))?.[1];
    if (handler) handler(call, response);
    else sendJson(response, 404, problem('not_found', toldNothing, 'req_sibling'), 'application/problem+json');
  }
}

function matches(pattern: string, route: string): boolean {
  const [wanted, actual] = [pattern.split('/'), route.split('/')];
  return wanted.length === actual.length && wanted.every((part, index) => part === '*' || part === actual[index]);
}

function claimsOf({ authorization = '' }: IncomingMessage['headers']): Record<string, unknown> {
  const payload = authorization.split('.')[1] ?? '';
  return payload === '' ? {} : (JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>);
}

export function sendJson(response: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type }).end(body === undefined ? undefined : JSON.stringify(body));
}
