import 'reflect-metadata';
import type { ConnectionsAnswer } from '@nat/contracts';
import type { ServiceIdentity } from '@nat/service-kit';
import type { Answer, AuthProcess, World } from '../auth-process';
import type { OAuthDouble } from '../oauth-double';
import { useAuth } from '../use-auth';

const path = '/internal/connections';
let double: OAuthDouble;
let world: World;
let auth: AuthProcess;
let ada: ServiceIdentity;
let olu: ServiceIdentity;

/** Ada owns the nation and connected it; Olu is a member with a connection of her own. */
useAuth(async started => {
  ({ auth, world, double } = started);
  ada = await auth.identity((await auth.signIn('ada')).body.accessToken);
  olu = await auth.identity((await auth.signIn('olu')).body.accessToken);
});

const list = (identity: ServiceIdentity): Promise<Answer<ConnectionsAnswer>> => auth.call(path, { as: 'api-gateway', identity });
const disconnect = (identity: ServiceIdentity, id: string): Promise<Answer> =>
  auth.call(`${path}/${id}`, { as: 'api-gateway', identity, method: 'DELETE' });
const lend = (identity: ServiceIdentity): Promise<Answer> =>
  auth.call(`${path}/access-token`, { as: 'agent', identity, body: {} });
const idOf = async (key: { nationSlug: ServiceIdentity['nationSlug']; userId?: string }): Promise<string> =>
  (await world.connections.find(key))!.connectionId;

describe('the list of connections', () => {
  it('shows a member the nation’s and their own, and the owner everybody’s', async () => {
    const { nationSlug } = ada;
    const [ofNation, ofAda, ofOlu] = await Promise.all([idOf({ nationSlug }), idOf(ada), idOf(olu)]);
    const seen = async (identity: ServiceIdentity): Promise<string[][]> =>
      (await list(identity)).body.map(({ connectionId, kind }) => [kind, connectionId]);
    expect(await seen(olu)).toEqual([
      ['nation', ofNation],
      ['personal', ofOlu],
    ]);
    const [first, ...others] = await seen(ada);
    expect(first).toEqual(['nation', ofNation]);
    expect(new Set(others.map(([, id]) => id))).toEqual(new Set([ofAda, ofOlu]));
  });

  it('says who connected, since when, and how it stands, and never a token or where one rests', async () => {
    const [ofNation] = (await list(olu)).body;
    expect(ofNation).toEqual({
      connectionId: await idOf({ nationSlug: ada.nationSlug }),
      kind: 'nation',
      status: 'connected',
      connectedBy: ada.userId,
      connectedAt: world.clock.iso(),
      expiresAt: new Date(world.clock.now() + 86_400_000).toISOString(),
    });
  });

  it('tells when tokens were renewed, and that a connection needs its person', async () => {
    await auth.call(`${path}/access-token`, { as: 'agent', identity: olu, body: { refusedGeneration: 1 } });
    expect((await list(olu)).body[1]).toMatchObject({ status: 'connected', lastRefreshedAt: world.clock.iso() });
    double.revokeAll();
    await auth.call(`${path}/access-token`, { as: 'agent', identity: olu, body: { refusedGeneration: 2 } });
    expect((await list(olu)).body[1]).toMatchObject({ status: 'reauth_required', reauthCause: 'revoked' });
  });
});

describe('a disconnect', () => {
  it('ends one’s own connection: erased, shown no more, and the nation’s serves from then on', async () => {
    const secret = `nat/nation/demo/user/${olu.userId}/nb-tokens`;
    expect(world.vault.names()).toContain(secret);
    expect((await disconnect(olu, await idOf(olu))).status).toBe(204);
    expect(world.vault.names()).not.toContain(secret);
    expect((await list(olu)).body.map(({ kind }) => kind)).toEqual(['nation']);
    expect(await lend(olu)).toMatchObject({ status: 200, body: { connectionKind: 'nation' } });
    expect(await lend(ada)).toMatchObject({ status: 200, body: { connectionKind: 'personal' } });
  });

  it('of the nation leaves those without a connection of their own with none, until it is connected again', async () => {
    const { nationSlug } = ada;
    await disconnect(olu, await idOf(olu));
    expect((await disconnect(ada, await idOf({ nationSlug }))).status).toBe(204);
    expect(await lend(olu)).toMatchObject({ status: 409, body: { code: 'nation_not_connected' } });
    await auth.signIn('ada');
    expect(await lend(olu)).toMatchObject({ status: 200, body: { connectionKind: 'nation', generation: 3 } });
    const events = world.events.filter(({ type }) => type.startsWith('nat.nation.'));
    expect(events.slice(-3).map(({ type, userid }) => [type, userid])).toEqual([
      ['nat.nation.disconnected.v1', olu.userId],
      ['nat.nation.disconnected.v1', ada.userId],
      ['nat.nation.connected.v1', ada.userId],
    ]);
  });

  it('answers another’s, an unknown and an ended one exactly alike', async () => {
    const ended = await idOf(olu);
    await disconnect(olu, ended);
    await auth.signIn('olu');
    const ids = [await idOf(ada), `con_${'0'.repeat(32)}`, ended];
    const answers = await Promise.all(ids.map(id => disconnect(olu, id)));
    const told = answers.map(({ status, body }) => JSON.stringify([status, { ...body, requestId: '', instance: '' }]));
    expect([new Set(told).size, answers[0]!.status]).toEqual([1, 404]);
    expect(await world.connections.find(ada)).toMatchObject({ status: 'connected' });
  });

  it('of the nation is for owner and admins; of anybody too, and only in their own nation', async () => {
    const { nationSlug } = ada;
    expect(await disconnect(olu, await idOf({ nationSlug }))).toMatchObject({ status: 403, body: { code: 'role_required' } });
    const elsewhere = { ...ada, nationSlug: 'other' as ServiceIdentity['nationSlug'] };
    expect((await disconnect(elsewhere, await idOf(olu))).status).toBe(403);
    expect((await list(elsewhere)).status).toBe(403);
    expect((await disconnect(ada, await idOf(olu))).status).toBe(204);
  });

  it('believes the membership and not the token about the role', async () => {
    expect((await disconnect({ ...olu, role: 'owner' }, await idOf({ nationSlug: ada.nationSlug }))).status).toBe(403);
    expect((await list({ ...olu, role: 'owner' })).body).toHaveLength(2);
  });
});

it('is for the gateway, on behalf of a person; tokens stay for the agent', async () => {
  const id = await idOf(olu);
  for (const as of ['agent', 'usage'] as const) {
    expect((await auth.call(path, { as, identity: olu })).status).toBe(403);
    expect((await auth.call(`${path}/${id}`, { as, identity: olu, method: 'DELETE' })).status).toBe(403);
  }
  expect((await auth.call(path, { as: null })).status).toBe(401);
  expect((await auth.call(path, { as: 'api-gateway' })).status).toBe(401);
  const asked = { as: 'api-gateway', identity: olu, body: {} } as const;
  expect((await auth.call(`${path}/access-token`, asked)).status).toBe(403);
});
