import 'reflect-metadata';
import type { Me, SessionAnswer, SessionCheckAnswer, SessionsAnswer } from '@nat/contracts';
import type { PersonIdentity } from '@nat/service-kit';
import { type AuthProcess, aWorld, startAuth, type World } from './auth-process';
import { OAuthDouble } from './oauth-double';

const double = new OAuthDouble();
let template: string;
let world: World;
let auth: AuthProcess;

beforeAll(async () => {
  template = await double.start();
  world = await aWorld();
  auth = await startAuth(world, template);
});
afterAll(async () => {
  await auth.close();
  await double.stop();
});

const check = (person: PersonIdentity, nationSlug?: string) =>
  auth.call<SessionCheckAnswer>('/internal/sessions/check', { as: 'api-gateway', identity: person, body: { nationSlug } });
const refresh = (refreshToken: string) =>
  auth.call<Required<SessionAnswer>>('/internal/sessions/refresh', { as: 'api-gateway', body: { refreshToken } });

/** A new session: its person and its refresh token. */
async function signedIn(user = 'ada'): Promise<PersonIdentity & { refreshToken: string }> {
  const { accessToken, refreshToken } = (await auth.signIn(user)).body;
  const { userId, sessionId } = await auth.identity(accessToken);
  return { userId, sessionId, refreshToken: refreshToken! };
}

it('tells a live session and the live role of its user', async () => {
  const person = await signedIn();
  expect(await check(person, 'demo')).toMatchObject({ status: 200, body: { active: true, role: 'owner' } });
});

it('tells no role in a nation the user does not belong to, or where none is named', async () => {
  const person = await signedIn();
  expect([(await check(person, 'other')).body, (await check(person)).body]).toEqual([{ active: true }, { active: true }]);
});

it('knows neither an unknown session, nor one of somebody else, nor one past its end', async () => {
  const [person, other] = [await signedIn(), await signedIn('olu')];
  expect((await check({ ...person, sessionId: 'ses_00000000000000000000000000' })).body).toEqual({ active: false });
  expect((await check({ ...person, sessionId: other.sessionId })).body).toEqual({ active: false });
  await world.clock.advance(30 * 86_400_000);
  expect((await check(person)).body).toEqual({ active: false });
});

