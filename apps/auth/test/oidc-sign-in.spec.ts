import 'reflect-metadata';
import { EmailAddress } from '@nat/contracts';
import { authorizeQuery, TestBrowser } from './test-browser';
import { withIssuer } from './with-issuer';

const at = withIssuer();
const [basic, post] = ['client_secret_basic', 'client_secret_post'] as const;

describe('where an issuer is configured', () => {
  it('the page offers it by its name, and sends the browser to the issuer’s own page with fresh secrets', async () => {
    const { html } = await at.browser.ask('start', { query: authorizeQuery() });
    expect(html).toContain('>Sign in with Example &amp; Co</a>');
    const locations = [new URL(await at.away()), new URL(await at.away())];
    for (const { href, searchParams } of locations) {
      expect(href.split('?')[0]).toBe(`${at.issuer.origin}/authorize`);
      const secret = expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) as string;
      expect(Object.fromEntries(searchParams)).toEqual({
        response_type: 'code',
        client_id: at.issuer.clientId,
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
    const first = await at.account(await at.signIn('ada'));
    expect(first).toMatchObject({ name: 'Ada External', memberships: [] });
    at.issuer.changes = { idToken: { name: 'Somebody', email: 'other@example.org' } };
    expect(await at.account(await at.signIn('ada', new TestBrowser(at.auth)))).toEqual(first);
    expect((await at.account(await at.signIn('mallory', new TestBrowser(at.auth)))).userId).not.toBe(first.userId);
  });

  it('a name the issuer did not give, or gave with hidden characters, is no trouble', async () => {
    expect((await at.account(await at.signIn('shy'))).name).toBe('Unnamed person');
    at.issuer.changes = { idToken: { sub: 'x-1', name: 'Ev\u202ee\u0000' } };
    expect((await at.account(await at.signIn('shy', new TestBrowser(at.auth)))).name).toBe('Eve');
  });

  it('claims that speak of nations and roles mean nothing', async () => {
    await at.auth.signIn('ada', 'demo');
    at.issuer.changes = { idToken: { nations: { demo: 'owner' }, role: 'owner', 'cognito:groups': ['owner'] } };
    expect((await at.account(await at.signIn('ada'))).memberships).toEqual([]);
  });

  it('asks the issuer nothing before somebody wants to sign in there, and its configuration once', async () => {
    expect(at.issuer.requests).toEqual([]);
    await at.signIn('ada');
    await at.signIn('shy', new TestBrowser(at.auth));
    expect(at.issuer.requests).toEqual(['/.well-known/openid-configuration', '/token', '/jwks', '/token']);
  });
});

describe('the client', () => {
  it.each<[string, () => Record<string, unknown>, Record<string, string | undefined>]>([
    ['in a header', () => ({}), {}],
    ['in a header, where both will do', () => ({ token_endpoint_auth_methods_supported: [basic, post] }), {}],
    [
      'in the form, where nothing else will do',
      () => ((at.issuer.authentication = post), { token_endpoint_auth_methods_supported: [post, 'private_key_jwt'] }),
      {},
    ],
    [
      'without a secret, where it was given none',
      () => ((at.issuer.authentication = 'none'), {}),
      { OIDC_CLIENT_SECRET: undefined },
    ],
  ])('says who it is %s', async (_, discovery, changes) => {
    await at.restart(changes);
    at.issuer.changes = { discovery: discovery() };
    expect((await at.signIn('ada')).status).toBe(303);
  });

  it.each([
    ['RS256', 503],
    ['ES256', 303],
    ['ES256,RS256', 303],
  ])('that takes %s gets %s of an issuer that signs with ES256', async (algorithms, status) => {
    await at.restart({ OIDC_ALGORITHMS: algorithms });
    at.issuer.algorithm = 'ES256';
    expect((await at.signIn('ada')).status).toBe(status);
  });
});

describe('an address of the issuer', () => {
  it('opens no account of Nat by itself: whoever runs an issuer could take over any', async () => {
    const mailed = await at.account(await at.browser.signInByMail('ada@example.org'));
    expect((await at.account(await at.signIn('ada', new TestBrowser(at.auth)))).userId).not.toBe(mailed.userId);
  });

  it('opens it where the configuration trusts the issuer, and the issuer calls the address verified', async () => {
    await at.restart({ OIDC_TRUST_EMAIL: 'true' });
    const mailed = await at.account(await at.browser.signInByMail('Ada@Example.org'));
    const { userId } = await at.account(await at.signIn('ada', new TestBrowser(at.auth)));
    expect(userId).toBe(mailed.userId);
    // Known from then on, whatever address comes later.
    at.issuer.changes = { idToken: { email: 'other@example.org' } };
    expect((await at.account(await at.signIn('ada', new TestBrowser(at.auth)))).userId).toBe(userId);
    expect(await at.world.accounts.userOfEmail(EmailAddress.parse('other@example.org'))).toBeUndefined();
  });

  it('makes an account of it, by the name the issuer gave, for whom it is the first one', async () => {
    await at.restart({ OIDC_TRUST_EMAIL: 'true' });
    expect(await at.account(await at.signIn('ada'))).toMatchObject({ name: 'Ada External', email: 'ada@example.org' });
    at.issuer.changes = { idToken: { sub: 'a-0002', name: undefined, email: 'bob@example.org' } };
    expect((await at.account(await at.signIn('ada', new TestBrowser(at.auth)))).name).toBe('bob');
  });

  it.each([false, undefined, 'true', 1, ['true']])('does not where email_verified is %j', async email_verified => {
    await at.restart({ OIDC_TRUST_EMAIL: 'true' });
    const mailed = await at.account(await at.browser.signInByMail('ada@example.org'));
    at.issuer.changes = { idToken: { email_verified } };
    expect((await at.account(await at.signIn('ada', new TestBrowser(at.auth)))).userId).not.toBe(mailed.userId);
  });
});

it('where none is configured there is no such way: no link, no page, no session', async () => {
  await at.restart({ OIDC_ISSUER: undefined, OIDC_CLIENT_ID: undefined, OIDC_CLIENT_SECRET: undefined });
  const { html } = await at.browser.ask('start', { query: authorizeQuery() });
  expect(html).not.toContain('oidc');
  expect((await at.browser.ask('oidcStart', { query: { signIn: await at.browser.begin() } })).status).toBe(404);
  expect((await at.back({ state: 's', code: 'c' })).status).toBe(404);
  const body = { clientId: 'cli', accessToken: 'a.b.c' };
  expect((await at.auth.call('/internal/sessions/external', { as: 'api-gateway', body })).status).toBe(404);
});
