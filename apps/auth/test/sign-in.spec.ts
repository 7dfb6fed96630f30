import 'reflect-metadata';
import { NationConnected } from '@nat/contracts';
import { type AuthProcess, startAuth, type World } from './auth-process';
import { type OAuthDouble, people } from './oauth-double';
import { useAuth } from './use-auth';

let double: OAuthDouble;
let world: World;
let auth: AuthProcess;
let template: string;

useAuth(started => void ({ auth, world, double, template } = started));

async function userIdOf(answer: { body: { accessToken: string } }, nation = 'demo'): Promise<string> {
  return (await auth.identity(answer.body.accessToken, nation)).userId;
}

it('signs in: an access token that verifies against the published keys, for 15 minutes', async () => {
  const answer = await auth.signIn('ada');
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    accessToken: expect.any(String) as string,
    expiresIn: 900,
    sessionId: expect.stringMatching(/^ses_/) as string,
    refreshToken: expect.stringMatching(/^nrt_[A-Za-z0-9_-]{43}$/) as string,
  });
  const parts = answer.body.accessToken.split('.').slice(0, 2);
  const [header, payload] = parts.map(part => JSON.parse(Buffer.from(part, 'base64url').toString()) as object);
  expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String) as string });
  const iat = Math.floor(world.clock.now() / 1_000);
  expect(payload).toEqual({
    iss: 'http://127.0.0.1:4201',
    aud: 'nat-api',
    sub: await userIdOf(answer),
    sid: answer.body.sessionId,
    jti: expect.any(String) as string,
    iat,
    nbf: iat,
    exp: iat + 900,
    client: 'cli',
    nations: { demo: 'owner' },
  });
});

const connected = () =>
  world.events.filter(({ type }) => type === NationConnected.type).map(event => NationConnected.schema.parse(event));

it('makes the first person owner with both connections, and announces each once', async () => {
  const { body } = await auth.signIn('ada');
  const { userId } = await auth.identity(body.accessToken);
  const events = connected();
  expect(events.map(({ data, userid, id }) => ({ kind: data.connectionKind, first: data.firstConnection, userid, id }))).toEqual([
    { kind: 'personal', first: false, userid: userId, id: `${events[0]!.data.connectionId}.connected` },
    { kind: 'nation', first: true, userid: userId, id: `${events[1]!.data.connectionId}.connected` },
  ]);
  expect(world.vault.names().toSorted()).toEqual([
    'nat/auth/signing-keys',
    'nat/nation/demo/nb-tokens',
    `nat/nation/demo/user/${userId}/nb-tokens`,
  ]);
  expect(world.events).toContainEqual(expect.objectContaining({ id: `demo.${userId}.1.joined` }));
  await auth.signIn('ada');
  expect(world.events).toHaveLength(3);
});

it('gives owner and nation grants of their own, so that refreshing one leaves the other alive', async () => {
  const { body } = await auth.signIn('ada');
  const { userId } = await auth.identity(body.accessToken);
  const tokensOf = async (name: string) => JSON.parse((await world.vault.current(name))!) as { accessToken: string };
  const personal = await tokensOf(`nat/nation/demo/user/${userId}/nb-tokens`);
  const ofNation = await tokensOf('nat/nation/demo/nb-tokens');
  expect(personal.accessToken).not.toBe(ofNation.accessToken);
  expect([double.accepts(personal.accessToken), double.accepts(ofNation.accessToken)]).toEqual([true, true]);
});

it('makes later people members, Rita a reader, each with a connection of their own', async () => {
  await auth.signIn('ada');
  const olu = await auth.identity((await auth.signIn('olu')).body.accessToken);
  const rita = await auth.identity((await auth.signIn('rita')).body.accessToken);
  expect([olu.role, rita.role]).toEqual(['member', 'read_only']);
  expect(connected().map(({ data }) => data.connectionKind)).toEqual(['personal', 'nation', 'personal', 'personal']);
});

it('makes one user, one owner and one connection of each kind when the same person signs in 20 times at once', async () => {
  const second = await startAuth(world, template);
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 ? auth : second).signIn('ada')));
  await second.close();
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
  expect(new Set(await Promise.all(answers.map(answer => userIdOf(answer)))).size).toBe(1);
  expect(new Set(answers.map(({ body }) => body.sessionId)).size).toBe(20);
  expect(connected()).toHaveLength(2);
  expect(world.events).toHaveLength(3);
});

it('makes one owner when two people are first at once', async () => {
  const [ada, olu] = await Promise.all([auth.signIn('ada'), auth.signIn('olu')]);
  const roles = await Promise.all([ada, olu].map(async ({ body }) => (await auth.identity(body.accessToken)).role));
  expect(roles.toSorted()).toEqual(['member', 'owner']);
});

it('keeps the same signup id of two nations apart', async () => {
  const here = await auth.signIn('ada', 'demo');
  const there = await auth.signIn('ada', 'other');
  expect(await userIdOf(here)).not.toBe(await userIdOf(there, 'other'));
});

