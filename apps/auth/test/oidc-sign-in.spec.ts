import 'reflect-metadata';
import { type BrowserAnswer, EmailAddress, type Me, type SessionAnswer } from '@nat/contracts';
import { eventually } from '@nat/testing';
import { type AuthProcess, aWorld, startAuth, type World } from './auth-process';
import { OAuthDouble } from './oauth-double';
import { externalPeople, OidcDouble } from './oidc-double';
import { authorizeQuery, client, handedOver, TestBrowser } from './test-browser';

let world: World;
let vendor: OAuthDouble;
let template: string;
let issuer: OidcDouble;
let auth: AuthProcess;
let browser: TestBrowser;

beforeEach(async () => {
  world = await aWorld();
  vendor = new OAuthDouble();
  template = await vendor.start();
  issuer = new OidcDouble(world.clock);
  await issuer.start();
  auth = await withIssuer();
  browser = new TestBrowser(auth);
});
afterEach(async () => {
  await auth.close();
  await issuer.stop();
  await vendor.stop();
});

const withIssuer = (changes: Record<string, string> = {}): Promise<AuthProcess> =>
  startAuth(world, template, {
    OIDC_ISSUER: issuer.origin,
    OIDC_NAME: 'Example & Co',
    OIDC_CLIENT_ID: issuer.clientId,
    OIDC_CLIENT_SECRET: issuer.clientSecret,
    ...changes,
  });

/** The same issuer, and an installation with other settings. */
async function restartWith(changes: Record<string, string>): Promise<void> {
  await auth.close();
  world = await aWorld();
  auth = await withIssuer(changes);
  browser = new TestBrowser(auth);
}

/** Sends a browser away to the issuer. */
async function away(by = browser): Promise<string> {
  const answer = await by.ask('oidcStart', { query: { signIn: await by.begin({ prompt: 'login' }) } });
  if (!answer.location) throw new Error(`nobody was sent away: ${answer.html ?? ''}`);
  return answer.location;
}

const back = (query: Record<string, string>, by = browser): Promise<BrowserAnswer> => by.ask('oidcCallback', { query });

async function signIn(user: string, by = browser): Promise<BrowserAnswer> {
  return back(issuer.consent(await away(by), user), by);
}

/** Who a finished sign-in is: the account behind the session its client gets. */
async function account(ended: BrowserAnswer): Promise<Me> {
  const { clientId, codeVerifier, redirectUri } = client;
  const body = { clientId, codeVerifier, redirectUri, code: handedOver(ended) };
  const answer = await auth.call<SessionAnswer>('/internal/sessions', { as: 'api-gateway', body });
  const { userId, sessionId } = await auth.identity(answer.body.accessToken);
  return (await auth.call<Me>('/internal/me', { as: 'api-gateway', identity: { userId, sessionId } })).body;
}

const tokenCalls = (): number => issuer.requests.filter(path => path === '/token').length;

