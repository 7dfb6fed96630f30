import type { Admission, BrowserAnswer, ProblemCode, ProblemDetails, Role, SessionCheckAnswer } from '@nat/contracts';
import { ManualClock, type RunningService, SeededRng } from '@nat/service-kit';
import { generateServiceKeys, generateSigningKey, type PrivateSigningKey, publicPart } from '@nat/session';
import { CompactSign, importJWK } from 'jose';
import { bootstrap } from '../src';
import type { EndpointDefinition } from '../src/endpoint-definition';
import { endpoints } from '../src/endpoints';
import { problemCodesOf } from '../src/openapi';
import { conversationId, beginStream, framesOf } from './events';
import { FakeSibling, sendJson, toldNothing } from './fake-sibling';

const problemType = 'application/problem+json; charset=utf-8';

export const userId = `usr_${'2'.repeat(32)}`;
export const sessionId = `ses_${'3'.repeat(32)}`;
const issuer = 'http://127.0.0.1:4201';
const clockStart = '2026-06-15T12:00:00.000Z';

/** What auth answers to a browser unless told. */
export const page: BrowserAnswer = {
  status: 200,
  html: '<p>A page of auth</p>',
  cookies: [],
  policy: { styles: [], formActions: [] },
};

export interface TokenOptions {
  user?: string;
  client?: string;
  nations?: Record<string, Role>;
  claims?: Record<string, unknown>;
}

/** The whole gateway over HTTP, with a fake of every service behind it and a clock that stands still. */
export class GatewayStack {
  readonly auth = new FakeSibling();
  readonly usage = new FakeSibling();
  readonly agent = new FakeSibling();
  readonly billing = new FakeSibling();
  readonly clock = new ManualClock(clockStart);
  private running: RunningService | undefined;
  private key!: PrivateSigningKey;

  static async start(settings: Record<string, string> = {}): Promise<GatewayStack> {
    const stack = new GatewayStack();
    try {
      await stack.boot(settings);
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  private async boot(settings: Record<string, string>): Promise<void> {
    this.key = await generateSigningKey('key-1');
    const [AUTH_URL, USAGE_URL, AGENT_URL, BILLING_URL] = await Promise.all(this.siblings.map(sibling => sibling.start()));
    const keys = await generateServiceKeys(['api-gateway']);
    this.behaveWell();
    this.running = await bootstrap(
      {
        NODE_ENV: 'test',
        PORT: '0',
        LOG_LEVEL: 'silent',
        SESSION_ISSUER: issuer,
        SERVICE_PRIVATE_KEY: keys.privateKeys['api-gateway'],
        SERVICE_PUBLIC_KEYS: keys.publicKeys,
        AUTH_URL,
        USAGE_URL,
        AGENT_URL,
        BILLING_URL,
        ...settings,
      },
      { clock: this.clock, rng: new SeededRng(1) },
    );
  }

  private get siblings(): FakeSibling[] {
    return [this.auth, this.usage, this.agent, this.billing];
  }

  get service(): RunningService {
    if (!this.running) throw new Error('The gateway did not start');
    return this.running;
  }

  get url(): string {
    return this.service.url;
  }

  async stop(): Promise<void> {
    await this.running?.close();
    await Promise.all(this.siblings.map(sibling => sibling.stop()));
  }

  /** Everything behind the gateway says yes. */
  private behaveWell(): void {
    this.auth.answer('GET /.well-known/jwks.json', 200, { keys: [publicPart(this.key)] });
    this.auth.answer('POST /internal/pages/*', 200, page);
    this.checkSessions({ active: true, role: 'member' });
    this.admit();
    this.usage.answer('POST /internal/reservations/*/release', 204);
    this.agent.on('POST /internal/queries', ({ headers, body }, response) => {
      const { queryId } = body as { queryId: string };
      const eventsUrl = `/v1/queries/${queryId}/events`;
      if (headers.accept !== 'text/event-stream')
        return sendJson(response, 202, { queryId, conversationId, status: 'running', eventsUrl });
      beginStream(response);
      response.end(framesOf(queryId, ['Hel', 'lo']).join(''));
    });
  }

  checkSessions(answer: SessionCheckAnswer): void {
    this.auth.answer('POST /internal/sessions/check', 200, answer);
  }

  /** What usage answers to a reservation; admitted unless told. */
  admit(more: { repeated?: boolean; refused?: Partial<Extract<Admission, { admitted: false }>> } = {}): void {
    this.usage.on('POST /internal/reservations', ({ body }, response) => {
      const { queryId } = body as { queryId: string };
      const queries = {
        used: 345,
        held: 2,
        limit: { kind: 'finite' as const, amount: '500', mode: 'block' as const },
        resetAt: '2026-06-16T12:00:00.000Z',
      };
      const admitted: Admission = {
        admitted: true,
        repeated: more.repeated ?? false,
        reservation: { queryId, periodStart: '2026-06-01T00:00:00.000Z', admittedAt: clockStart },
        queries,
        rate: { limit: 10, windowSeconds: 60, remaining: 7, resetSeconds: 42 },
      };
      sendJson(
        response,
        200,
        more.refused ? { admitted: false, code: 'quota_exceeded', queries, upgradeTo: [], ...more.refused } : admitted,
      );
    });
  }

  refuseByAgent(code: ProblemCode, more?: ProblemDetails): void {
    this.agent.refuse('POST /internal/queries', code, more);
  }

  /** An access token of a member of the nation `demo`. */
  async token({ user = userId, client = 'cli', nations = { demo: 'member' }, claims = {} }: TokenOptions = {}): Promise<string> {
    const iat = Math.floor(this.clock.now() / 1_000);
    const all = {
      iss: issuer,
      aud: 'nat-api',
      sub: user,
      sid: sessionId,
      jti: 'j',
      iat,
      exp: iat + 900,
      client,
      nations,
      ...claims,
    };
    return new CompactSign(new TextEncoder().encode(JSON.stringify(all)))
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: this.key.kid })
      .sign(await importJWK({ ...this.key }, 'ES256'));
  }

