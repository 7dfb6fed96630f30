import { challengeOf } from '../access/grants';
import { defaultSwitches } from '../control/switches';
import { type RunningNationBuilder, startNationBuilder } from '../start-nationbuilder';
import { CALLBACK, HEADERS, NOW, type Resource, consent, get, originOf, signIn, tokenCall } from '../test-support/sign-in';

let time = Date.parse(NOW);
let double: RunningNationBuilder;
let origin: string;

const running: RunningNationBuilder[] = [];

/** Every double is closed in the end, also those of a test that failed halfway. */
async function start(key?: string): Promise<RunningNationBuilder> {
  const rateLimit = { perToken: 1e6, perAddress: 1e6 };
  const started = await startNationBuilder({ now: () => new Date(time), latency: [0, 0], rateLimit, key });
  running.push(started);
  return started;
}

const me = async (token: string) => (await get<Resource>(origin, token, 'signups/me')).status;
const exchange = (code: string, more: Record<string, string> = {}) =>
  tokenCall(origin, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...more });
const codeFor = async (form: Record<string, string> = {}) =>
  (await consent(origin, { user: 'ada', ...form }))?.searchParams.get('code') ?? '';
const refresh = (token: string) => tokenCall(origin, { grant_type: 'refresh_token', refresh_token: token });
const control = (path: string, body: unknown) =>
  fetch(`${double.url}/__sandbox/${path}`, {
    method: 'POST',
    headers: { 'x-sandbox-key': double.controlKey },
    body: JSON.stringify(body),
  });

beforeAll(async () => {
  double = await start();
  origin = originOf(double, 'demo');
});
beforeEach(async () => {
  time = Date.parse(NOW);
  await control('switches', defaultSwitches());
});
afterAll(() => Promise.all(running.map(one => one.close())));

