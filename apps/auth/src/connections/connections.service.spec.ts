import { NationSlug } from '@nat/contracts';
import { InMemoryOutbox } from '@nat/event-bus';
import { ManualClock, SeededRng } from '@nat/service-kit';
import { ScriptedNationOAuth } from '../../test/scripted-nation-oauth';
import { InMemoryAccountsStore } from '../accounts/in-memory-accounts.store';
import { InMemorySecretVault, type SecretVault } from '@nat/secrets';
import { ConnectionsService } from './connections.service';
import { InMemoryConnectionsStore } from './in-memory-connections.store';
import { TokenRefresher } from './token-refresher';
import { type TokenPair, TokenSecrets } from './token-secrets';

const nationSlug = NationSlug.parse('demo');
const userId = 'usr_0123456789abcdefghjkmnpqrs';
const key = { nationSlug, userId };
const clock = new ManualClock();

/** A member of the nation without a connection, and the service over memory. */
async function aMember() {
  const rng = new SeededRng(1);
  const outbox = new InMemoryOutbox();
  const store = new InMemoryConnectionsStore(outbox);
  const vault = new InMemorySecretVault();
  const secrets = new TokenSecrets(vault);
  const accounts = new InMemoryAccountsStore();
  await accounts.join({ nationSlug, signupId: '1', name: 'Ada', userId, memberRole: 'member', at: clock.iso() });
  const refresher = new TokenRefresher({ store, secrets, oauth: new ScriptedNationOAuth('refresh'), clock, rng });
  const relay = { nudge: () => undefined };
  const service = new ConnectionsService({ accounts, store, secrets, refresher, relay, clock, rng });
  const lent = async (): Promise<string> => (await service.accessToken(nationSlug, userId)).accessToken;
  return { service, store, secrets, outbox, vault, lent };
}

function grant(name: string, more: Partial<TokenPair> = {}): TokenPair {
  return { signupId: '1', accessToken: name, refreshToken: `r-${name}`, accessExpiresAt: clock.now() + 86_400_000, ...more };
}

it('lends what was connected last', async () => {
  const { service, lent, outbox } = await aMember();
  for (const name of ['first', 'second', 'third']) {
    await service.connect(key, grant(name), userId);
    expect(await lent()).toBe(name);
  }
  expect(outbox.events).toHaveLength(1);
});

it('refuses to turn a person’s connection into that of somebody else', async () => {
  const { service, lent } = await aMember();
  await service.connect(key, grant('own'), userId);
  await expect(service.connect(key, grant('foreign', { signupId: '2' }), userId)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await lent()).toBe('own');
});

it('lets an owner hand the nation’s connection to another person', async () => {
  const { service, store } = await aMember();
  await service.connect({ nationSlug }, grant('one'), userId);
  await service.connect({ nationSlug }, grant('other', { signupId: '2' }), userId);
  expect(await store.find({ nationSlug })).toMatchObject({ signupId: '2', generation: 2 });
});

it('takes up what a process wrote that died before the row, and then its own when that is stale', async () => {
  const { service, secrets, lent } = await aMember();
  await secrets.claim(key, 1, grant('left behind'));
  await service.connect(key, grant('mine'), userId);
  expect(await lent()).toBe('left behind');
  await secrets.claim(key, 2, grant('long dead', { accessExpiresAt: clock.now() - 1 }));
  await service.connect(key, grant('fresh'), userId);
  expect(await lent()).toBe('fresh');
});

it('never names tokens that are not in the vault, when 20 connect at once', async () => {
  const { service, store, secrets, lent } = await aMember();
  const names = Array.from({ length: 20 }, (_, index) => `grant-${index}`);
  await Promise.all(names.map(name => service.connect(key, grant(name), userId)));
  expect(names).toContain(await lent());
  const connection = (await store.find(key))!;
  expect((await secrets.pair(key, connection.generation))?.accessExpiresAt).toBe(connection.accessExpiresAt);
});

it('finds the tokens in force although they were replaced twice while it looked', async () => {
  const { service, vault, lent } = await aMember();
  await service.connect(key, grant('old'), userId);
  const get = vault.get.bind(vault);
  vault.get = async (name, version) => {
    vault.get = get;
    for (const next of ['newer', 'newest']) await service.connect(key, grant(next), userId);
    return get(name, version);
  };
  expect(await lent()).toBe('newest');
});

it('connects on top of two others who were faster, also when its own turn was long over', async () => {
  const { service, vault, lent } = await aMember();
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