  /** Any request, signed in unless `authorization` says otherwise (`''` sends none). */
  async request(
    method: string,
    path: string,
    given: { headers?: Record<string, string>; body?: unknown } = {},
  ): Promise<Response> {
    const { authorization = `Bearer ${await this.token()}`, ...headers } = given.headers ?? {};
    const raw = typeof given.body === 'string' || given.body instanceof Uint8Array;
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(authorization !== '' && { authorization }),
        ...(given.body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: given.body === undefined || raw ? (given.body as string) : JSON.stringify(given.body),
    });
    await expectDocumented(method, answer);
    return answer;
  }

  /** Asks a question; the stream unless `accept` says otherwise. */
  ask(body: unknown = { text: 'hi' }, headers: Record<string, string> = {}): Promise<Response> {
    return this.request('POST', '/v1/queries', {
      body,
      headers: { accept: 'text/event-stream', 'idempotency-key': 'key-1', ...headers },
    });
  }

  /** Units held and not given back. */
  get held(): number {
    return (
      this.usage.callsTo('POST /internal/reservations').length -
      this.usage.callsTo('POST /internal/reservations/*/release').length
    );
  }
}

/** One gateway for every test of a file. */
export function useGateway(settings: Record<string, string> = {}): { readonly stack: GatewayStack } {
  const holder: { stack?: GatewayStack } = {};
  beforeEach(async () => {
    holder.stack = await GatewayStack.start(settings);
  });
  afterEach(() => holder.stack?.stop());
  return holder as { readonly stack: GatewayStack };
}

/** Asserts that an answer is a problem document of this code, with nothing of a stack or an inner address in it. */
export async function expectProblem(answer: Response, status: number, code: ProblemCode): Promise<Record<string, unknown>> {
  const text = await answer.text();
  expect(text).not.toMatch(/\n\s+at |node_modules|127\.0\.0\.1|\/internal\//);
  const document = JSON.parse(text) as Record<string, unknown>;
  expect(document).toMatchObject({ code, status, type: `urn:nat:problem:${code}` });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe(problemType);
  expect(answer.headers.get('x-request-id')).toBe(document['requestId']);
  return document;
}

/** Whatever is refused, the API's document says so: else nobody could prepare for it. */
async function expectDocumented(method: string, answer: Response): Promise<void> {
  if (answer.headers.get('content-type') !== problemType) return;
  const { pathname, search } = new URL(answer.url);
  if (!isDecodable(search)) return; // an address that is none leads to no endpoint
  const all: EndpointDefinition[] = Object.values(endpoints);
  const asked = all.find(endpoint => endpoint.method === method && patternOf(endpoint).test(pathname));
  if (!asked) return;
  const { code, detail } = (await answer.clone().json()) as { code: ProblemCode; detail: string };
  if (detail !== toldNothing && !problemCodesOf(asked).has(code))
    throw new Error(`${method} ${asked.path} does not tell that it may refuse with ${code}`);
}

const patternOf = ({ path }: EndpointDefinition): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}
