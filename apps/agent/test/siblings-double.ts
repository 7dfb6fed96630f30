import { problem, type ProblemCode, type QueryCount } from '@nat/contracts';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SiblingRequest {
  path: string;
  body: Record<string, unknown>;
  authorization?: string;
}

type Answer = { status?: number; body?: unknown } | ProblemCode;

const queries: QueryCount = {
  used: 41,
  held: 1,
  limit: { kind: 'finite', amount: '500', mode: 'block' },
  resetAt: '2026-12-01T00:00:00.000Z',
};

/** Usage and auth over HTTP, as the agent knows them. */
export class SiblingsDouble {
  readonly requests: SiblingRequest[] = [];
  renew: (body: Record<string, unknown>) => Answer = () => ({ body: { held: true, queries } });
  accessToken: (body: Record<string, unknown>) => Answer | Promise<Answer> = ({ refusedGeneration }) => ({
    body: {
      accessToken: `nb-token-${Number(refusedGeneration ?? 0) + 1}`,
      generation: Number(refusedGeneration ?? 0) + 1,
      connectionKind: 'nation',
      usableUntil: '2099-01-01T00:00:00.000Z',
    },
  });
  private server?: Server;

  async start(): Promise<void> {
    this.server = createServer((incoming, response) => {
      let text = '';
      incoming.on('data', chunk => (text += chunk));
      incoming.on('end', () => {
        const path = incoming.url!;
        const body = JSON.parse(text || '{}') as Record<string, unknown>;
        this.requests.push({ path, body, authorization: incoming.headers.authorization });
        void Promise.resolve(this.answer(path, body)).then(answer => {
          const given = typeof answer === 'string' ? refusal(answer) : answer;
          const text = given.status === 204 ? undefined : JSON.stringify(given.body ?? {});
          response.writeHead(given.status ?? 200, { 'content-type': 'application/json' }).end(text);
        });
      });
    });
    await new Promise<void>(resolve => this.server!.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server!.address() as AddressInfo).port}`;
  }

  private answer(path: string, body: Record<string, unknown>): Answer | Promise<Answer> {
    if (path.endsWith('/renew')) return this.renew(body);
    return path.endsWith('/release') ? { status: 204 } : this.accessToken(body);
  }

  /** Bodies of the calls to one endpoint. */
  calls(end: 'renew' | 'release' | 'access-token'): Record<string, unknown>[] {
    return this.requests.filter(({ path }) => path.endsWith(end)).map(({ body }) => body);
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise(resolve => this.server?.close(resolve));
  }
}

function refusal(code: ProblemCode) {
  const body = problem(code, 'refused', 'req_1');
  return { status: body.status, body };
}
