import { InMemoryOutbox } from '@nat/event-bus';
import { InMemorySecretVault, type SecretVault } from '@nat/secrets';
import { ManualClock, SeededRng } from '@nat/service-kit';
import { nationSlug } from '../../test/connections/connection-rows';
import { ScriptedNationOAuth } from '../../test/scripted-nation-oauth';
import { InMemoryConnectionsStore } from './in-memory-connections.store';
import { ConnectionsService } from './connections.service';
import { TokenRefresher } from './token-refresher';
import { type TokenPair, TokenSecrets } from './token-secrets';

const userId = 'usr_0123456789abcdefghjkmnpqrs';
const key = { nationSlug, userId };
const clock = new ManualClock();

/** A member of the nation without a connection, and the service over memory. */
function aMember() {
  const rng = new SeededRng(1);
  const outbox = new InMemoryOutbox();
  const store = new InMemoryConnectionsStore(outbox);
  const vault = new InMemorySecretVault();
  const secrets = new TokenSecrets(vault);
  const relay = { nudge: () => undefined };
  const accounts = { role: () => Promise.resolve('member' as const) };
  const outside = { store, secrets, oauth: new ScriptedNationOAuth('refresh'), relay, clock, rng };
  const refresher = new TokenRefresher(outside);
  const service = new ConnectionsService({ ...outside, accounts, refresher });
  const lent = async (): Promise<string> => (await service.accessToken(nationSlug, userId)).accessToken;
  const told = (): string[] => outbox.events.map(({ type, userid }) => `${type} by ${userid}`);
  return { service, store, secrets, told, vault, lent };
}

function grant(name: string, more: Partial<TokenPair> = {}): TokenPair {
  return { signupId: '1', accessToken: name, refreshToken: `r-${name}`, accessExpiresAt: clock.now() + 86_400_000, ...more };
}

it('lends what was connected last, and tells of the connection once', async () => {
  const { service, lent, told } = aMember();
  for (const name of ['first', 'second', 'third']) {
    await service.connect(key, grant(name), userId);
    expect(await lent()).toBe(name);
  }
  expect(told()).toEqual([`nat.nation.connected.v1 by ${userId}`]);
});

it('ends a re-authorization, and tells that it did and what had been wrong', async () => {
  const { service, store, lent, told } = aMember();
  await service.connect(key, grant('old'), userId);
  const lease = (await store.takeLease((await store.find(key))!))!;
  const change = { status: 'reauth_required', reauthCause: 'revoked', lookAt: undefined } as const;
  await store.settle(lease, change, { audit: { type: 'connection.reauth_required' } as never, events: [] });
  expect(await service.status(nationSlug, userId)).toMatchObject({ personalConnection: 'reauth_required' });
  await expect(lent()).rejects.toMatchObject({ code: 'nation_reauth_required' });
  await service.connect(key, grant('new'), userId);
  expect(await lent()).toBe('new');
  expect(await store.find(key)).not.toHaveProperty('reauthCause');
  expect(told()).toEqual([`nat.nation.connected.v1 by ${userId}`, `nat.nation.reconnected.v1 by ${userId}`]);
});

it('puts a grant in force although the connection was given up just while it was stored', async () => {
  const { service, store, vault, lent } = aMember();
  await service.connect(key, grant('old'), userId);
  const claim = vault.claim.bind(vault);
  vault.claim = async (...given) => {
    vault.claim = claim;
    const lease = (await store.takeLease((await store.find(key))!))!;
    const change = { status: 'reauth_required', reauthCause: 'revoked' } as const;
    await store.settle(lease, change, { audit: { type: 'connection.reauth_required' } as never, events: [] });
    return claim(...given);
  };
  await service.connect(key, grant('new'), userId);
  expect(await lent()).toBe('new');
});

it('refuses to turn a person’s connection into that of somebody else', async () => {
  const { service, lent } = aMember();
  await service.connect(key, grant('own'), userId);
  await expect(service.connect(key, grant('foreign', { signupId: '2' }), userId)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await lent()).toBe('own');
});

it('lets an owner hand the nation’s connection to another person', async () => {
  const { service, store } = aMember();
  await service.connect({ nationSlug }, grant('one'), userId);
  await service.connect({ nationSlug }, grant('other', { signupId: '2' }), 'usr_00000000000000000000000002');
  expect(await store.find({ nationSlug })).toMatchObject({
    signupId: '2',
    generation: 2,
    connectedBy: 'usr_00000000000000000000000002',
  });
});

it('takes up what a process wrote that died before the row, and then its own when that is stale', async () => {
  const { service, secrets, lent } = aMember();
  await secrets.offer(key, 1, grant('left behind'));
  await service.connect(key, grant('mine'), userId);
  expect(await lent()).toBe('left behind');
  await secrets.offer(key, 2, grant('long dead', { accessExpiresAt: clock.now() - 1 }));
  await service.connect(key, grant('fresh'), userId);
  expect(await lent()).toBe('fresh');
});

it('never names tokens that are not in the vault, when 20 connect at once', async () => {
  const { service, store, secrets, lent } = aMember();
  const names = Array.from({ length: 20 }, (_, index) => `grant-${index}`);
  await Promise.all(names.map(name => service.connect(key, grant(name), userId)));
  expect(names).toContain(await lent());
  const connection = (await store.find(key))!;
  expect((await secrets.inForce(connection))?.accessExpiresAt).toBe(connection.accessExpiresAt);
});

it('finds the tokens in force although they were replaced twice while it looked', async () => {
  const { service, vault, lent } = aMember();
  await service.connect(key, grant('old'), userId);
  const get = vault.get.bind(vault);
  vault.get = async (name, version) => {
    vault.get = get;
    for (const next of ['newer', 'newest']) await service.connect(key, grant(next), userId);
    return get(name, version);
  };
  expect(await lent()).toBe('newest');
});

it.each([
  ['disconnected', 'nation_not_connected'],
  ['reauth_required', 'nation_reauth_required'],
] as const)('lends nothing of a connection that was %s while it looked', async (status, code) => {
  const { service, store, vault, lent } = aMember();
  await service.connect(key, grant('old'), userId);
  const get = vault.get.bind(vault);
  vault.get = async (...given) => {
    vault.get = get;
    const lease = (await store.takeLease((await store.find(key))!))!;
    await store.settle(lease, { status }, { audit: { type: 'connection.failed' } as never, events: [] });
    vault.forget(given[0]);
    return undefined;
  };
  await expect(lent()).rejects.toMatchObject({ code });
});

it('connects on top of two others who were faster, also when its own turn was long over', async () => {
  const { service, vault, lent } = aMember();
  await service.connect(key, grant('old'), userId);
  const claim = vault.claim.bind(vault);
  const overtaken: SecretVault['claim'] = async () => {
    vault.claim = claim;
    for (const next of ['newer', 'newest']) await service.connect(key, grant(next), userId);
    return undefined;
  };
  vault.claim = overtaken as typeof vault.claim;
  await service.connect(key, grant('mine'), userId);
  expect(await lent()).toBe('mine');
});

it('tells how nation and person stand, and nothing of those that never were', async () => {
  const { service } = aMember();
  expect(await service.status(nationSlug, userId)).toEqual({ connection: 'not_connected' });
  await service.connect(key, grant('own'), userId);
  expect(await service.status(nationSlug, userId)).toEqual({ connection: 'not_connected', personalConnection: 'connected' });
  await service.connect({ nationSlug }, grant('nation'), userId);
  expect(await service.status(nationSlug)).toEqual({ connection: 'connected' });
  expect(await service.isConnected({ nationSlug })).toBe(true);
});