describe('a refresh token', () => {
  it('is exchanged for the next pair, of the same session', async () => {
    const { sessionId, refreshToken } = await signedIn();
    const next = await refresh(refreshToken);
    expect(next).toMatchObject({ status: 200, body: { sessionId, expiresIn: 900 } });
    expect(next.body.refreshToken).not.toBe(refreshToken);
    expect(await auth.identity(next.body.accessToken)).toMatchObject({ sessionId, role: 'owner' });
    expect((await refresh(next.body.refreshToken)).status).toBe(200);
  });

  it('that was exchanged before ends the session of whoever holds the next one', async () => {
    const { refreshToken, ...person } = await signedIn();
    const { body: next } = await refresh(refreshToken);
    expect(await refresh(refreshToken)).toMatchObject({ status: 401, body: { code: 'refresh_token_reused' } });
    expect((await check(person)).body).toEqual({ active: false });
    expect(await refresh(next.refreshToken)).toMatchObject({ status: 401, body: { code: 'session_revoked' } });
    const [entry] = world.audit.entries().filter(({ type }) => type === 'session.refresh_reused');
    expect(entry).toMatchObject({ subject: person.sessionId, outcome: 'refused', data: { client: 'cli' } });
    expect(world.events).toContainEqual(
      expect.objectContaining({ id: `${person.sessionId}.revoked`, data: expect.objectContaining({ cause: 'refresh_reuse' }) }),
    );
  });

  it('shown twice at once gives one pair at most, and that session ends', async () => {
    const second = await startAuth(world, template);
    const { refreshToken, ...person } = await signedIn();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        (index % 2 ? auth : second).call('/internal/sessions/refresh', { as: 'api-gateway', body: { refreshToken } }),
      ),
    );
    await second.close();
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect((await check(person)).body).toEqual({ active: false });
  });

  it('is not used up by an exchange that fails', async () => {
    const { refreshToken, ...person } = await signedIn();
    jest.spyOn(world.accounts, 'account').mockRejectedValueOnce(new Error('the table does not answer'));
    expect((await refresh(refreshToken)).status).toBe(500);
    expect((await refresh(refreshToken)).status).toBe(200);
    expect((await check(person)).body).toEqual({ active: true });
  });

  it('of one session does nothing to another of the same person', async () => {
    const [one, other] = [await signedIn(), await signedIn()];
    await refresh(one.refreshToken);
    await refresh(one.refreshToken);
    expect((await check(other)).body).toEqual({ active: true });
  });

  it('lives as long as its session: used within 30 days each, until the 90th', async () => {
    let { refreshToken } = await signedIn();
    for (const day of [29, 58, 87]) {
      await world.clock.advance(29 * 86_400_000);
      const next = await refresh(refreshToken);
      expect([day, next.status]).toEqual([day, 200]);
      refreshToken = next.body.refreshToken;
    }
    await world.clock.advance(3 * 86_400_000);
    expect(await refresh(refreshToken)).toMatchObject({ status: 401, body: { code: 'session_revoked' } });
  });

  it.each([
    ['was never issued', `nrt_${'A'.repeat(43)}`, 401],
    ['is none', 'nothing', 422],
    ['is an access token', 'eyJhbGciOiJFUzI1NiJ9.e30.AA', 422],
    ['is a list', ['nrt_'], 422],
  ])('that %s is refused', async (_, refreshToken, status) => {
    expect(await auth.call('/internal/sessions/refresh', { as: 'api-gateway', body: { refreshToken } })).toMatchObject({
      status,
    });
  });

  it('stands nowhere in the clear', async () => {
    const { refreshToken } = await signedIn();
    const kept = JSON.stringify([world.sessions, world.events, world.audit, world.accounts], (_, value: unknown) =>
      value instanceof Map ? [...(value as Map<unknown, unknown>)] : value,
    );
    expect(kept).toContain('live');
    expect(kept).not.toContain(refreshToken.slice(4));
  });
});

describe('signing out', () => {
  const list = (identity: PersonIdentity) => auth.call<SessionsAnswer>('/internal/sessions', { as: 'api-gateway', identity });
  const end = (identity: PersonIdentity, which = '') =>
    auth.call(`/internal/sessions${which}`, { as: 'api-gateway', identity, method: 'DELETE' });

  it('ends the current session and leaves the others', async () => {
    const [here, there] = [await signedIn(), await signedIn()];
    expect((await end(here, '/current')).status).toBe(204);
    expect([(await check(here)).body.active, (await check(there)).body.active]).toEqual([false, true]);
    expect(await refresh(here.refreshToken)).toMatchObject({ body: { code: 'session_revoked' } });
  });

  it('ends another session of the same person by its id, once', async () => {
    const [here, there] = [await signedIn(), await signedIn()];
    expect((await end(here, `/${there.sessionId}`)).status).toBe(204);
    expect((await check(there)).body).toEqual({ active: false });
    expect(await end(here, `/${there.sessionId}`)).toMatchObject({ status: 404 });
  });

  it('does nothing to the session of somebody else, and answers as for one that is not there', async () => {
    const [ada, olu] = [await signedIn(), await signedIn('olu')];
    const [others, nobodys] = [await end(ada, `/${olu.sessionId}`), await end(ada, '/ses_00000000000000000000000000')];
    expect(others).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect({ ...others.body, requestId: '' }).toEqual({ ...nobodys.body, requestId: '' });
    expect((await check(olu)).body.active).toBe(true);
  });

  it('everywhere ends every session and refresh token, and nobody else’s', async () => {
    const [here, there, olu] = [await signedIn(), await signedIn(), await signedIn('olu')];
    expect((await end(here)).status).toBe(204);
    expect((await Promise.all([here, there, olu].map(person => check(person)))).map(({ body }) => body.active)).toEqual([
      false,
      false,
      true,
    ]);
    expect((await refresh(there.refreshToken)).body).toMatchObject({ code: 'session_revoked' });
    expect((await list(here)).body.items).toEqual([]);
    expect((await check(await signedIn())).body.active).toBe(true);
  });

  it('everywhere ends also the sessions whose rows a crash left behind', async () => {
    const [here, there] = [await signedIn(), await signedIn()];
    jest.spyOn(world.sessions, 'end').mockRejectedValueOnce(new Error('the process was killed'));
    expect((await end(here)).status).toBe(500);
    expect([(await check(here)).body.active, (await check(there)).body.active]).toEqual([false, false]);
  });

  it('is preceded by a list that names the session that asks, the one last used first', async () => {
    const [first, second] = [await signedIn('rita'), await signedIn('rita')];
    await world.clock.advance(60_000);
    await refresh(first.refreshToken);
    const { items } = (await list(second)).body;
    expect(items.slice(0, 2).map(({ sessionId, current }) => [sessionId, current])).toEqual([
      [first.sessionId, false],
      [second.sessionId, true],
    ]);
    expect(items[0]!.lastUsedAt).toBe(new Date(world.clock.now()).toISOString());
  });
});

