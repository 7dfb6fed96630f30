import 'reflect-metadata';
import type { AccessTokenAnswer } from '@nat/contracts';
import type { ServiceIdentity } from '@nat/service-kit';
import { type Answer, type AuthProcess, startAuth, type World } from './auth-process';
import type { OAuthDouble } from './oauth-double';
import { admit } from './people';
import { useAuth } from './use-auth';

const queryId = 'qry_0123456789abcdefghjkmnpqrs';
const hour = 3_600_000;
let double: OAuthDouble;
let template: string;
let world: World;
let auth: AuthProcess;
let ada: ServiceIdentity;

useAuth(async started => {
  ({ auth, world, double, template } = started);
  ada = await auth.identity((await auth.signIn('ada')).body.accessToken);
});

type TokenAnswer = Answer<AccessTokenAnswer & { code?: string }>;
const ask = (identity: ServiceIdentity, refusedGeneration?: number, process = auth): Promise<TokenAnswer> =>
  process.call('/internal/connections/access-token', { as: 'agent', identity, body: { queryId, refusedGeneration } });

it('lends the caller’s own connection', async () => {
  const { status, body } = await ask(ada);
  expect(status).toBe(200);
  expect(body).toEqual({
    accessToken: expect.stringMatching(/^canary-access-/) as string,
    connectionKind: 'personal',
    generation: 1,
    usableUntil: new Date(world.clock.now() + 24 * hour).toISOString(),
  });
  expect(double.accepts(body.accessToken)).toBe(true);
});

it('lends it as well where no query asks, and renews what was refused', async () => {
  const undo = (body: object): Promise<TokenAnswer> =>
    auth.call('/internal/connections/access-token', { as: 'agent', identity: ada, body });
  const first = await undo({});
  expect(first).toMatchObject({ status: 200, body: { connectionKind: 'personal', generation: 1 } });
  const renewed = await undo({ refusedGeneration: 1 });
  expect(renewed).toMatchObject({ status: 200, body: { connectionKind: 'personal', generation: 2 } });
  expect(double.accepts(renewed.body.accessToken)).toBe(true);
  expect((await undo({ queryId: 'cnv_0123456789abcdefghjkmnpqrs' })).status).toBe(422);
});

it('lends the nation’s connection to a member without one', async () => {
  const joined = await admit(world, { nationSlug: ada.nationSlug, signupId: '99' });
  const { body } = await ask({ ...ada, userId: joined.userId, role: 'member' });
  expect(body).toMatchObject({ connectionKind: 'nation', generation: 1 });
});

it('says that a nation without a connection is not connected', async () => {
  const nationSlug = 'other' as ServiceIdentity['nationSlug'];
  const { userId } = await admit(world, { nationSlug, signupId: '1' });
  expect(await ask({ ...ada, userId, nationSlug })).toMatchObject({ status: 409, body: { code: 'nation_not_connected' } });
});

it('refuses a person who is not a member of the nation, whatever the token says', async () => {
  expect((await ask({ ...ada, nationSlug: 'other' as ServiceIdentity['nationSlug'], role: 'owner' })).status).toBe(403);
  expect((await ask({ ...ada, userId: 'usr_00000000000000000000000001' })).status).toBe(403);
});

it('is for the agent alone, on behalf of a person, with a body of its own form', async () => {
  const path = '/internal/connections/access-token';
  expect((await auth.call(path, { as: 'api-gateway', identity: ada, body: { queryId } })).status).toBe(403);
  expect((await auth.call(path, { as: null, body: { queryId } })).status).toBe(401);
  expect((await auth.call(path, { as: 'agent', body: { queryId } })).status).toBe(401);
  expect((await auth.call(path, { as: 'agent', identity: ada, body: { queryId, userId: ada.userId } })).status).toBe(422);
});

it('never hands out a refresh token', async () => {
  expect(JSON.stringify((await ask(ada)).body)).not.toContain('refresh');
});

