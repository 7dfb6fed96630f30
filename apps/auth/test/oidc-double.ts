import { type Clock } from '@nat/service-kit';
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Members = Record<string, unknown>;
interface Reply {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** People of the double: their subject, and what their ID token says about them. */
export const externalPeople: Record<string, Members> = {
  ada: { sub: 'a-0001', name: 'Ada External', email: 'ada@example.org', email_verified: true },
  mallory: { sub: 'm-0001', name: 'Ada External', email: 'ada@example.org', email_verified: false },
  shy: { sub: 's-0001' },
};

/** Made once: RSA keys take their time. */
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const anotherRsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });

/** How a client says who it is: `none` knows no secret. */
type ClientAuthentication = 'client_secret_basic' | 'client_secret_post' | 'none';

/** An OpenID Connect issuer in its harshest reading: codes good once, PKCE and the exact redirect address required. */
export class OidcDouble {
  readonly clientId = 'nat-client';
  readonly clientSecret = 'canary-oidc secret+%';
  origin = '';
  /** Requests, by path. */
  readonly requests: string[] = [];
  /** Answers instead of the double, when it returns something. */
  fault?: (path: string) => Reply | 'reset' | undefined;
  /** Changes the discovery document, ID tokens, and the answer of the token endpoint. */
  changes: { discovery?: Members; idToken?: Members; header?: Members; tokens?: Members } = {};
  /** The one way it lets its client say who it is. */
  authentication: ClientAuthentication = 'client_secret_basic';
  /** What it signs with. */
  algorithm: 'RS256' | 'ES256' = 'RS256';
  /** Signs with a key that nobody publishes. */
  foreignKey = false;
  private readonly codes = new Map<string, { form: URLSearchParams; user: string }>();
  private readonly server = createServer((request, response) => void this.handle(request, response));

  constructor(private readonly clock: Clock) {}

  async start(): Promise<string> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this.origin;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  /** An access token of a person, as another client of the issuer would hold one. */
  accessToken(user: string, claims: Members = {}, header: Members = { typ: 'at+jwt' }): string {
    return this.token(
      { sub: externalPeople[user]?.['sub'], client_id: 'partner', aud: 'https://nat.example/api', ...claims },
      header,
    );
  }

  /** Signs in as a person at the authorization address a browser was sent to; answers what the browser brings back. */
  consent(location: string, user: string): Record<string, string> {
    const { origin, pathname, searchParams: form } = new URL(location);
    const wellAsked = form.get('client_id') === this.clientId && form.get('response_type') === 'code';
    const bound = form.get('code_challenge_method') === 'S256' && form.get('nonce') && form.get('scope')?.includes('openid');
    if (origin !== this.origin || pathname !== '/authorize' || !wellAsked || !bound) throw new Error(`badly asked: ${location}`);
    const code = randomBytes(16).toString('hex');
    this.codes.set(code, { form, user });
    return { code, state: form.get('state')!, iss: this.origin };
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    this.requests.push(path);
    const fault = this.fault?.(path);
    if (fault === 'reset') return void response.destroy();
    const reply = fault ?? this.route(path, new URLSearchParams(Buffer.concat(chunks).toString()), request);
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.body);
  }

  private route(path: string, form: URLSearchParams, request: IncomingMessage): Reply {
    if (path === '/.well-known/openid-configuration') return json(200, { ...this.metadata(), ...this.changes.discovery });
    if (path === '/jwks') return json(200, { keys: [published(rsa.publicKey, 'k/1='), published(elliptic.publicKey, 'k/2=')] });
    if (path === '/token' && request.method === 'POST') return this.exchange(form, request.headers.authorization);
    return json(404, {});
  }

  private metadata(): Members {
    return {
      issuer: this.origin,
      authorization_endpoint: `${this.origin}/authorize`,
      token_endpoint: `${this.origin}/token`,
      jwks_uri: `${this.origin}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [this.algorithm],
    };
  }

  private exchange(form: URLSearchParams, authorization: string | undefined): Reply {
    if (!this.isOurs(form, authorization)) return json(401, { error: 'invalid_client' });
    const asked = this.codes.get(form.get('code') ?? '');
    this.codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const fits = asked?.form.get('code_challenge') === challenge && asked.form.get('redirect_uri') === form.get('redirect_uri');
    if (!asked || !fits) return json(400, { error: 'invalid_grant' });
    const accessToken = this.accessToken(asked.user);
    const at_hash = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
    const about = { ...externalPeople[asked.user], aud: this.clientId, nonce: asked.form.get('nonce'), at_hash };
    const idToken = this.token({ ...about, ...this.changes.idToken }, this.changes.header);
    return json(200, {
      access_token: accessToken,
      id_token: idToken,
      token_type: 'Bearer',
      expires_in: 3_600,
      ...this.changes.tokens,
    });
  }

  /** Whether the client says who it is in the one way asked for, and in no other besides. */
  private isOurs(form: URLSearchParams, authorization: string | undefined): boolean {
    // RFC 6749, section 2.3.1: both halves are form-encoded before they are joined.
    const halves = Buffer.from(authorization?.replace(/^Basic /, '') ?? '', 'base64')
      .toString()
      .split(':');
    const basic = halves.map(half => new URLSearchParams(`x=${half}`).get('x'));
    const said = [authorization === undefined ? null : basic, form.get('client_id'), form.get('client_secret')];
    const { clientId, clientSecret } = this;
    const expected: Record<ClientAuthentication, typeof said> = {
      client_secret_basic: [[clientId, clientSecret], null, null],
      client_secret_post: [null, clientId, clientSecret],
      none: [null, clientId, null],
    };
    return JSON.stringify(said) === JSON.stringify(expected[this.authentication]);
  }

  private token(claims: Members, header: Members = {}): string {
    const iat = Math.floor(this.clock.now() / 1_000);
    const [own, kid] = this.algorithm === 'RS256' ? [rsa.privateKey, 'k/1='] : [elliptic.privateKey, 'k/2='];
    const key: KeyObject = this.foreignKey ? anotherRsa.privateKey : own;
    const text = [
      { alg: this.algorithm, kid, ...header },
      { iss: this.origin, iat, exp: iat + 300, ...claims },
    ]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }
}

function json(status: number, body: unknown): Reply {
  return { status, body: JSON.stringify(body) };
}

function published(key: KeyObject, kid: string): Members {
  return { ...key.export({ format: 'jwk' }), kid, use: 'sig' };
}