describe('where an issuer is configured', () => {
  it('the page offers it by its name, and sends the browser to the issuer’s own page with fresh secrets', async () => {
    const { html } = await browser.ask('start', { query: authorizeQuery() });
    expect(html).toContain('>Sign in with Example &amp; Co</a>');
    const locations = [new URL(await away()), new URL(await away())];
    for (const { href, searchParams } of locations) {
      expect(href.split('?')[0]).toBe(`${issuer.origin}/authorize`);
      const secret = expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string;
      expect(Object.fromEntries(searchParams)).toEqual({
        response_type: 'code',
        client_id: issuer.clientId,
        redirect_uri: 'http://127.0.0.1:4200/v1/auth/oidc/callback',
        scope: 'openid email profile',
        state: secret,
        nonce: secret,
        code_challenge: secret,
        code_challenge_method: 'S256',
      });
    }
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(new Set(locations.map(({ searchParams }) => searchParams.get(name))).size).toBe(2);
    }
  });

  it('a person gets an account of their own, without a nation, and is known again by issuer and subject alone', async () => {
    const first = await account(await signIn('ada'));
    expect(first).toMatchObject({ name: 'Ada External', memberships: [] });
    issuer.changes = { idToken: { name: 'Somebody', email: 'other@example.org' } };
    expect(await account(await signIn('ada', new TestBrowser(auth)))).toEqual(first);
    expect((await account(await signIn('mallory', new TestBrowser(auth)))).userId).not.toBe(first.userId);
  });

  it('a name the issuer did not give, or gave with hidden characters, is no trouble', async () => {
    expect((await account(await signIn('shy'))).name).toBe('Unnamed person');
    issuer.changes = { idToken: { sub: 'x-1', name: 'Ev\u202ee\u0000' } };
    expect((await account(await signIn('shy', new TestBrowser(auth)))).name).toBe('Eve');
  });

  it('claims that speak of nations and roles mean nothing', async () => {
    await auth.signIn('ada', 'demo');
    issuer.changes = { idToken: { nations: { demo: 'owner' }, role: 'owner', 'cognito:groups': ['owner'] } };
    expect((await account(await signIn('ada'))).memberships).toEqual([]);
  });

  it('asks the issuer nothing before somebody wants to sign in there, and its configuration once', async () => {
    expect(issuer.requests).toEqual([]);
    await signIn('ada');
    await signIn('shy', new TestBrowser(auth));
    expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/token', '/jwks', '/token']);
  });
});

describe('an address of the issuer', () => {
  it('opens no account of Nat by itself: whoever runs an issuer could take over any', async () => {
    const mailed = await account(await browser.signInByMail('ada@example.org'));
    expect((await account(await signIn('ada', new TestBrowser(auth)))).userId).not.toBe(mailed.userId);
  });

  it('opens it where the configuration trusts the issuer, and the issuer calls the address verified', async () => {
    await restartWith({ OIDC_TRUST_EMAIL: 'true' });
    const mailed = await account(await browser.signInByMail('Ada@Example.org'));
    const { userId } = await account(await signIn('ada', new TestBrowser(auth)));
    expect(userId).toBe(mailed.userId);
    // Known from then on, whatever address comes later.
    issuer.changes = { idToken: { email: 'other@example.org' } };
    expect((await account(await signIn('ada', new TestBrowser(auth)))).userId).toBe(userId);
    expect(await world.accounts.userOfEmail(EmailAddress.parse('other@example.org'))).toBeUndefined();
  });

  it.each([false, undefined, 'true', 1, ['true']])('does not where email_verified is %j', async email_verified => {
    await restartWith({ OIDC_TRUST_EMAIL: 'true' });
    const mailed = await account(await browser.signInByMail('ada@example.org'));
    issuer.changes = { idToken: { email_verified } };
    expect((await account(await signIn('ada', new TestBrowser(auth)))).userId).not.toBe(mailed.userId);
  });
});

