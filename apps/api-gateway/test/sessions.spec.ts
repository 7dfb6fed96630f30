import 'reflect-metadata';
import { sendJson } from './fake-sibling';
import { expectProblem, sessionId, useGateway, userId } from './gateway-stack';

const gateway = useGateway();
const checks = 'POST /internal/sessions/check';
const usage = { plan: 'pro', periodStart: '2026-06-01T00:00:00.000Z', meters: [] };

beforeEach(() => gateway.stack.usage.answer('GET /internal/usage', 200, usage));

const read = async (): Promise<number> => (await gateway.stack.request('GET', '/v1/usage')).status;

it('asks auth once for many requests at once, and again after 30 s', async () => {
  gateway.stack.auth.on(checks, (_, response) => {
    setTimeout(() => sendJson(response, 200, { active: true, role: 'member' }), 50);
  });
  expect(new Set(await Promise.all(Array.from({ length: 20 }, read)))).toEqual(new Set([200]));
  expect(gateway.stack.auth.callsTo(checks)).toHaveLength(1);
  await gateway.stack.clock.advance(29_999);
  await read();
  expect(gateway.stack.auth.callsTo(checks)).toHaveLength(1);
  await gateway.stack.clock.advance(1);
  await read();
  expect(gateway.stack.auth.callsTo(checks)).toHaveLength(2);
});

it('asks about exactly this session and nation, in the name of its user', async () => {
  await read();
  const [check] = gateway.stack.auth.callsTo(checks);
  expect(check?.body).toEqual({ nationSlug: 'demo' });
  expect(check?.claims).toMatchObject({ aud: 'service:auth', sub: userId, sid: sessionId });
  expect(check?.claims).not.toHaveProperty('nation');
});

it('puts a changed role into force within 30 s', async () => {
  expect(await read()).toBe(200);
  gateway.stack.checkSessions({ active: true });
  expect(await read()).toBe(200);
  await gateway.stack.clock.advance(30_000);
  await expectProblem(await gateway.stack.request('GET', '/v1/usage'), 403, 'forbidden');
});

it('believes a refusal of auth, and does not take it for an outage', async () => {
  gateway.stack.auth.refuse(checks, 'session_revoked');
  await expectProblem(await gateway.stack.request('GET', '/v1/usage'), 401, 'session_revoked');
});

it('refuses a nation that the token does not name while auth cannot be asked, though it only reads', async () => {
  gateway.stack.auth.on(checks, (_, response) => void response.destroy());
  expect(await read()).toBe(200);
  const headers = { 'x-nat-nation-slug': 'joined' };
  await expectProblem(await gateway.stack.request('GET', '/v1/usage', { headers }), 503, 'dependency_unavailable');
});

describe('a session', () => {
  const pair = { accessToken: 'a.b.c', expiresIn: 900, sessionId, refreshToken: `nrt_${'A'.repeat(43)}` };
  const renew = (body: unknown) =>
    gateway.stack.request('POST', '/v1/sessions/refresh', { headers: { authorization: '' }, body });

  it('is renewed by its refresh token, without an access token', async () => {
    gateway.stack.auth.answer('POST /internal/sessions/refresh', 200, pair);
    const answer = await renew({ refreshToken: pair.refreshToken });
    expect([answer.status, await answer.json()]).toEqual([200, pair]);
    expect(gateway.stack.auth.callsTo('POST /internal/sessions/refresh')[0]?.body).toEqual({ refreshToken: pair.refreshToken });
  });

  it.each(['unauthenticated', 'session_revoked', 'refresh_token_reused'] as const)('is not renewed: %s', async code => {
    gateway.stack.auth.refuse('POST /internal/sessions/refresh', code);
    await expectProblem(await renew({ refreshToken: pair.refreshToken }), 401, code);
  });

  it('is not renewed by what is no refresh token, which is never sent on', async () => {
    await expectProblem(await renew({ refreshToken: '../current' }), 422, 'invalid');
    expect(gateway.stack.auth.callsTo('POST /internal/sessions/refresh')).toEqual([]);
  });

  it('is renewed at most so often from one address', async () => {
    gateway.stack.auth.answer('POST /internal/sessions/refresh', 200, pair);
    const statuses = new Set<number>();
    for (let call = 0; call < 121; call++) statuses.add((await renew({ refreshToken: pair.refreshToken })).status);
    expect([...statuses]).toEqual([200, 429]);
  });

  it('is listed and ended by its person, who need not belong to a nation', async () => {
    const authorization = `Bearer ${await gateway.stack.token({ nations: {} })}`;
    const items = [
      { sessionId, client: 'cli', startedAt: '2026-06-15T12:00:00.000Z', lastUsedAt: '2026-06-15T12:00:00.000Z', current: true },
    ];
    gateway.stack.auth.answer('GET /internal/sessions', 200, { items });
    gateway.stack.auth.answer('DELETE /internal/sessions/*', 204);
    gateway.stack.auth.answer('DELETE /internal/sessions', 204);
    const list = await gateway.stack.request('GET', '/v1/sessions', { headers: { authorization } });
    expect([list.status, await list.json()]).toEqual([200, { items }]);
    for (const path of ['/current', `/${sessionId}`, '']) {
      expect((await gateway.stack.request('DELETE', `/v1/sessions${path}`, { headers: { authorization } })).status).toBe(204);
    }
    const ends = gateway.stack.auth.received.filter(({ method }) => method === 'DELETE');
    expect(ends.map(({ path, claims }) => [path, claims['sub']])).toEqual([
      ['/internal/sessions/current', userId],
      [`/internal/sessions/${sessionId}`, userId],
      ['/internal/sessions', userId],
    ]);
  });

  it.each(['nothing', 'ses_%2e%2e%2fcheck', 'usr_00000000000000000000000000'])('that is none is not ended: %s', async id => {
    await expectProblem(await gateway.stack.request('DELETE', `/v1/sessions/${id}`), 404, 'not_found');
    expect(gateway.stack.auth.received.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });
});

it('signs in to the sandbox and hands out exactly the session', async () => {
  const session = { accessToken: 'a.b.c', expiresIn: 900, sessionId, refreshToken: `nrt_${'A'.repeat(43)}` };
  gateway.stack.auth.answer('POST /internal/sandbox-sessions', 201, { ...session, userId: 'stays inside' });
  const headers = { authorization: '' };
  const answer = await gateway.stack.request('POST', '/v1/sessions/sandbox', { headers, body: { nationSlug: 'demo' } });
  expect([answer.status, await answer.json()]).toEqual([201, session]);
  const [call] = gateway.stack.auth.callsTo('POST /internal/sandbox-sessions');
  expect(call?.body).toEqual({ nationSlug: 'demo', user: 'ada', clientId: 'cli' });
  expect(call?.claims['sub']).toBeUndefined();
});