it('repairs a sign-in that died between its two connections', async () => {
  double.fault = path => (path === '/oauth/token' && double.tokenCalls === 1 ? { status: 500, body: '' } : undefined);
  expect((await auth.signIn('ada')).status).toBe(503);
  expect(connected()).toHaveLength(1);
  double.fault = undefined;
  const { status, body } = await auth.signIn('ada');
  const { role, nationSlug } = await auth.identity(body.accessToken);
  expect([status, role]).toEqual([201, 'owner']);
  expect(await world.connections.find({ nationSlug })).toMatchObject({ status: 'connected' });
  expect(connected()).toHaveLength(2);
});

describe('refuses', () => {
  it.each([
    ['a nation the double does not have', { nationSlug: 'nowhere' }, 404, 'not_found'],
    ['a user the double does not have', { nationSlug: 'demo', user: 'zed' }, 404, 'not_found'],
    ['a person whose API access is off', { nationSlug: 'demo', user: 'nils' }, 403, 'forbidden'],
    ['a person outside the control panel', { nationSlug: 'demo', user: 'sam' }, 403, 'forbidden'],
    ['a hostile slug', { nationSlug: 'evil.com/' }, 422, 'invalid'],
    ['a reserved slug', { nationSlug: 'www' }, 422, 'invalid'],
    ['an upper-case slug', { nationSlug: 'Demo' }, 422, 'invalid'],
    ['a user with a path', { nationSlug: 'demo', user: '../ada' }, 422, 'invalid'],
    ['a role in the body', { nationSlug: 'demo', role: 'owner' }, 422, 'invalid'],
    ['an unknown client', { nationSlug: 'demo', clientId: 'root' }, 422, 'invalid'],
  ])('%s, and stores nothing', async (_, body, status, code) => {
    const answer = await auth.call('/internal/sandbox-sessions', { as: 'api-gateway', body });
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(world.vault.names()).toEqual(['nat/auth/signing-keys']);
    expect([world.events, world.audit.entries()]).toEqual([[], []]);
  });

  it.each<[string, (granted: Record<string, unknown>) => unknown]>([
    ['no refresh token', granted => ({ ...granted, refresh_token: undefined })],
    ['an empty access token', granted => ({ ...granted, access_token: '' })],
    ['an access token with a line break', granted => ({ ...granted, access_token: 'a\r\nb' })],
    ['another token type', granted => ({ ...granted, token_type: 'mac' })],
    ['an absurd life', granted => ({ ...granted, expires_in: 1e9 })],
    ['a list', granted => [granted]],
    ['70 KB', granted => ({ ...granted, pad: 'x'.repeat(70_000) })],
  ])('a token answer with %s, and stores nothing', async (_, change) => {
    double.answer = change;
    const answer = await auth.signIn('ada');
    expect([answer.status, world.vault.names(), world.events]).toEqual([503, ['nat/auth/signing-keys'], []]);
  });

  it('a redirect of the token endpoint, without following it', async () => {
    double.fault = path =>
      path === '/oauth/token' ? { status: 307, body: '', location: 'http://127.0.0.1:1/steal' } : undefined;
    expect((await auth.signIn('ada')).body).toMatchObject({ code: 'nationbuilder_unavailable' });
  });

  it.each([
    ['another state', (to: string, form: URLSearchParams) => `${to}?code=c&state=${form.get('state')}x`],
    ['two states', (to: string, form: URLSearchParams) => `${to}?code=c&state=${form.get('state')}&state=x`],
    ['another host', (_: string, form: URLSearchParams) => `http://127.0.0.1:9/v1?code=c&state=${form.get('state')}`],
  ])('a consent that comes back with %s, before any token call', async (_, location) => {
    double.fault = (path, form) =>
      path === '/oauth/authorize' ? { status: 303, body: '', location: location(form.get('redirect_uri')!, form) } : undefined;
    expect((await auth.signIn('ada')).body).toMatchObject({ code: 'oauth_state_invalid' });
    expect(double.tokenCalls).toBe(0);
  });
});

it('uses a fresh state and challenge each time', async () => {
  const seen: (string | null)[] = [];
  double.fault = (path, form) => void (path === '/oauth/authorize' && seen.push(form.get('state'), form.get('code_challenge')));
  await auth.signIn('olu');
  await auth.signIn('olu');
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.every(value => value!.length === 43)).toBe(true);
});

it('is not there where NationBuilder is live', async () => {
  const live = await startAuth(world, template, { NATIONBUILDER_MODE: 'live', NATIONBUILDER_ORIGIN_TEMPLATE: undefined });
  const answer = await live.signIn('ada');
  await live.close();
  expect([answer.status, answer.body]).toMatchObject([404, { code: 'not_found' }]);
});

it('is for the gateway alone', async () => {
  const body = { nationSlug: 'demo' };
  expect((await auth.call('/internal/sandbox-sessions', { as: null, body })).status).toBe(401);
  expect((await auth.call('/internal/sandbox-sessions', { as: 'agent', body })).status).toBe(403);
});

it('lets no name and no token out in answers, events or the audit log', async () => {
  const answer = await auth.signIn('ada');
  const said = JSON.stringify([world.events, world.audit.entries(), { ...answer.body, accessToken: '', refreshToken: '' }]);
  const [header, payload] = answer.body.accessToken.split('.');
  const readable = said + Buffer.from(`${header}${payload}`, 'base64url').toString();
  for (const secret of [people['ada']!.name, 'Ada', 'canary']) expect(readable).not.toContain(secret);
});
