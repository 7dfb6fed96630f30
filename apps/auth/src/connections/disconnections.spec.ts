import type { Role } from '@nat/contracts';
import { Logger } from '@nestjs/common';
import { aPair, connected, nationSlug } from '../../test/connections/connection-rows';
import { aConnection, codeOf, passing } from '../../test/connections/refresh-world';
import type { ConnectionKey } from './connection';
import { ConnectionSweeper } from './connection-sweeper';
import { ConnectionsService } from './connections.service';

beforeAll(() => Logger.overrideLogger(false));

const [ada, mo] = ['usr_00000000000000000000000001', 'usr_00000000000000000000000002'];
const roles: Record<string, Role> = { [ada!]: 'admin', [mo!]: 'member' };

/** A connection of the nation, or of Mo, and the services of a process over it. */
async function aWorld(key: ConnectionKey = { nationSlug }) {
  const world = await aConnection(10, 1, key);
  const accounts = { role: (_: string, userId: string) => Promise.resolve(roles[userId]) };
  const service = new ConnectionsService({ ...world, accounts });
  const { disconnections } = service;
  const sweeper = new ConnectionSweeper({ ...world, disconnections, sweeps: world.clock });
  const { connectionId } = world.connection;
  const disconnect = (userId = ada!, id = connectionId): Promise<void> =>
    service.disconnect({ nationSlug, userId, connectionId: id });
  const secretName = key.userId ? `nat/nation/demo/user/${key.userId}/nb-tokens` : 'nat/nation/demo/nb-tokens';
  return { ...world, key, service, sweeper, disconnect, secretName };
}

const pair = (name: string, { clock }: { clock: { now(): number } }) => aPair(name, clock.now() + 86_400_000);

it('erases the tokens, lends nothing any more, and tells of it once', async () => {
  const { disconnect, vault, secretName, find, service, told, connection, audit } = await aWorld();
  await disconnect();
  expect(vault.names()).not.toContain(secretName);
  expect(await find()).toMatchObject({ status: 'disconnected', generation: 2 });
  expect(await find()).not.toHaveProperty('lookAt');
  expect(await codeOf(service.accessToken(nationSlug, ada!))).toBe('nation_not_connected');
  expect(await service.list(nationSlug, ada!)).toEqual([]);
  expect(told()).toEqual(['disconnected']);
  const entry = { type: 'connection.disconnected', actor: ada, subject: connection.connectionId, outcome: 'succeeded' };
  expect(audit.entries().at(-1)).toMatchObject(entry);
  expect(await codeOf(disconnect())).toBe('not_found');
});

it.each([
  ['its person ends a personal connection', mo, { nationSlug, userId: mo }, 'fulfilled'],
  ['an admin ends it as well', ada, { nationSlug, userId: mo }, 'fulfilled'],
  ['a member finds no connection of another person', mo, { nationSlug, userId: ada }, 'not_found'],
  ['a member may see the nation’s, and not end it', mo, { nationSlug }, 'role_required'],
  ['an admin ends the nation’s', ada, { nationSlug }, 'fulfilled'],
  ['whoever left the nation does nothing', 'usr_00000000000000000000000003', { nationSlug }, 'forbidden'],
])('%s', async (_, userId, key, outcome) => {
  const { disconnect, find } = await aWorld(key as ConnectionKey);
  expect(await codeOf(disconnect(userId))).toBe(outcome);
  expect((await find()).status).toBe(outcome === 'fulfilled' ? 'disconnected' : 'connected');
});

it('takes the grant back where NationBuilder has an endpoint for it, and only there', async () => {
  const silent = await aWorld();
  await silent.disconnect();
  expect(silent.oauth.revoked).toEqual([]);
  const { disconnect, oauth } = await aWorld();
  oauth.canRevoke = true;
  await disconnect();
  expect(oauth.revoked).toEqual(['refresh-0']);
});

it('lends nothing from the moment the row is closed, and a sweep erases what the vault did not let go of', async () => {
  const { disconnect, vault, secretName, find, service, sweeper } = await aWorld();
  const erase = vault.erase.bind(vault);
  vault.erase = () => Promise.reject(new Error('throttled'));
  await expect(disconnect()).rejects.toThrow('throttled');
  expect([vault.names().includes(secretName), (await find()).lookAt]).toEqual([true, 0]);
  expect(await codeOf(service.accessToken(nationSlug, ada!))).toBe('nation_not_connected');
  await sweeper.sweep();
  expect((await find()).lookAt).toBe(0);
  vault.erase = erase;
  await sweeper.sweep();
  expect(vault.names()).not.toContain(secretName);
  expect(await find()).not.toHaveProperty('lookAt');
});

it('may be asked for again until the tokens are gone', async () => {
  const { disconnect, vault, secretName, told } = await aWorld();
  const erase = vault.erase.bind(vault);
  vault.erase = () => Promise.reject(new Error('throttled'));
  await expect(disconnect()).rejects.toThrow('throttled');
  vault.erase = erase;
  await disconnect();
  expect([vault.names().includes(secretName), told()]).toEqual([false, ['disconnected']]);
});