describe('the way back', () => {
  it('is good once, also for 20 at once', async () => {
    const query = issuer.consent(await away(), 'ada');
    const answers = await Promise.all(Array.from({ length: 20 }, () => back(query)));
    expect([answers.filter(({ status }) => status === 303).length, tokenCalls()]).toEqual([1, 1]);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
  });

  it.each<[string, (query: Record<string, string>) => Record<string, string>]>([
    ['no state', ({ code }) => ({ code: code! })],
    ['an invented state', query => ({ ...query, state: 's'.repeat(43) })],
    ['the answer of another issuer', query => ({ ...query, iss: 'https://evil.example' })],
    ['the answer of an issuer with a slash more', query => ({ ...query, iss: `${query['iss']}/` })],
  ])('ends before the issuer is asked: %s', async (_, change) => {
    const answer = await back(change(issuer.consent(await away(), 'ada')));
    expect([answer.status, answer.location, tokenCalls()]).toEqual([400, undefined, 0]);
  });

  it('ends in another browser, and burns the state', async () => {
    const query = issuer.consent(await away(), 'ada');
    const victim = new TestBrowser(auth);
    await away(victim);
    expect((await back(query, victim)).status).toBe(403);
    expect([(await back(query)).status, tokenCalls()]).toEqual([400, 0]);
  });

  it('finishes no sign-in but the one of this browser, and none that is over', async () => {
    const query = issuer.consent(await away(), 'ada');
    delete browser.cookies.sign_in;
    expect((await back(query)).status).toBe(403);
    const late = new TestBrowser(auth);
    const signInId = await late.begin();
    await world.clock.advance(600_000);
    const { location } = await late.ask('oidcStart', { query: { signIn: signInId } });
    await world.clock.advance(400_000);
    const answer = await back(issuer.consent(location!, 'ada'), late);
    expect([answer.status, answer.location]).toEqual([410, undefined]);
  });

  it('ends when it took longer than ten minutes', async () => {
    const query = issuer.consent(await away(), 'ada');
    await world.clock.advance(600_000);
    expect([(await back(query)).status, tokenCalls()]).toEqual([400, 0]);
  });

  it('is not that of NationBuilder, nor the other way round', async () => {
    const query = issuer.consent(await away(), 'ada');
    expect((await browser.ask('callback', { query })).status).toBe(400);
    const other = await browser.ask('nationbuilder', { form: { signIn: await browser.begin(), nation: 'demo' } });
    const { state = '' } = Object.fromEntries(new URL(other.location!).searchParams);
    expect((await back({ state, code: 'x' })).status).toBe(400);
  });

  it('tells who did not allow it, and offers another way', async () => {
    const { state = '' } = issuer.consent(await away(), 'ada');
    const answer = await back({ state, error: 'access_denied', error_description: '<script>' });
    expect([answer.status, tokenCalls()]).toEqual([403, 0]);
    expect(answer.html).toContain('You did not sign in');
    expect(answer.html).toContain('/v1/auth/start?');
    expect(answer.html).not.toContain('script>');
  });

  it.each<[string, () => void]>([
    ['an ID token of another sign-in', () => (issuer.changes = { idToken: { nonce: 'n'.repeat(43) } })],
    ['an ID token without a nonce', () => (issuer.changes = { idToken: { nonce: undefined } })],
    ['an ID token for another client', () => (issuer.changes = { idToken: { aud: 'other' } })],
    ['an ID token made for another', () => (issuer.changes = { idToken: { aud: [issuer.clientId, 'other'], azp: 'other' } })],
    ['an ID token of another issuer', () => (issuer.changes = { idToken: { iss: 'https://evil.example' } })],
    ['an ID token that has ended', () => (issuer.changes = { idToken: { exp: Math.floor(world.clock.now() / 1_000) - 61 } })],
    ['an ID token of another access token', () => (issuer.changes = { idToken: { at_hash: 'A'.repeat(22) } })],
    ['an ID token without a subject', () => (issuer.changes = { idToken: { sub: undefined } })],
    ['an ID token signed by somebody else', () => (issuer.foreignKey = true)],
    ['an ID token by alg none', () => (issuer.changes = { header: { alg: 'none' } })],
    ['an ID token by HS256', () => (issuer.changes = { header: { alg: 'HS256' } })],
    ['an ID token that names its keys', () => (issuer.changes = { header: { jku: 'https://evil.example/jwks' } })],
    ['an access token for an ID token', () => (issuer.changes = { header: { typ: 'at+jwt' } })],
    ['no ID token', () => (issuer.changes = { tokens: { id_token: undefined } })],
    ['an ID token that is no text', () => (issuer.changes = { tokens: { id_token: 7 } })],
    ['no access token', () => (issuer.changes = { tokens: { access_token: undefined } })],
    ['tokens of another kind', () => (issuer.changes = { tokens: { token_type: 'mac' } })],
    [
      'a redirect',
      () =>
        (issuer.fault = path =>
          path === '/token' ? { status: 307, body: '', headers: { location: `${issuer.origin}/stolen` } } : undefined),
    ],
    [
      'a page',
      () =>
        (issuer.fault = path =>
          path === '/token' ? { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } } : undefined),
    ],
    ['70 KB', () => (issuer.changes = { tokens: { pad: 'x'.repeat(70_000) } })],
    [
      'a refusal',
      () => (issuer.fault = path => (path === '/token' ? { status: 400, body: '{"error":"invalid_grant"}' } : undefined)),
    ],
    ['a failure', () => (issuer.fault = path => (path === '/token' ? { status: 500, body: 'canary' } : undefined))],
    ['nothing', () => (issuer.fault = path => (path === '/token' ? 'reset' : undefined))],
    ['no keys', () => (issuer.fault = path => (path === '/jwks' ? { status: 500, body: '' } : undefined))],
  ])('makes nobody of %s', async (_, spoil) => {
    const query = issuer.consent(await away(), 'ada');
    spoil();
    const answer = await back(query);
    expect([answer.status, answer.location]).toEqual([503, undefined]);
    expect(answer.html).toContain('Try again, or sign in another way');
    expect(answer.html).not.toMatch(/canary|127\.0\.0\.1/);
    expect(issuer.requests).not.toContain('/stolen');
    expect(
      await world.identities.userOf({ issuer: issuer.origin, subject: String(externalPeople['ada']!['sub']) }),
    ).toBeUndefined();
  });
});

