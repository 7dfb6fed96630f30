import 'reflect-metadata';
import { type SessionAnswer, StartSession } from '@nat/contracts';
import type { AuthProcess, World } from './auth-process';
import { authorizeQuery, client, handedOver, TestBrowser } from './test-browser';
import { useAuth } from './use-auth';

let world: World;
let auth: AuthProcess;
let browser: TestBrowser;

useAuth(started => {
  ({ auth, world } = started);
  browser = new TestBrowser(auth);
});

const ada = 'ada@example.org';
const loopback = { client_id: 'cli', redirect_uri: 'http://127.0.0.1:51234/signed-in' };

const proof = { clientId: client.clientId, redirectUri: client.redirectUri, codeVerifier: client.codeVerifier };

async function signedInCode(): Promise<StartSession> {
  return { ...proof, code: handedOver(await browser.signInByMail(ada, { prompt: 'login' })) };
}
const start = (body: StartSession) => auth.call<Required<SessionAnswer>>('/internal/sessions', { as: 'api-gateway', body });

/** Signs somebody out everywhere the moment after auth has next looked whether they are. */
function signOutOnceSeen(): void {
  const { sessions } = world;
  const epoch = sessions.epoch.bind(sessions);
  jest.spyOn(sessions, 'epoch').mockImplementationOnce(async userId => {
    const seen = await epoch(userId);
    await sessions.endAll(userId, seen, []);
    return seen;
  });
}

