import 'reflect-metadata';
import type { SessionAnswer } from '@nat/contracts';
import { ManualClock } from '@nat/service-kit';
import { type AuthProcess, aWorld, startAuth } from './auth-process';
import { CognitoPool } from './cognito-pool';
import { TestBrowser } from './test-browser';
import { accountOf, sessionOf } from './with-issuer';

const password = 'Passw0rd!x';
const redirectUri = 'http://127.0.0.1:4200/v1/auth/oidc/callback';

// Runs at MiniStack alone (jest.config.cjs): our own endpoint has no user pools.
describe('a user pool of Amazon Cognito', () => {
  const endpoint = process.env['AWS_ENDPOINT_URL']!;
  const email = `ada-${Date.now()}@example.org`;
  let pool: CognitoPool;
  let clientId: string;
  let programs: Awaited<ReturnType<CognitoPool['programToken']>>;
  let auth: AuthProcess;

  beforeAll(async () => {
    pool = await CognitoPool.create(endpoint);
    const registered = await pool.client(redirectUri, true);
    const direct = await pool.client(redirectUri);
    clientId = direct.clientId;
    programs = await pool.programToken();
    await pool.person(clientId, email, password, 'Ada Pool');
    const world = { ...(await aWorld()), clock: new ManualClock(Date.now()) };
    auth = await startAuth(world, 'http://127.0.0.1:1/n/{slug}', {
      OIDC_ISSUER: pool.issuer,
      OIDC_DISCOVERY_URL: pool.discoveryUrl,
      OIDC_NAME: 'Cognito',
      OIDC_CLIENT_ID: registered.clientId,
      OIDC_CLIENT_SECRET: registered.clientSecret!,
      OIDC_ACCESS_CLIENT_IDS: `${clientId},${programs.clientId}`,
    });
  }, 120_000);
  afterAll(() => auth.close());

  const exchange = (accessToken: string) =>
    auth.call<SessionAnswer & { code?: string }>('/internal/sessions/external', {
      as: 'api-gateway',
      body: { clientId: 'cli', accessToken },
    });

  it('signs people in on its own page, and makes them an account that has no nation', async () => {
    const browser = new TestBrowser(auth);
    const { location } = await browser.ask('oidcStart', { query: { signIn: await browser.begin() } });
    const ended = await browser.ask('oidcCallback', { query: await pool.signInOnPage(location!, email, password) });
    expect(await accountOf(auth, await sessionOf(auth, ended))).toMatchObject({ name: 'Ada Pool', memberships: [] });
  });

  it('has its access tokens exchanged for sessions of one and the same person, each token once', async () => {
    const first = await pool.tokens(clientId, email, password);
    const next = await pool.refreshed(clientId, first);
    const [one, other] = [await exchange(first.AccessToken), await exchange(next.AccessToken)];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(await accountOf(auth, one.body)).toEqual(await accountOf(auth, other.body));
    expect((await exchange(first.AccessToken)).body.code).toBe('unauthenticated');
  });

  it('has its ID tokens, refresh tokens and the tokens of programs refused', async () => {
    const { IdToken, RefreshToken } = await pool.tokens(clientId, email, password);
    for (const token of [IdToken, programs.accessToken]) expect((await exchange(token)).body.code).toBe('unauthenticated');
    expect(['unauthenticated', 'invalid']).toContain((await exchange(RefreshToken)).body.code);
  });

  it('has tokens of its other clients refused, and those of another pool, though one key signs for both', async () => {
    const stranger = await pool.client(redirectUri);
    const tokens = await pool.tokens(stranger.clientId, email, password);
    expect((await exchange(tokens.AccessToken)).body.code).toBe('unauthenticated');
    const elsewhere = await CognitoPool.create(endpoint);
    const there = await elsewhere.client(redirectUri);
    await elsewhere.person(there.clientId, email, password, 'Ada Elsewhere');
    const foreign = await elsewhere.tokens(there.clientId, email, password);
    expect((await exchange(foreign.AccessToken)).body.code).toBe('unauthenticated');
  });
});
