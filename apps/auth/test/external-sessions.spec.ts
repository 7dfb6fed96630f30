import 'reflect-metadata';
import type { SessionAnswer } from '@nat/contracts';
import { accountOf, withIssuer } from './with-issuer';

const at = withIssuer({ OIDC_ACCESS_CLIENT_IDS: 'partner, other-partner', OIDC_AUDIENCES: 'https://nat.example/api' });

const exchange = (accessToken: string, as: 'api-gateway' | 'agent' | null = 'api-gateway') =>
  at.auth.call<SessionAnswer & { code?: string }>('/internal/sessions/external', { as, body: { clientId: 'cli', accessToken } });
const code = async (accessToken: string) => (await exchange(accessToken)).body.code;

it('gives a session for an access token: a pair of our own tokens, which are renewed like any other', async () => {
  const { status, body } = await exchange(at.issuer.accessToken('ada'));
  expect([status, body.expiresIn]).toEqual([201, 900]);
  expect(await accountOf(at.auth, body)).toMatchObject({ memberships: [] });
  const { refreshToken } = body;
  const renewed = await at.auth.call('/internal/sessions/refresh', { as: 'api-gateway', body: { refreshToken } });
  expect(renewed.status).toBe(200);
});

it('knows a person again, also one who came in a browser first', async () => {
  const first = await at.account(await at.signIn('ada'));
  for (const jti of ['1', '2'])
    expect(await accountOf(at.auth, (await exchange(at.issuer.accessToken('ada', { jti }))).body)).toEqual(first);
  expect((await accountOf(at.auth, (await exchange(at.issuer.accessToken('shy'))).body)).userId).not.toBe(first.userId);
});

it('takes a token once, also of 20 calls at once: who finds a used one gets nothing for it', async () => {
  const token = at.issuer.accessToken('ada');
  const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(token)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(await code(token)).toBe('unauthenticated');
});

it.each<[string, () => string, string]>([
  ['of another client', () => at.issuer.accessToken('ada', { client_id: 'stranger' }), 'unauthenticated'],
  ['for another audience', () => at.issuer.accessToken('ada', { aud: 'https://other.example' }), 'unauthenticated'],
  ['of another issuer', () => at.issuer.accessToken('ada', { iss: 'https://evil.example' }), 'unauthenticated'],
  ['of a program', () => at.issuer.accessToken('ada', { sub: 'partner' }), 'unauthenticated'],
  ['that does not say that it is one', () => at.issuer.accessToken('ada', {}, { typ: 'JWT' }), 'unauthenticated'],
  ['that has ended', () => at.issuer.accessToken('ada', { exp: Math.floor(at.world.clock.now() / 1_000) - 61 }), 'token_expired'],
  [
    'by an algorithm that is not listed',
    () => at.issuer.accessToken('ada', {}, { typ: 'at+jwt', alg: 'ES256' }),
    'unauthenticated',
  ],
  ['by a key nobody publishes', () => ((at.issuer.foreignKey = true), at.issuer.accessToken('ada')), 'unauthenticated'],
])('refuses a token %s, and opens nothing', async (_, token, expected) => {
  expect(await code(token())).toBe(expected);
  expect(await at.world.identities.userOf({ issuer: at.issuer.origin, subject: 'a-0001' })).toBeUndefined();
});

it('refuses an ID token, and a token of Nat itself', async () => {
  const idToken = at.issuer.accessToken('ada', { aud: at.issuer.clientId, client_id: undefined, token_use: 'id' }, {});
  expect(await code(idToken)).toBe('unauthenticated');
  const { body } = await exchange(at.issuer.accessToken('ada'));
  expect(await code(body.accessToken)).toBe('unauthenticated');
});

it('takes Cognito’s form, which names no audience', async () => {
  const claims = { client_id: 'other-partner', aud: undefined, token_use: 'access', username: 'ada' };
  expect((await exchange(at.issuer.accessToken('ada', claims, {}))).status).toBe(201);
});

it('says that it cannot check while the issuer was never reached, and uses nothing up', async () => {
  at.issuer.fault = () => 'reset';
  const token = at.issuer.accessToken('ada');
  expect(await code(token)).toBe('dependency_unavailable');
  at.issuer.fault = undefined;
  await at.world.clock.advance(1_000);
  expect((await exchange(token)).status).toBe(201);
});

it('uses nothing up where the person could not be written', async () => {
  const token = at.issuer.accessToken('ada');
  const failing = jest.spyOn(at.world.identities, 'enter').mockRejectedValueOnce(new Error('throttled'));
  expect((await exchange(token)).status).toBe(500);
  failing.mockRestore();
  expect((await exchange(token)).status).toBe(201);
});

it('goes on through an outage of the issuer with the keys it has', async () => {
  await exchange(at.issuer.accessToken('ada'));
  at.issuer.fault = () => 'reset';
  await at.world.clock.advance(1_200_000);
  expect((await exchange(at.issuer.accessToken('ada'))).status).toBe(201);
});

it('is for the gateway alone to ask for', async () => {
  expect((await exchange(at.issuer.accessToken('ada'), null)).status).toBe(401);
  expect((await exchange(at.issuer.accessToken('ada'), 'agent')).status).toBe(403);
});

it('exists only where clients are named whose tokens count', async () => {
  await at.restart({ OIDC_ACCESS_CLIENT_IDS: '' });
  expect(await code(at.issuer.accessToken('ada'))).toBe('not_found');
});
