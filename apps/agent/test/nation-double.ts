import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface NationRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  authorization?: string;
}

type Answer = { status?: number; body: unknown; headers?: Record<string, string> };

/** A record in the form of the API. */
export function record(type: string, id: string, attributes: object = {}, relationships: Record<string, string> = {}) {
  const entries = Object.entries(relationships).map(([name, target]) => {
    const [targetType, targetId] = target.split('/');
    return [name, { data: { type: targetType, id: targetId } }];
  });
  return { id, type, attributes, relationships: Object.fromEntries(entries) as object };
}

/** A page of a list, as the API answers it: `next` is there even when nothing follows. */
export function page(data: object[], more: { included?: object[]; total?: number } = {}): Answer {
  const meta = more.total === undefined ? {} : { stats: { total: { count: more.total } } };
  return { body: { data, included: more.included ?? [], meta, links: { next: 'https://elsewhere.example/next' } } };
}

/** NationBuilder over HTTP, answering what a test says. */
export class NationDouble {
  readonly requests: NationRequest[] = [];
  /** Answers a request; anything unanswered is a 404. */
  answer: (request: NationRequest) => Answer | undefined | Promise<Answer | undefined> = () => undefined;
  private server?: Server;

  async start(): Promise<void> {
    this.server = createServer((incoming, response) => {
      const url = new URL(incoming.url!, 'http://nation');
      const { method = 'GET' } = incoming;
      const request = { method, path: url.pathname, query: url.searchParams, authorization: incoming.headers.authorization };
      this.requests.push(request);
      void Promise.resolve(this.answer(request)).then(given => {
        const { status = 200, body, headers } = given ?? { status: 404, body: { code: 'not_found', message: 'no' } };
        response.writeHead(status, { 'content-type': 'application/vnd.api+json', ...headers });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      });
    });
    await new Promise<void>(resolve => this.server!.listen(0, '127.0.0.1', resolve));
  }

  get template(): string {
    return `http://127.0.0.1:${(this.server!.address() as AddressInfo).port}/n/{slug}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise(resolve => this.server?.close(resolve));
  }
}