describe('a browser that is signed in', () => {
  it('goes on at once, without a page', async () => {
    await browser.signInByMail(ada);
    const answer = await browser.ask('start', { query: authorizeQuery() });
    expect([answer.status, answer.html]).toEqual([303, undefined]);
    expect(handedOver(answer)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('asks first where anything on the machine could be listening', async () => {
    await browser.signInByMail(ada);
    const answer = await browser.ask('start', { query: authorizeQuery(loopback) });
    expect([answer.status, answer.html]).toEqual([200, expect.stringContaining('Continue as ada')]);
    const signIn = /value="(sgn_[0-9a-z]+)"/.exec(answer.html!)![1]!;
    const ended = await browser.ask('continue', { form: { signIn } });
    expect(ended.location).toMatch(/^http:\/\/127\.0\.0\.1:51234\/signed-in\?code=/);
  });

  it('asks when it is told to, so that its person can become somebody else', async () => {
    await browser.signInByMail(ada);
    expect((await browser.ask('start', { query: authorizeQuery({ prompt: 'login' }) })).status).toBe(200);
    const bob = await browser.signInByMail('bob@example.org', { prompt: 'login' });
    const { accessToken } = (await start({ ...proof, code: handedOver(bob) })).body;
    const { userId } = await auth.identity(accessToken);
    expect(await world.accounts.account(userId)).toMatchObject({ email: 'bob@example.org' });
  });

  it('is so for 30 days, and until its person signs out everywhere', async () => {
    const { body } = await start(await signedInCode());
    const identity = await auth.identity(body.accessToken);
    await world.clock.advance(29 * 86_400_000);
    expect((await browser.ask('start', { query: authorizeQuery() })).status).toBe(303);
    await auth.call('/internal/sessions', { as: 'api-gateway', identity, method: 'DELETE' });
    expect((await browser.ask('start', { query: authorizeQuery() })).status).toBe(200);
  });

  it('carries nobody over a sign-out everywhere that comes while it goes on', async () => {
    await browser.signInByMail(ada);
    signOutOnceSeen();
    const code = handedOver(await browser.ask('start', { query: authorizeQuery() }));
    expect(await start({ ...proof, code })).toMatchObject({ status: 401, body: { code: 'session_revoked' } });
    expect((await browser.ask('start', { query: authorizeQuery() })).status).toBe(200);
  });

  it('goes nowhere by a form of somebody else’s sign-in', async () => {
    const signIn = await new TestBrowser(auth).begin();
    await browser.signInByMail(ada);
    expect((await browser.ask('continue', { form: { signIn } })).status).toBe(403);
  });

  it('is not signed in by the cookie of a sign-in before the last one', async () => {
    await browser.signInByMail(ada);
    const stolen = new TestBrowser(auth);
    stolen.cookies = { ...browser.cookies };
    await browser.signInByMail(ada, { prompt: 'login' });
    expect((await stolen.ask('start', { query: authorizeQuery() })).status).toBe(200);
    expect((await browser.ask('start', { query: authorizeQuery() })).status).toBe(303);
  });

  it('is so no longer once its person has signed out, nor is a copy of its cookie; others are', async () => {
    const other = new TestBrowser(auth);
    for (const each of [browser, other]) await each.signInByMail(ada);
    const body = { browser: browser.cookies.browser };
    for (const time of ['once', 'again']) {
      const answer = await auth.call('/internal/browser-sign-outs', { as: 'api-gateway', body });
      expect([time, answer.status]).toEqual([time, 204]);
    }
    expect((await browser.ask('start', { query: authorizeQuery() })).status).toBe(200);
    expect((await other.ask('start', { query: authorizeQuery() })).status).toBe(303);
  });

  it('is signed out by nobody but the gateway', async () => {
    const body = { browser: 'B'.repeat(43) };
    const asked = (as: 'agent' | null) => auth.call('/internal/browser-sign-outs', { as, body });
    expect([(await asked(null)).status, (await asked('agent')).status]).toEqual([401, 403]);
  });

  it('is not signed in by cookies that were made up', async () => {
    browser.cookies = { browser: 'B'.repeat(43), sign_in: 'S'.repeat(43) };
    expect((await browser.ask('start', { query: authorizeQuery() })).status).toBe(200);
  });
});

describe('the code of a finished sign-in', () => {
  it.each<[string, Partial<StartSession>, string]>([
    ['with another verifier', { codeVerifier: 'w'.repeat(43) }, 'unauthenticated'],
    ['with the challenge in place of the verifier', { codeVerifier: authorizeQuery()['code_challenge']! }, 'unauthenticated'],
    ['for another client', { clientId: 'cli' }, 'unauthenticated'],
    ['for another address', { redirectUri: 'https://app.example/signed-in/' }, 'unauthenticated'],
  ])('is worth nothing %s, and used up', async (_, changes, code) => {
    const body = await signedInCode();
    expect((await start({ ...body, ...changes })).body).toMatchObject({ code });
    expect(await start(body)).toMatchObject({ status: 410, body: { code: 'code_expired' } });
  });

  it('makes one session of 20 calls at once', async () => {
    const body = await signedInCode();
    const answers = await Promise.all(Array.from({ length: 20 }, () => start(body)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(19);
  });

  it('is good for a minute', async () => {
    const body = await signedInCode();
    await world.clock.advance(60_000);
    expect((await start(body)).body).toMatchObject({ code: 'code_expired' });
  });

  it('is worth nothing once its person has signed out everywhere', async () => {
    const identity = await auth.identity((await start(await signedInCode())).body.accessToken);
    const body = await signedInCode();
    await auth.call('/internal/sessions', { as: 'api-gateway', identity, method: 'DELETE' });
    expect(await start(body)).toMatchObject({ status: 401, body: { code: 'session_revoked' } });
  });

  it('makes no session that lives on over a sign-out everywhere that comes at that moment', async () => {
    const body = await signedInCode();
    signOutOnceSeen();
    const { accessToken } = (await start(body)).body;
    const { userId, sessionId } = await auth.identity(accessToken);
    const check = { as: 'api-gateway', identity: { userId, sessionId }, body: {} } as const;
    expect((await auth.call('/internal/sessions/check', check)).body).toEqual({ active: false });
  });

  it('is for the gateway alone to bring', async () => {
    const body = await signedInCode();
    expect((await auth.call('/internal/sessions', { as: null, body })).status).toBe(401);
    expect((await auth.call('/internal/sessions', { as: 'agent', body })).status).toBe(403);
  });
});

describe('who may be sent anything', () => {
  const open = (changes: Record<string, string>) => browser.ask('start', { query: authorizeQuery(changes) });

  it.each([
    ['web', 'https://app.example/signed-in'],
    ['extension', 'https://abcdefghijklmnop.chromiumapp.org/nat'],
    ['cli', 'http://127.0.0.1:1/signed-in'],
    ['cli', 'http://127.0.0.1:65535/signed-in'],
  ])('is %s at %s', async (client_id, redirect_uri) => {
    expect((await open({ client_id, redirect_uri })).status).toBe(200);
  });

  it.each([
    ['web', 'https://app.example/signed-in/'],
    ['web', 'https://app.example/signed-in?next=//evil.example'],
    ['web', 'https://app.example/signed-in#'],
    ['web', 'https://app.example/SIGNED-IN'],
    ['web', 'https://app.example:443/signed-in'],
    ['web', 'https://APP.example/signed-in'],
    ['web', 'https://app.example//signed-in'],
    ['web', 'https://app.example/./signed-in'],
    ['web', 'https://app.example/%73igned-in'],
    ['web', 'https://app.example.evil.example/signed-in'],
    ['web', 'https://app.example@evil.example/signed-in'],
    ['web', 'https://evil.example/https://app.example/signed-in'],
    ['web', 'https://evil.example\\@app.example/signed-in'],
    ['web', 'http://app.example/signed-in'],
    ['web', '//app.example/signed-in'],
    ['web', '/signed-in'],
    ['web', 'javascript:alert(1)//https://app.example/signed-in'],
    ['web', 'data:text/html,https://app.example/signed-in'],
    ['web', ' https://app.example/signed-in'],
    ['web', 'https://app.example/signed-in\n'],
    ['web', 'https://app.example/signed-in,https://evil.example'],
    ['web', 'http://127.0.0.1:51234/signed-in'],
    ['web', 'https://abcdefghijklmnop.chromiumapp.org/nat'],
    ['web', ''],
    ['extension', 'https://app.example/signed-in'],
    ['extension', 'https://evilevilevilevil.chromiumapp.org/nat'],
    ['extension', 'https://abcdefghijklmnop.chromiumapp.org.evil.example/nat'],
    ['extension', 'https://abcdefghijklmnop.chromiumapp.org/'],
    ['extension', 'chrome-extension://abcdefghijklmnop/nat'],
    ['cli', 'http://localhost:51234/signed-in'],
    ['cli', 'http://127.0.0.1/signed-in'],
    ['cli', 'http://127.0.0.1:0/signed-in'],
    ['cli', 'http://127.0.0.1:65536/signed-in'],
    ['cli', 'http://127.0.0.1:51234/other'],
    ['cli', 'http://127.0.0.1:51234/signed-in?x=1'],
    ['cli', 'http://127.0.0.1:51234@evil.example/signed-in'],
    ['cli', 'http://127.0.0.1.evil.example:51234/signed-in'],
    ['cli', 'https://127.0.0.1:51234/signed-in'],
    ['cli', 'http://127.1:51234/signed-in'],
    ['cli', 'http://0x7f000001:51234/signed-in'],
    ['cli', 'http://[::1]:51234/signed-in'],
    ['cli', 'http://[::ffff:127.0.0.1]:51234/signed-in'],
    ['cli', 'https://app.example/signed-in'],
    ['admin', 'https://app.example/signed-in'],
    ['', 'https://app.example/signed-in'],
    ['__proto__', 'https://app.example/signed-in'],
    ['constructor', 'https://app.example/signed-in'],
  ])('is not %s at %j: a page says so, and no redirect', async (client_id, redirect_uri) => {
    await browser.signInByMail(ada);
    const answer = await open({ client_id, redirect_uri });
    expect([answer.status, answer.location, answer.cookies]).toEqual([422, undefined, []]);
    expect(answer.html).not.toMatch(/<(?:a|form|script|img|iframe)\b/);
  });

  it.each<[string, Record<string, string>]>([
    ['no state', { state: '' }],
    ['a short state', { state: 'short' }],
    ['a state with a line break', { state: 'state\r\nlocation: x' }],
    ['a state of 600 characters', { state: 's'.repeat(600) }],
    ['a plain challenge', { code_challenge_method: 'plain' }],
    ['no challenge', { code_challenge: '' }],
    ['a challenge that is none', { code_challenge: '!'.repeat(43) }],
    ['another prompt', { prompt: 'none' }],
    ['a hostile nation', { nation: 'evil.example/' }],
  ])('is nobody with %s', async (_, changes) => {
    const answer = await open(changes);
    expect([answer.status, answer.location]).toEqual([400, undefined]);
  });
});