describe('refresh', () => {
  it('happens when less than 15 minutes remain, and not before', async () => {
    await world.clock.advance(24 * hour - 15 * 60_000);
    expect((await ask(ada)).body.generation).toBe(1);
    await world.clock.advance(1);
    const { body } = await ask(ada);
    expect(body).toMatchObject({ generation: 2, connectionKind: 'personal' });
    expect([double.accepts(body.accessToken), double.refreshes]).toEqual([true, 1]);
  });

  it('happens when NationBuilder refused the generation in force, and not for one before it', async () => {
    expect((await ask(ada, 1)).body.generation).toBe(2);
    expect((await ask(ada, 1)).body.generation).toBe(2);
    expect(double.refreshes).toBe(1);
    expect((await ask(ada, 2)).body.generation).toBe(3);
  });

  it('happens once for 100 callers in two processes', async () => {
    const second = await startAuth(world, template);
    await world.clock.advance(24 * hour - 60_000);
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => ask(ada, undefined, index % 2 ? auth : second)));
    await second.close();
    expect(double.refreshes).toBe(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it.each([
    ['500', { status: 500, body: 'oops' }],
    ['429', { status: 429, body: '{}' }],
    ['a proxy page', { status: 200, body: '<html>' }],
    ['our own wrong secret', { status: 401, body: '{"error":"invalid_client"}' }],
    ['another 400', { status: 400, body: '{"error":"invalid_request"}' }],
  ])('keeps lending the old token when NationBuilder answers %s, asks again in its time, and flags nothing', async (_, fault) => {
    await world.clock.advance(24 * hour - 10 * 60_000);
    double.fault = path => (path === '/oauth/token' ? fault : undefined);
    expect(await ask(ada)).toMatchObject({ status: 200, body: { generation: 1 } });
    const { tokenCalls } = double;
    double.fault = undefined;
    expect(await ask(ada)).toMatchObject({ status: 200, body: { generation: 1 } });
    expect(double.tokenCalls).toBe(tokenCalls);
    await world.clock.advance(60_000);
    expect(await ask(ada)).toMatchObject({ status: 200, body: { generation: 2 } });
  });

  it('says that NationBuilder is down when the old token is no longer good', async () => {
    double.fault = path => (path === '/oauth/token' ? { status: 503, body: '' } : undefined);
    expect(await ask(ada, 1)).toMatchObject({ status: 503, body: { code: 'nationbuilder_unavailable' } });
    await world.clock.advance(25 * hour);
    expect(await ask(ada)).toMatchObject({ status: 503, body: { code: 'nationbuilder_unavailable' } });
  });

  it('asks for a new connection when the grant was revoked, until the person signs in again', async () => {
    double.revokeAll();
    expect(await ask(ada, 1)).toMatchObject({ status: 424, body: { code: 'nation_reauth_required' } });
    const before = double.tokenCalls;
    expect(await ask(ada)).toMatchObject({ status: 424 });
    expect(double.tokenCalls).toBe(before);
    await auth.signIn('ada');
    expect(await ask(ada)).toMatchObject({ status: 200, body: { connectionKind: 'personal', generation: 2 } });
    const types = ['nat.nation.reauth_required.v1', 'nat.nation.reconnected.v1'];
    expect(world.events.map(({ type }) => type).filter(type => types.includes(type))).toEqual(types);
  });

  it('keeps the old refresh token when the answer brings none', async () => {
    double.answer = granted => ({ ...granted, refresh_token: undefined });
    expect((await ask(ada, 1)).body.generation).toBe(2);
    const key = { nationSlug: ada.nationSlug, userId: ada.userId };
    const { secretVersionId } = (await world.connections.find(key))!;
    const pair = await world.vault.get(`nat/nation/demo/user/${ada.userId}/nb-tokens`, secretVersionId);
    expect(JSON.parse(pair!)).toMatchObject({ refreshToken: expect.stringMatching(/^canary-refresh-/) as string });
  });

  it('leaves other connections alone', async () => {
    await ask(ada, 1);
    expect(await world.connections.find({ nationSlug: ada.nationSlug })).toMatchObject({ generation: 1, status: 'connected' });
  });
});