describe('the sign-in page', () => {
  const query = (parameters: Record<string, string>) =>
    new URLSearchParams({ response_type: 'code', client_id: 'nat-sandbox', redirect_uri: CALLBACK, ...parameters }).toString();

  it('names the application, the nation and everyone one can be', async () => {
    const response = await fetch(`${origin}/oauth/authorize?${query({ state: '"><script>alert(1)</script>' })}`);
    const text = await response.text();
    for (const part of ['Nat (sandbox)', 'Demo Nation', 'Ada Admin', 'Lena Left', 'Allow', 'Deny']) expect(text).toContain(part);
    expect(text).not.toContain('<script>');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('never redirects for an unknown client or callback', async () => {
    const wrong: Record<string, string>[] = [
      { client_id: 'someone' },
      { redirect_uri: 'https://evil.example/v1/auth/nationbuilder/callback' },
      { redirect_uri: 'http://127.0.0.1:3000/elsewhere' },
      { redirect_uri: `${CALLBACK}?x=1` },
      { redirect_uri: 'http://127.0.0.1.evil.example/v1/auth/nationbuilder/callback' },
      { redirect_uri: 'not a uri' },
    ];
    for (const parameters of wrong) {
      const response = await fetch(`${origin}/oauth/authorize?${query(parameters)}`, { redirect: 'manual' });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      expect(await consent(origin, { user: 'ada', ...parameters })).toBeUndefined();
    }
  });

  it('gives state back unchanged, with a code or with the refusal', async () => {
    const state = 'a b&c=ü%20"';
    const allowed = await consent(origin, { user: 'ada', state });
    expect([allowed?.searchParams.get('state'), allowed?.searchParams.has('code')]).toEqual([state, true]);
    const denied = await consent(origin, { user: 'ada', decision: 'deny', state });
    expect(Object.fromEntries(denied?.searchParams ?? [])).toEqual({ error: 'access_denied', state });
    const plain = await consent(origin, { user: 'ada', code_challenge: 'x', code_challenge_method: 'plain' });
    expect(plain?.searchParams.get('error')).toBe('invalid_request');
  });

  it('knows the users of its nation only', async () => {
    expect(await consent(origin, { user: 'nobody' })).toBeUndefined();
    expect(await consent(originOf(double, 'empty'), { user: 'vera' })).toBeUndefined();
    expect(await consent(originOf(double, 'empty'), { user: 'ada' })).toBeDefined();
  });
});

describe('a code', () => {
  it('gives a pair once; the second use ends the tokens of the first', async () => {
    const code = await codeFor();
    const { status, body } = await exchange(code);
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ token_type: 'Bearer', expires_in: 86_400, scope: 'default', created_at: time / 1000 }),
    ]);
    expect(body.access_token.split('.')).toHaveLength(3);
    expect(await me(body.access_token)).toBe(200);
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await me(body.access_token)).toBe(401);
    expect(await refresh(body.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('exchanged twenty times at once gives one pair', async () => {
    const code = await codeFor();
    const answers = await Promise.all(Array.from({ length: 20 }, () => exchange(code)));
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1);
  });

  it('is bound to the callback, the PKCE challenge, the nation and ten minutes', async () => {
    const verifier = 'v'.repeat(64);
    const pkce = { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' };
    const refused = { status: 400, body: { error: 'invalid_grant' } };
    expect(await exchange(await codeFor(), { redirect_uri: CALLBACK.replace('3000', '3001') })).toMatchObject(refused);
    const code = await codeFor(pkce);
    expect(await exchange(code)).toMatchObject(refused);
    expect(await exchange(code, { code_verifier: 'w'.repeat(64) })).toMatchObject(refused);
    expect(await exchange(code, { code_verifier: verifier })).toMatchObject({ status: 200 });
    const elsewhere = await codeFor();
    const parameters = { grant_type: 'authorization_code', code: elsewhere, redirect_uri: CALLBACK };
    expect(await tokenCall(originOf(double, 'other'), parameters)).toMatchObject(refused);
    const late = await codeFor();
    time += 600_000;
    expect(await exchange(late)).toMatchObject(refused);
  });

  it('needs the client and a grant type that exists', async () => {
    const code = await codeFor();
    expect(await exchange(code, { client_secret: 'wrong' })).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await exchange(code, { grant_type: 'password' })).toMatchObject({
      status: 400,
      body: { error: 'unsupported_grant_type' },
    });
    expect(await exchange('garbage')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await exchange(code)).toMatchObject({ status: 200 });
  });

  it('is taken as JSON too', async () => {
    const body = {
      grant_type: 'authorization_code',
      code: await codeFor(),
      redirect_uri: CALLBACK,
      client_id: 'nat-sandbox',
      client_secret: 'nat-sandbox-secret',
    };
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${origin}/oauth/token`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(response.status).toBe(200);
    const broken = await fetch(`${origin}/oauth/token`, { method: 'POST', headers, body: '{' });
    expect([broken.status, await broken.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_request' })]);
  });
});

describe('a pair of tokens', () => {
  it('is replaced by a refresh, which works once and ends the old access token', async () => {
    const old = await signIn(origin, 'ada');
    const { status, body: fresh } = await refresh(old.refresh_token);
    expect(status).toBe(200);
    expect([await me(old.access_token), await me(fresh.access_token)]).toEqual([401, 200]);
    expect(await refresh(old.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await refresh(fresh.refresh_token)).toMatchObject({ status: 200 });
  });

  it('refreshed twenty times at once gives one new pair', async () => {
    const { refresh_token } = await signIn(origin, 'ada');
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refresh_token)));
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1);
  });

  it('expires after a day, as token_expired; the refresh token does not', async () => {
    const { access_token, refresh_token } = await signIn(origin, 'ada');
    time += 86_400_000;
    expect((await get(origin, access_token, 'signups')).body.code).toBe('token_expired');
    time += 400 * 86_400_000;
    expect((await refresh(refresh_token)).status).toBe(200);
  });

  it('outlives a restart with the same key, and no other', async () => {
    const tokens = await signIn(origin, 'ada');
    await double.close();
    double = await start();
    origin = originOf(double, 'demo');
    expect(await me(tokens.access_token)).toBe(200);
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
    const stranger = await start('another key');
    expect((await get(originOf(stranger, 'demo'), tokens.access_token, 'signups/me')).status).toBe(401);
  });

  it('cannot be forged, and is no other kind of token', async () => {
    const { access_token, refresh_token } = await signIn(origin, 'vera');
    const [header = '', payload = '', signature = ''] = access_token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const asAda = Buffer.from(JSON.stringify({ ...claims, user: 'ada' })).toString('base64url');
    for (const token of [`${header}.${asAda}.${signature}`, refresh_token, `${header}.${payload}.`, 'garbage']) {
      expect((await get(origin, token, 'signups/me')).body.code).toBe('unauthorized');
    }
    expect((await refresh(access_token)).body.error).toBe('invalid_grant');
  });

  it('lives under the milder and harsher rules that can be switched on', async () => {
    await control('switches', { refreshGrace: true, keepOldAccess: true, omitExpiresIn: true });
    const old = await signIn(origin, 'ada');
    expect(old).not.toHaveProperty('expires_in');
    await refresh(old.refresh_token);
    const again = await refresh(old.refresh_token);
    expect([again.status, await me(old.access_token)]).toEqual([200, 200]);
    await me(again.body.access_token);
    await control('switches', { reuseRevokesFamily: true });
    expect((await refresh(old.refresh_token)).body.error).toBe('invalid_grant');
    expect(await me(again.body.access_token)).toBe(401);
  });

  it('is spent when the answer is lost on the way', async () => {
    const { refresh_token } = await signIn(origin, 'ada');
    await control('faults', { match: { operationId: 'oauthToken' }, effect: 'lost' });
    await expect(refresh(refresh_token)).rejects.toThrow();
    expect((await refresh(refresh_token)).body.error).toBe('invalid_grant');
  });

  it('is not spent when the endpoint fails or the connection breaks before', async () => {
    const { refresh_token } = await signIn(origin, 'ada');
    await control('faults', { match: { operationId: 'oauthToken' }, effect: 'status', status: 503 });
    expect((await refresh(refresh_token)).status).toBe(503);
    await control('faults', { match: { operationId: 'oauthToken' }, effect: 'reset' });
    await expect(refresh(refresh_token)).rejects.toThrow();
    expect((await refresh(refresh_token)).status).toBe(200);
  });

  it('ends with those of everybody when all are revoked, and not when it comes after', async () => {
    const own = await start();
    const one = originOf(own, 'demo');
    const access = async (token: string) => (await get(one, token, 'signups/me')).status;
    const [ada, rita] = [await signIn(one, 'ada'), await signIn(one, 'rita')];
    const headers = { 'x-sandbox-key': own.controlKey };
    const revoked = await fetch(`${own.url}/__sandbox/tokens/revoke`, { method: 'POST', headers });
    expect(revoked.status).toBe(200);
    const refreshed = await tokenCall(one, { grant_type: 'refresh_token', refresh_token: rita.refresh_token });
    expect([await access(ada.access_token), await access(rita.access_token), refreshed.status]).toEqual([401, 401, 400]);
    time += 1;
    expect(await access((await signIn(one, 'ada')).access_token)).toBe(200);
  });

  it('is of no use to Nils and Lena', async () => {
    const nils = await get(origin, (await signIn(origin, 'nils')).access_token, 'signups/me');
    expect([nils.status, nils.body.code]).toEqual([401, 'unauthorized']);
    const lena = await get(origin, (await signIn(origin, 'lena')).access_token, 'signups/me');
    expect([lena.status, lena.body.code]).toEqual([403, undefined]);
  });
});

it('a request without headers is refused', async () => {
  const { access_token } = await signIn(origin, 'ada');
  const authorization = `Bearer ${access_token}`;
  const statusWith = async (headers: Record<string, string>) =>
    (await fetch(`${origin}/api/v2/sites`, { headers: { authorization, ...headers } })).status;
  expect(await statusWith({})).toBe(406);
  expect(await statusWith({ accept: HEADERS.accept })).toBe(406);
  expect(await statusWith({ accept: 'application/json', 'content-type': 'application/json' })).toBe(200);
  await control('switches', { lenientHeaders: true });
  expect(await statusWith({})).toBe(200);
});
