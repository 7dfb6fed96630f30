import 'reflect-metadata';
import type { Me, SessionCheckAnswer } from '@nat/contracts';
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

const check = (sessionId: string, nationSlug = 'demo') =>
  auth.call<SessionCheckAnswer>('/internal/sessions/check', { as: 'api-gateway', body: { sessionId, nationSlug } });

it('tells a live session and the live role of its user', async () => {
  const { body } = await auth.signIn('ada');
  expect(await check(body.sessionId)).toMatchObject({ status: 200, body: { active: true, role: 'owner' } });
});

it('tells no role in a nation the user does not belong to', async () => {
  const { body } = await auth.signIn('ada');
  expect((await check(body.sessionId, 'other')).body).toEqual({ active: true });
});

it('knows neither an unknown session nor one past its end', async () => {
  const { body } = await auth.signIn('ada');
  expect((await check('ses_00000000000000000000000000')).body).toEqual({ active: false });
  await world.clock.advance(30 * 86_400_000);
  expect((await check(body.sessionId)).body).toEqual({ active: false });
});

it('refuses what is no session check', async () => {
  for (const body of [
    {},
    { sessionId: 'x', nationSlug: 'demo' },
    { sessionId: 'ses_00000000000000000000000000', nationSlug: 'demo', role: 'owner' },
  ]) {
    expect(await auth.call('/internal/sessions/check', { as: 'api-gateway', body })).toMatchObject({ status: 422 });
  }
});

it('shows a caller their own account with their name', async () => {
  const { body } = await auth.signIn('rita');
  const identity = await auth.identity(body.accessToken);
  const me = await auth.call<Me>('/internal/me', { as: 'api-gateway', identity });
  expect(me.body).toEqual({
    userId: identity.userId,
    name: 'Rita Reader',
    memberships: [{ nationSlug: 'demo', role: 'read_only' }],
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
