import 'reflect-metadata';
import { expectProblem, sessionId, useGateway } from './gateway-stack';

const origin = 'https://app.nat.example';
const gateway = useGateway({ PUBLIC_ORIGIN: 'https://api.nat.example', CORS_ORIGINS: origin });
const refreshToken = `nrt_${'A'.repeat(43)}`;
const session = { accessToken: 'a.b.c', expiresIn: 900, sessionId };
const cookie = `__Host-nat_refresh=${refreshToken}`;
const kept = `${cookie}; Max-Age=7776000; Path=/; HttpOnly; Secure; SameSite=Strict`;
const removed = [
  '__Host-nat_refresh=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Strict',
  '__Host-nat_browser=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
];

const code = {
  clientId: 'web',
  code: 'C'.repeat(43),
  codeVerifier: 'V'.repeat(43),
  redirectUri: 'https://app.nat.example/signed-in',
};
const send = (path: string, headers: Record<string, string>, body?: unknown) =>
  gateway.stack.request('POST', path, { headers: { authorization: '', ...headers }, body });
const callsTo = (path: string) => gateway.stack.auth.callsTo(`POST ${path}`);

beforeEach(() => {
  gateway.stack.auth.answer('POST /internal/sessions', 201, { ...session, refreshToken });
  gateway.stack.auth.answer('POST /internal/sessions/refresh', 200, { ...session, refreshToken });
});

it('gives the web app its refresh token as a cookie alone', async () => {
  const answer = await send('/v1/sessions', { origin }, code);
  expect([answer.status, await answer.json(), answer.headers.getSetCookie()]).toEqual([201, session, [kept]]);
  expect(callsTo('/internal/sessions')[0]?.body).toEqual(code);
  expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
});

it('gives it so for a token of the external issuer too, and every other client a pair', async () => {
  gateway.stack.auth.answer('POST /internal/sessions/external', 201, { ...session, refreshToken });
  const external = { accessToken: 'a.b.c', clientId: 'web' };
  const web = await send('/v1/sessions/external', { origin }, external);
  expect([web.status, await web.json(), web.headers.getSetCookie()]).toEqual([201, session, [kept]]);
  const cli = await send('/v1/sessions/external', {}, { ...external, clientId: 'cli' });
  expect([cli.status, await cli.json(), cli.headers.getSetCookie()]).toEqual([201, { ...session, refreshToken }, []]);
  expect(callsTo('/internal/sessions/external').map(({ body }) => body)).toEqual([external, { ...external, clientId: 'cli' }]);
});

it.each([
  ['for the web app from another origin', { origin: 'https://evil.example' }, { accessToken: 'a.b.c', clientId: 'web' }, 403],
  ['that is none', {}, { accessToken: 'a.b', clientId: 'cli' }, 422],
  ['with anything else beside it', {}, { accessToken: 'a.b.c', clientId: 'cli', nation: 'demo' }, 422],
  ['of 9 KB', {}, { accessToken: `a.${'b'.repeat(9_000)}.c`, clientId: 'cli' }, 422],
])('hands no token on %s', async (_, headers, body, status) => {
  expect((await send('/v1/sessions/external', headers as Record<string, string>, body)).status).toBe(status);
  expect(callsTo('/internal/sessions/external')).toEqual([]);
});

it('gives every other client its refresh token in the answer, and no cookie', async () => {
  const answer = await send('/v1/sessions', {}, { ...code, clientId: 'cli', redirectUri: 'http://127.0.0.1:1/signed-in' });
  expect([answer.status, await answer.json(), answer.headers.getSetCookie()]).toEqual([201, { ...session, refreshToken }, []]);
});

it('renews by the cookie for a page of the web app, and keeps the next token in it', async () => {
  const answer = await send('/v1/sessions/refresh', { origin, cookie });
  expect([answer.status, await answer.json(), answer.headers.getSetCookie()]).toEqual([200, session, [kept]]);
  expect(callsTo('/internal/sessions/refresh')[0]?.body).toEqual({ refreshToken });
});

it.each([
  ['of no origin', {}],
  ['of another origin', { origin: 'https://evil.example' }],
  ['of no origin of a page', { origin: 'null' }],
  ['of an origin that only begins alike', { origin: `${origin}.evil.example` }],
])('takes the cookie from no call %s, and makes no session for the web app there', async (_, headers) => {
  await expectProblem(await send('/v1/sessions/refresh', { ...headers, cookie }), 403, 'forbidden');
  await expectProblem(await send('/v1/sessions', headers, code), 403, 'forbidden');
  expect([...callsTo('/internal/sessions'), ...callsTo('/internal/sessions/refresh')]).toEqual([]);
});

it.each([
  ['no cookie', {}],
  ['a cookie that holds no token', { cookie: '__Host-nat_refresh=x' }],
  ['a cookie that any sibling domain could have set', { cookie: `nat_refresh=${refreshToken}` }],
])('is signed in to nothing with %s', async (_, headers) => {
  await expectProblem(await send('/v1/sessions/refresh', { origin, ...headers }), 401, 'unauthenticated');
  expect(callsTo('/internal/sessions/refresh')).toEqual([]);
});

it('takes the cookies of session and sign-in away when their person signs out', async () => {
  gateway.stack.auth.answer('DELETE /internal/sessions/*', 204);
  gateway.stack.auth.answer('DELETE /internal/sessions', 204);
  for (const path of ['/v1/sessions/current', '/v1/sessions']) {
    expect((await gateway.stack.request('DELETE', path)).headers.getSetCookie()).toEqual(removed);
  }
  expect((await gateway.stack.request('DELETE', `/v1/sessions/${sessionId}`)).headers.getSetCookie()).toEqual([]);
});

describe('the sign-in of a browser whose person signs out', () => {
  const browser = 'B'.repeat(43);
  const signOut = (path: string, value = browser) =>
    gateway.stack.request('DELETE', path, { headers: { cookie: `__Host-nat_browser=${value}` } });
  const ends = () => gateway.stack.auth.received.filter(({ method }) => method === 'DELETE');

  beforeEach(() => {
    gateway.stack.auth.answer('POST /internal/browser-sign-outs', 204);
    gateway.stack.auth.answer('DELETE /internal/sessions/*', 204);
    gateway.stack.auth.answer('DELETE /internal/sessions', 204);
  });

  it('ends at auth too, so that a copy of its cookie is worth nothing', async () => {
    for (const path of ['/v1/sessions/current', '/v1/sessions']) expect((await signOut(path)).status).toBe(204);
    expect(callsTo('/internal/browser-sign-outs').map(({ body }) => body)).toEqual([{ browser }, { browser }]);
  });

  it('stays when another session ends, and a cookie that is none keeps nobody signed in', async () => {
    expect((await signOut(`/v1/sessions/${sessionId}`)).status).toBe(204);
    expect((await signOut('/v1/sessions/current', 'none')).status).toBe(204);
    expect(callsTo('/internal/browser-sign-outs')).toEqual([]);
  });

  it('ends before the session does, so that whoever was told of a failure can ask again', async () => {
    gateway.stack.auth.refuse('POST /internal/browser-sign-outs', 'dependency_unavailable', { retryAfter: 1 });
    await expectProblem(await signOut('/v1/sessions/current'), 503, 'dependency_unavailable');
    expect(ends()).toEqual([]);
  });
});
