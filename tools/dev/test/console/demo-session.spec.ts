import { DemoSession } from '../../console/protocol/demo-session.js';
import { Transport } from '../../console/protocol/transport.js';

interface Sent {
  line: string;
  headers: Headers;
  body: unknown;
}

/** A server that answers a sign-in with token-1, token-2 … and everything else as told. */
function server(answer: (token: string) => Response) {
  const sent: Sent[] = [];
  let signIns = 0;
  const send = (async (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    sent.push({ line: `${init.method} ${path}`, headers, body: init.body && JSON.parse(init.body as string) });
    if (path !== '/v1/sessions/sandbox') return answer(headers.get('authorization')!.slice('Bearer '.length));
    return Response.json({ accessToken: `token-${++signIns}`, expiresIn: 900, sessionId: 's' }, { status: 201 });
  }) as typeof fetch;
  return { send, sent };
}

const account = { user: 'ada', nationSlug: 'demo' };
const refused = (status: number, code: string): Response => Response.json({ code, detail: 'No.', status }, { status });

it('signs in once for all that begin together, and names nation and client with each request', async () => {
  const { send, sent } = server(() => Response.json({}));
  const transport = new Transport(new DemoSession(account, send, () => 0), 'demo', send);
  await Promise.all([transport.json({ path: '/v1/me' }), transport.json({ path: '/v1/actions' })]);
  expect(sent.map(({ line }) => line)).toEqual(['POST /v1/sessions/sandbox', 'GET /v1/me', 'GET /v1/actions']);
  expect(sent[0]!.body).toEqual({ user: 'ada', nationSlug: 'demo', clientId: 'web' });
  expect(Object.fromEntries(sent[1]!.headers)).toMatchObject({
    authorization: 'Bearer token-1',
    'x-nat-nation-slug': 'demo',
    'x-nat-client': 'console/1.0.0',
  });
});

it('names no nation where none was chosen', async () => {
  const { send, sent } = server(() => Response.json({}));
  await new Transport(new DemoSession(account, send, () => 0), undefined, send).json({ path: '/v1/me' });
  expect(sent[1]!.headers.has('x-nat-nation-slug')).toBe(false);
});

it('signs in again a minute before the token ends', async () => {
  const { send, sent } = server(() => Response.json({}));
  let now = 0;
  const session = new DemoSession(account, send, () => now);
  const tokens = [await session.token()];
  now = 839_999;
  tokens.push(await session.token());
  now = 840_000;
  tokens.push(await session.token());
  expect(tokens).toEqual(['token-1', 'token-1', 'token-2']);
  expect(sent).toHaveLength(2);
});

it('tries once more with a new token where the one in hand is refused', async () => {
  const { send, sent } = server(token => (token === 'token-1' ? refused(401, 'token_expired') : Response.json({ ok: true })));
  const transport = new Transport(new DemoSession(account, send, () => 0), 'demo', send);
  expect(await transport.json({ method: 'POST', path: '/v1/queries', body: { text: 'hi' } })).toEqual({ ok: true });
  expect(sent.filter(({ line }) => line === 'POST /v1/queries')).toHaveLength(2);
});

it('tells a refusal as the problem it is, and a second 401 too', async () => {
  const { send, sent } = server(() => refused(401, 'session_revoked'));
  const transport = new Transport(new DemoSession(account, send, () => 0), 'demo', send);
  await expect(transport.send({ path: '/v1/me' })).rejects.toMatchObject({
    message: 'No.',
    problem: { code: 'session_revoked' },
  });
  expect(sent.filter(({ line }) => line === 'GET /v1/me')).toHaveLength(2);
});

it('makes a problem of an answer that holds none, and of none', async () => {
  const { send } = server(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  const session = new DemoSession(account, send, () => 0);
  await expect(new Transport(session, 'demo', send).send({ path: '/v1/me' })).rejects.toMatchObject({
    problem: { status: 502, retryable: true },
  });
  const silent = (async () => Promise.reject(new TypeError('fetch failed'))) as typeof fetch;
  await expect(new Transport(session, 'demo', silent).send({ path: '/v1/me' })).rejects.toMatchObject({
    problem: { code: 'dependency_unavailable' },
  });
  await expect(new DemoSession(account, silent, () => 0).token()).rejects.toMatchObject({
    problem: { code: 'dependency_unavailable' },
  });
});
