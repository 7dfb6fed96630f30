import { problem, type ProblemCode } from '@nat/contracts';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const sessionId = `ses_${'0'.repeat(32)}`;
/** Long enough for another process to come in between. */
const renewalMs = 60;

/** Of a session that began before all others, and is somebody else's. */
export const tokensBefore = { accessToken: 'access-before', refreshToken: 'nrt_before', sessionId: 'ses_before' };

/**
 * The sessions of a gateway over HTTP, for programs in processes of their own: one session, whose refresh tokens are good
 * once. One that is shown twice ends it. Beside it lives the one of {@link tokensBefore}.
 */
export class SessionServer {
  renewals = 0;
  ended?: ProblemCode;
  /** What was asked, without the renewals: method and path, and whether it was asked by the session before. */
  readonly asked: string[] = [];
  /** Bodies of `POST /v1/sessions`. */
  readonly started: unknown[] = [];
  /** What the session before is refused with. */
  before?: { status: number; body: unknown };
  memberships = [{ nationSlug: 'demo', role: 'member' }];
  private number = 0;
  private refreshToken = '';
  private accessToken = '';

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.answer(request).then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(body === undefined ? undefined : JSON.stringify(body));
      });
    });
  }

  static async start(): Promise<SessionServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SessionServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A pair of which the access token has ended. */
  oldPair() {
    const { accessToken, refreshToken } = this.pair();
    this.accessToken = '';
    return { accessToken, refreshToken, sessionId, accessExpiresAt: 0 };
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; body?: unknown }> {
    const line = `${request.method} ${request.url}`;
    let text = '';
    for await (const piece of request) text += String(piece);
    if (line === 'POST /v1/sessions/refresh') return this.renewal((JSON.parse(text) as { refreshToken: string }).refreshToken);
    const isBefore = request.headers.authorization === `Bearer ${tokensBefore.accessToken}`;
    this.asked.push(isBefore ? `${line} by the one before` : line);
    if (isBefore) return this.before ?? { status: 204 };
    if (line === 'POST /v1/sessions') {
      this.started.push(JSON.parse(text));
      this.ended = undefined;
      return { status: 201, body: this.pair() };
    }
    if (this.ended) return refused(this.ended);
    if (request.headers.authorization !== `Bearer ${this.accessToken}`) return refused('token_expired');
    if (request.method === 'DELETE') {
      this.ended = 'session_revoked';
      return { status: 204 };
    }
    return { status: 200, body: line === 'GET /v1/sessions' ? { items: [this.summary()] } : this.me() };
  }

  private async renewal(refreshToken: string): Promise<{ status: number; body: unknown }> {
    this.renewals += 1;
    const isNewest = refreshToken === this.refreshToken;
    await setTimeout(renewalMs);
    if (!isNewest) this.ended = 'refresh_token_reused';
    return this.ended ? refused(this.ended) : { status: 200, body: this.pair() };
  }

  private pair() {
    this.number += 1;
    this.accessToken = `access-${this.number}`;
    this.refreshToken = `nrt_${String(this.number).padStart(43, '0')}`;
    return { accessToken: this.accessToken, expiresIn: 900, sessionId, refreshToken: this.refreshToken };
  }

  private me() {
    return { userId: `usr_${'0'.repeat(32)}`, name: 'Ada\u001b[2J', claims: [], memberships: this.memberships };
  }

  private summary() {
    const times = { startedAt: '2026-11-20T10:00:00.000Z', lastUsedAt: '2026-11-20T10:00:00.000Z' };
    return { sessionId, client: 'cli', ...times, network: '127.0.0.0/24', current: true };
  }
}

export function refused(code: ProblemCode): { status: number; body: unknown } {
  const body = problem(code, `Because of ${code}.`, 'req_1');
  return { status: body.status, body };
}
