import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Grant {
  user: string;
  access: string;
  refresh: string;
}

/** People of the double: signup id, and what `signups/me` says. */
export const people: Record<string, { id: string; name: string; controlPanel: boolean; api: boolean }> = {
  ada: { id: '11', name: 'Ada Admin', controlPanel: true, api: true },
  olu: { id: '12', name: 'Olu Organizer', controlPanel: true, api: true },
  rita: { id: '13', name: 'Rita Reader', controlPanel: true, api: true },
  nils: { id: '14', name: 'Nils NoApi', controlPanel: true, api: false },
  sam: { id: '15', name: 'Sam Supporter', controlPanel: false, api: true },
};

/** NationBuilder's OAuth in its harshest reading: codes and refresh tokens are good once, PKCE is checked. For one nation set. */
export class OAuthDouble {
  readonly nations = new Set(['demo', 'other']);
  /** Refreshes that were granted. */
  refreshes = 0;
  /** Requests to the token endpoint. */
  tokenCalls = 0;
  /** Answers instead of the double, when it returns something. */
  fault?: (path: string, form: URLSearchParams) => { status: number; body: string; location?: string } | 'hang' | undefined;
  /** Changes the answer of a grant. */
  answer: (granted: Record<string, unknown>) => unknown = granted => granted;
  private readonly codes = new Map<string, { user: string; challenge: string; redirectUri: string }>();
  private grants: Grant[] = [];
  private readonly server = createServer((request, response) => void this.handle(request, response));

  async start(): Promise<string> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/n/{slug}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  /** True while NationBuilder would accept this access token. */
  accepts(accessToken: string): boolean {
    return this.grants.some(({ access }) => access === accessToken);
  }

  revokeAll(): void {
    this.grants = [];
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const [, slug, path] = /^\/n\/([^/]+)(\/.*)$/.exec(request.url ?? '') ?? [];
    const fault = this.fault?.(path ?? '', form);
    if (fault === 'hang') return;
    const answer = fault ?? this.route(slug ?? '', path ?? '', form, request);
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      ...(answer.location && { location: answer.location }),
    });
    response.end(answer.body);
  }

  private route(slug: string, path: string, form: URLSearchParams, request: IncomingMessage) {
    if (!this.nations.has(slug)) return { status: 404, body: '{}' };
    if (path === '/oauth/authorize' && request.method === 'POST') return this.authorize(form);
    if (path === '/oauth/token' && request.method === 'POST') return this.token(form);
    if (path === '/api/v2/signups/me') return this.me(request);
    return { status: 404, body: '{}' };
  }

  private authorize(form: URLSearchParams) {
    const user = form.get('user') ?? '';
    const wellAsked =
      form.get('client_id') === 'client' && form.get('response_type') === 'code' && form.get('decision') === 'allow';
    if (!people[user] || !wellAsked || form.get('code_challenge_method') !== 'S256') return { status: 400, body: 'page' };
    const code = randomBytes(16).toString('hex');
    const redirectUri = form.get('redirect_uri') ?? '';
    this.codes.set(code, { user, challenge: form.get('code_challenge') ?? '', redirectUri });
    return { status: 303, body: '', location: `${redirectUri}?code=${code}&state=${form.get('state')}` };
  }

  private token(form: URLSearchParams) {
    this.tokenCalls++;
    if (form.get('client_secret') !== 'canary-secret') return refusal(401, 'invalid_client');
    return form.get('grant_type') === 'refresh_token' ? this.refresh(form) : this.exchange(form);
  }

  private exchange(form: URLSearchParams) {
    const code = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (code?.challenge !== challenge || code.redirectUri !== form.get('redirect_uri')) return refusal(400, 'invalid_grant');
    return this.grant(code.user);
  }

  private refresh(form: URLSearchParams) {
    const old = this.grants.find(({ refresh }) => refresh === form.get('refresh_token'));
    if (!old) return refusal(400, 'invalid_grant');
    this.grants = this.grants.filter(grant => grant !== old);
    this.refreshes++;
    return this.grant(old.user);
  }

  private grant(user: string) {
    const grant = { user, access: secret('access'), refresh: secret('refresh') };
    this.grants.push(grant);
    const granted = { access_token: grant.access, refresh_token: grant.refresh, token_type: 'Bearer', expires_in: 86_400 };
    return { status: 200, body: JSON.stringify(this.answer(granted)) };
  }

  private me(request: IncomingMessage) {
    const headersGood = [request.headers.accept, request.headers['content-type']].every(
      type => type === 'application/vnd.api+json',
    );
    if (!headersGood) return { status: 406, body: '{}' };
    const grant = this.grants.find(({ access }) => request.headers.authorization === `Bearer ${access}`);
    const person = grant && people[grant.user]!;
    if (!person?.api) return { status: 401, body: '{}' };
    const attributes = { full_name: person.name, is_cpu: person.controlPanel };
    return { status: 200, body: JSON.stringify({ data: { id: person.id, type: 'signups', attributes } }) };
  }
}

/** A canary: no token may turn up where it does not belong. */
function secret(kind: string): string {
  return `canary-${kind}-${randomBytes(16).toString('hex')}`;
}

function refusal(status: number, error: string) {
  return { status, body: JSON.stringify({ error }) };
}
