import 'reflect-metadata';
import type { Me, SessionAnswer } from '@nat/contracts';
import { type AuthProcess, aWorld, startAuth, type World } from './auth-process';
import { OidcDouble } from './oidc-double';
import { handedOver, TestBrowser, client } from './test-browser';

let world: World;
let issuer: OidcDouble;
let auth: AuthProcess;

beforeEach(async () => {
  world = await aWorld();
  issuer = new OidcDouble(world.clock);
  await issuer.start();
  auth = await started();
});
afterEach(async () => {
  await auth.close();
  await issuer.stop();
});

const started = (changes: Record<string, string> = {}): Promise<AuthProcess> =>
  startAuth(world, 'http://127.0.0.1:1/n/{slug}', {
    OIDC_ISSUER: issuer.origin,
    OIDC_CLIENT_ID: issuer.clientId,
    OIDC_CLIENT_SECRET: issuer.clientSecret,
    OIDC_ACCESS_CLIENT_IDS: 'partner, other-partner',
    OIDC_AUDIENCES: 'https://nat.example/api',
    ...changes,
  });

const exchange = (accessToken: string, as: 'api-gateway' | 'agent' | null = 'api-gateway') =>
  auth.call<SessionAnswer & { code?: string }>('/internal/sessions/external', { as, body: { clientId: 'cli', accessToken } });
const code = async (accessToken: string) => (await exchange(accessToken)).body.code;

async function account({ accessToken }: SessionAnswer): Promise<Me> {
  const { userId, sessionId } = await auth.identity(accessToken);
  return (await auth.call<Me>('/internal/me', { as: 'api-gateway', identity: { userId, sessionId } })).body;
}

it('gives a session for an access token: a pair of our own tokens, which are renewed like any other', async () => {
  const { status, body } = await exchange(issuer.accessToken('ada'));
  expect([status, body.expiresIn]).toEqual([201, 900]);
  expect(await account(body)).toMatchObject({ memberships: [] });
  const { refreshToken } = body;
  const renewed = await auth.call('/internal/sessions/refresh', { as: 'api-gateway', body: { refreshToken } });
  expect(renewed.status).toBe(200);
});

it('knows a person again, also one who came in a browser first', async () => {
  const browser = new TestBrowser(auth);
  const { location } = await browser.ask('oidcStart', { query: { signIn: await browser.begin() } });
  const ended = await browser.ask('oidcCallback', { query: issuer.consent(location!, 'ada') });
  const { clientId, codeVerifier, redirectUri } = client;
  const body = { clientId, codeVerifier, redirectUri, code: handedOver(ended) };
  const opened = await auth.call<SessionAnswer>('/internal/sessions', { as: 'api-gateway', body });
  const first = await account(opened.body);
  for (const jti of ['1', '2']) expect(await account((await exchange(issuer.accessToken('ada', { jti }))).body)).toEqual(first);
  expect((await account((await exchange(issuer.accessToken('shy'))).body)).userId).not.toBe(first.userId);
});

it('takes a token once, also of 20 calls at once: who finds a used one gets nothing for it', async () => {
  const token = issuer.accessToken('ada');
  const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(token)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(await code(token)).toBe('unauthenticated');
});

it.each<[string, () => string, string]>([
  ['of another client', () => issuer.accessToken('ada', { client_id: 'stranger' }), 'unauthenticated'],
  ['for another audience', () => issuer.accessToken('ada', { aud: 'https://other.example' }), 'unauthenticated'],
  ['of another issuer', () => issuer.accessToken('ada', { iss: 'https://evil.example' }), 'unauthenticated'],
  ['of a program', () => issuer.accessToken('ada', { sub: 'partner' }), 'unauthenticated'],
  ['that does not say that it is one', () => issuer.accessToken('ada', {}, { typ: 'JWT' }), 'unauthenticated'],
  ['that has ended', () => issuer.accessToken('ada', { exp: Math.floor(world.clock.now() / 1_000) - 61 }), 'token_expired'],
  ['by an algorithm that is not listed', () => issuer.accessToken('ada', {}, { typ: 'at+jwt', alg: 'ES256' }), 'unauthenticated'],
  ['by a key nobody publishes', () => ((issuer.foreignKey = true), issuer.accessToken('ada')), 'unauthenticated'],
])('refuses a token %s, and opens nothing', async (_, token, expected) => {
  expect(await code(token())).toBe(expected);
  expect(await world.identities.userOf({ issuer: issuer.origin, subject: 'a-0001' })).toBeUndefined();
});

it('refuses an ID token, and a token of Nat itself', async () => {
  const idToken = issuer.accessToken('ada', { aud: issuer.clientId, client_id: undefined, token_use: 'id' }, {});
  expect(await code(idToken)).toBe('unauthenticated');
  const { body } = await exchange(issuer.accessToken('ada'));
  expect(await code(body.accessToken)).toBe('unauthenticated');
});

it('takes Cognito’s form, which names no audience', async () => {
  const claims = { client_id: 'other-partner', aud: undefined, token_use: 'access', username: 'ada' };
  expect((await exchange(issuer.accessToken('ada', claims, {}))).status).toBe(201);
});

it('says that it cannot check while the issuer was never reached, and uses nothing up', async () => {
  issuer.fault = () => 'reset';
  const token = issuer.accessToken('ada');
  expect(await code(token)).toBe('dependency_unavailable');
  issuer.fault = undefined;
  await world.clock.advance(1_000);
  expect((await exchange(token)).status).toBe(201);
});

it('goes on through an outage of the issuer with the keys it has', async () => {
  await exchange(issuer.accessToken('ada'));
  issuer.fault = () => 'reset';
  await world.clock.advance(1_200_000);
  expect((await exchange(issuer.accessToken('ada'))).status).toBe(201);
});

it('is for the gateway alone to ask for', async () => {
  expect((await exchange(issuer.accessToken('ada'), null)).status).toBe(401);
  expect((await exchange(issuer.accessToken('ada'), 'agent')).status).toBe(403);
});

it('exists only where clients are named whose tokens count', async () => {
  await auth.close();
  auth = await started({ OIDC_ACCESS_CLIENT_IDS: '' });
  expect(await code(issuer.accessToken('ada'))).toBe('not_found');
});