describe('an issuer that is not as it should be', () => {
  it.each<[string, () => void]>([
    ['is down', () => (issuer.fault = () => 'reset')],
    ['answers an error', () => (issuer.fault = () => ({ status: 500, body: '' }))],
    ['redirects', () => (issuer.fault = () => ({ status: 302, body: '', headers: { location: `${issuer.origin}/elsewhere` } }))],
    ['answers a page', () => (issuer.fault = () => ({ status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }))],
    ['answers 70 KB', () => (issuer.changes = { discovery: { pad: 'x'.repeat(70_000) } })],
    ['is another one', () => (issuer.changes = { discovery: { issuer: 'https://evil.example' } })],
    ['has a slash more', () => (issuer.changes = { discovery: { issuer: `${issuer.origin}/` } })],
    ['has no page to sign in at', () => (issuer.changes = { discovery: { authorization_endpoint: undefined } })],
    ['takes tokens over plain http', () => (issuer.changes = { discovery: { token_endpoint: 'http://evil.example/token' } })],
    ['has its keys in a file', () => (issuer.changes = { discovery: { jwks_uri: 'file:///etc/passwd' } })],
    ['signs in by a script', () => (issuer.changes = { discovery: { authorization_endpoint: 'javascript:alert(1)' } })],
  ])('%s: nobody is sent there, and the other ways go on', async (_, spoil) => {
    spoil();
    const answer = await browser.ask('oidcStart', { query: { signIn: await browser.begin() } });
    expect([answer.status, answer.location, answer.cookies]).toEqual([503, undefined, []]);
    expect(issuer.requests).not.toContain('/elsewhere');
    expect((await account(await browser.signInByMail('olu@example.org'))).email).toBe('olu@example.org');
  });

  it('is asked again a second later, and hourly from then on, while what it said goes on serving', async () => {
    issuer.fault = () => 'reset';
    const signInId = await browser.begin();
    const start = async () => (await browser.ask('oidcStart', { query: { signIn: signInId } })).status;
    expect([await start(), await start()]).toEqual([503, 503]);
    expect(issuer.requests).toHaveLength(1);
    issuer.fault = undefined;
    await world.clock.advance(1_000);
    expect(await start()).toBe(303);
    issuer.fault = () => 'reset';
    await world.clock.advance(3_601_000);
    const later = await browser.begin();
    expect((await browser.ask('oidcStart', { query: { signIn: later } })).status).toBe(303);
    await eventually(() => expect(issuer.requests).toHaveLength(3)); // nobody waits for a reading of what is in hand
  });
});

it('where none is configured there is no such way: no link, no page, no session', async () => {
  await auth.close();
  auth = await startAuth(world, template);
  browser = new TestBrowser(auth);
  const { html } = await browser.ask('start', { query: authorizeQuery() });
  expect(html).not.toContain('oidc');
  expect((await browser.ask('oidcStart', { query: { signIn: await browser.begin() } })).status).toBe(404);
  expect((await back({ state: 's', code: 'c' })).status).toBe(404);
  const body = { clientId: 'cli', accessToken: 'a.b.c' };
  expect((await auth.call('/internal/sessions/external', { as: 'api-gateway', body })).status).toBe(404);
});