it('refuses what is no session check', async () => {
  const identity = await signedIn();
  for (const body of [{ nationSlug: 'Demo' }, { nationSlug: 'demo', role: 'owner' }, { userId: identity.userId }]) {
    expect(await auth.call('/internal/sessions/check', { as: 'api-gateway', identity, body })).toMatchObject({ status: 422 });
  }
  expect((await auth.call('/internal/sessions/check', { as: 'api-gateway', body: {} })).status).toBe(401);
  expect((await auth.call('/internal/sessions/check', { as: 'agent', identity, body: {} })).status).toBe(403);
});

it('shows a caller their own account with their name', async () => {
  const { body } = await auth.signIn('rita');
  const identity = await auth.identity(body.accessToken);
  const me = await auth.call<Me>('/internal/me', { as: 'api-gateway', identity });
  expect(me.body).toEqual({
    userId: identity.userId,
    name: 'Rita Reader',
    memberships: [{ nationSlug: 'demo', role: 'read_only' }],
    claims: [],
  });
});

it('shows no account without an identity, to another service, or of a user that does not exist', async () => {
  const identity = await auth.identity((await auth.signIn('ada')).body.accessToken);
  expect((await auth.call('/internal/me', { as: 'api-gateway' })).status).toBe(401);
  expect((await auth.call('/internal/me', { as: 'usage', identity })).status).toBe(403);
  const nobody = { ...identity, userId: 'usr_00000000000000000000000000' };
  expect((await auth.call('/internal/me', { as: 'api-gateway', identity: nobody })).status).toBe(404);
});

it('publishes public halves of its keys, to be kept for 5 minutes', async () => {
  const answer = await auth.call<{ keys: object[] }>('/.well-known/jwks.json', { as: null });
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  expect(answer.body.keys.map(key => Object.keys(key).toSorted())).toEqual([['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']]);
});

it('signs with the same key in every process of one installation', async () => {
  const second = await startAuth(world, template);
  const { body: one } = await auth.call('/.well-known/jwks.json', { as: null });
  const { body: other } = await second.call('/.well-known/jwks.json', { as: null });
  const { body } = await second.signIn('ada');
  await second.close();
  expect(other).toEqual(one);
  expect((await auth.identity(body.accessToken)).role).toBe('owner');
});

it('answers with problem documents only', async () => {
  const answer = await auth.call('/internal/nothing', { as: 'agent' });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body).toMatchObject({ code: 'not_found', status: 404 });
});