it('begins another connection when somebody connects again: generations count on, the old tokens are gone for good', async () => {
  const world = await aWorld();
  const { disconnect, service, vault, secretName, find, connection, clock, told, outbox } = world;
  const erase = vault.erase.bind(vault);
  vault.erase = () => Promise.reject(new Error('throttled'));
  await codeOf(disconnect());
  vault.erase = erase;
  await service.connect({ nationSlug }, pair('again', world), ada!);
  const next = await find();
  expect(next).toMatchObject({ status: 'connected', generation: 3, connectedAt: clock.iso(), connectedBy: ada });
  expect(next.connectionId).not.toBe(connection.connectionId);
  expect(next.secret).not.toBe(connection.secret);
  expect(await vault.get(secretName, connection.secretVersionId)).toBeUndefined();
  expect((await service.accessToken(nationSlug, ada!)).accessToken).toBe('access-again');
  expect(told()[0]).toBe('disconnected');
  const event = outbox.events.at(-1)!;
  expect([event.id, event.data]).toMatchObject([`${next.connectionId}.connected`, { firstConnection: false, generation: 3 }]);
  // The sweep that was to erase the old one leaves the new one alone.
  await service.disconnections.erase(connection);
  expect((await service.accessToken(nationSlug, ada!)).accessToken).toBe('access-again');
});

describe('while a refresh is on its way', () => {
  /** A refresh whose answer comes when it is told to; the refresher goes on to its end. */
  async function aRefresh() {
    const world = await aWorld();
    const { oauth, refresher, clock, connection } = world;
    let answer = (): void => undefined;
    oauth.next = () => new Promise(resolve => (answer = () => resolve(undefined)));
    const refreshing = codeOf(refresher.refresh(connection));
    await clock.advance(1);
    const arrive = async (): Promise<void> => {
      answer();
      await passing(clock, refresher.settled());
      await refreshing;
    };
    return { ...world, arrive };
  }

  it('leaves nothing of the tokens that arrive after it', async () => {
    const { disconnect, arrive, vault, secretName, find, told } = await aRefresh();
    await disconnect();
    await arrive();
    expect(vault.names()).not.toContain(secretName);
    expect(await find()).toMatchObject({ status: 'disconnected', generation: 2 });
    expect(told()).toEqual(['disconnected']);
  });

  it('leaves nothing of them in the secret of whoever connected again meanwhile', async () => {
    const world = await aRefresh();
    const { disconnect, arrive, vault, secretName, service, find } = world;
    await disconnect();
    await service.connect({ nationSlug }, pair('again', world), ada!);
    const before = await find();
    await arrive();
    expect(await find()).toEqual(before);
    expect(await vault.current(secretName)).toContain('access-again');
    expect((await service.accessToken(nationSlug, ada!)).accessToken).toBe('access-again');
  });

  it('erases tokens that were written before it, and not put in force', async () => {
    const { disconnect, arrive, vault, secretName, store, find } = await aRefresh();
    const advance = store.advance.bind(store);
    store.advance = async (...given) => {
      store.advance = advance;
      await disconnect();
      return advance(...given);
    };
    await arrive();
    expect(vault.names()).not.toContain(secretName);
    expect(await find()).toMatchObject({ status: 'disconnected', generation: 2 });
  });
});

it('wins or loses against somebody who connects at the same moment, and is whole either way', async () => {
  for (let round = 0; round < 20; round++) {
    const world = await aWorld();
    const { disconnect, service, vault, secretName, find, secrets } = world;
    const steps = [() => disconnect(), () => service.connect({ nationSlug }, pair('again', world), ada!)];
    await Promise.all((round % 2 ? steps : steps.toReversed()).map(step => step()));
    const { status } = await find();
    expect(vault.names().includes(secretName)).toBe(status === 'connected');
    if (status === 'connected') expect(await secrets.inForce(await find())).toMatchObject({ accessToken: 'access-again' });
  }
});

it('ends nothing of a former member who came back and connected between two looks at them', async () => {
  const world = await aWorld({ nationSlug, userId: mo! });
  let role: Role | undefined;
  const service = new ConnectionsService({ ...world, accounts: { role: () => Promise.resolve(role) } });
  const find = world.store.find.bind(world.store);
  world.store.find = async key => {
    world.store.find = find;
    role = 'member';
    await service.connect(key, pair('again', world), mo!);
    return find(key);
  };
  await service.disconnectFormerMember({ nationSlug, userId: mo! }, ada!);
  expect(await world.find()).toMatchObject({ status: 'connected', generation: 2 });
});

it('touches no other connection', async () => {
  const world = await aWorld();
  const other = await connected(world, { nationSlug, userId: mo! }, pair('other', world), {
    connectionId: `con_${'9'.repeat(26)}`,
  });
  await world.disconnect();
  expect(await world.store.find(other)).toMatchObject({ status: 'connected', generation: 1 });
  expect(await world.secrets.inForce(other)).toMatchObject({ accessToken: 'access-other' });
});
