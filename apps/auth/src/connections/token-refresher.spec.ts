import { eventOf, NationConnected, NationSlug } from '@nat/contracts';
import { InMemoryOutbox } from '@nat/event-bus';
import { ManualClock, SeededRng } from '@nat/service-kit';
import { ScriptedNationOAuth } from '../../test/scripted-nation-oauth';
import { auditEntry } from '../audit/audit-entry';
import { InMemorySecretVault } from '@nat/secrets';
import type { Connection } from './connections.store';
import { InMemoryConnectionsStore } from './in-memory-connections.store';
import { TokenRefresher } from './token-refresher';
import { tokensInForce, TokenSecrets } from './token-secrets';

const nationSlug = NationSlug.parse('demo');
const key = { nationSlug };

/** A connection whose access token has `minutes` left, and as many processes with a refresher as are asked for. */
async function aConnection(minutes: number, processes = 1) {
  const clock = new ManualClock();
  const rng = new SeededRng(1);
  const store = new InMemoryConnectionsStore(new InMemoryOutbox());
  const vault = new InMemorySecretVault();
  const oauth = new ScriptedNationOAuth('refresh-0');
  const secrets = new TokenSecrets(vault);
  const accessExpiresAt = clock.now() + minutes * 60_000;
  const first = { signupId: '1', accessToken: 'access-0', refreshToken: 'refresh-0', accessExpiresAt };
  const tokens = tokensInForce(key, 1, (await secrets.claim(key, 1, first))!);
  const connection: Connection = {
    ...key,
    ...tokens,
    connectionId: rng.id('con'),
    status: 'connected',
    generation: 1,
    connectedAt: clock.iso(),
    fence: 0,
    leased: false,
  };
  const { connectionId } = connection;
  const facts = {
    id: 'x',
    nationSlug,
    time: clock.iso(),
    correlationId: 'r',
    data: { ...NationConnected.example, connectionId },
  };
  await store.create(
    connection,
    eventOf(NationConnected, facts),
    auditEntry({ type: 'connection.completed', subject: connectionId, actor: 'u' }, { clock, rng }),
  );
  const parts = { store, secrets, oauth, clock, rng };
  const refreshers = Array.from({ length: processes }, () => new TokenRefresher(parts));
  const find = async (): Promise<Connection> => (await store.find(key))!;
  return { clock, store, vault, oauth, secrets, connection, refreshers, refresher: refreshers[0]!, find };
}

const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'fulfilled',
    (error: unknown) => (error as { code: string }).code,
  );

/** Lets time pass until the promise settles. */
async function passing<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  void promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  while (!settled) await clock.advance(250);
  return promise;
}

it('puts a new pair in force and hands out its access token', async () => {
  const { refresher, connection, secrets, clock } = await aConnection(10);
  const refreshed = await refresher.refresh(connection);
  expect(refreshed).toMatchObject({ generation: 2, fence: 1, leased: false, accessExpiresAt: clock.now() + 86_400_000 });
  expect(await secrets.accessToken(refreshed)).toBe('access-1');
});

it('calls NationBuilder once for 100 callers in two processes, and all get the new token when the old one is dead', async () => {
  const { refreshers, connection, oauth, clock } = await aConnection(-1, 2);
  const callers = Array.from({ length: 100 }, (_, index) => refreshers[index % 2]!.refresh(connection));
  const connections = await passing(clock, Promise.all(callers));
  expect(oauth.calls).toBe(1);
  expect(new Set(connections.map(({ generation }) => generation))).toEqual(new Set([2]));
});

it('lets callers of one process share an attempt: nobody waits for the next look at the row', async () => {
  const { refresher, connection } = await aConnection(-1);
  const connections = await Promise.all(Array.from({ length: 20 }, () => refresher.refresh(connection)));
  expect(new Set(connections.map(({ generation }) => generation))).toEqual(new Set([2]));
});

it('hands out the old token while somebody else refreshes and it still lives', async () => {
  const { refreshers, connection, oauth, clock } = await aConnection(10, 2);
  let answer = (): void => undefined;
  oauth.next = () => new Promise(resolve => (answer = () => resolve(undefined)));
  const first = refreshers[0]!.refresh(connection);
  await clock.advance(1);
  expect(await refreshers[1]!.refresh(connection)).toMatchObject({ generation: 1 });
  answer();
  expect(await first).toMatchObject({ generation: 2 });
});

it('gives up after 8 s when somebody else holds the lease and the old token is dead', async () => {
  const { refresher, connection, store, clock, oauth } = await aConnection(-1);
  await store.takeLease(connection);
  expect(await code(passing(clock, refresher.refresh(connection)))).toBe('nationbuilder_unavailable');
  expect(oauth.calls).toBe(0);
});

describe('after a holder died', () => {
  it('takes the lease over once it has watched it for 30 s, and not a moment before', async () => {
    const { refresher, connection, store, clock, oauth, find } = await aConnection(10);
    await store.takeLease(connection);
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 1 });
    await clock.advance(29_999);
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 1 });
    expect(oauth.calls).toBe(0);
    await clock.advance(1);
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 2, fence: 2 });
  });

  it('starts to watch anew when the lease has changed hands', async () => {
    const { refresher, connection, store, clock, find } = await aConnection(10);
    await store.takeLease(connection);
    await refresher.refresh(await find());
    await clock.advance(29_000);
    await store.takeLease(await find());
    await refresher.refresh(await find());
    await clock.advance(29_000);
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 1 });
  });

  it('puts the pair in force that it had written, without asking NationBuilder again', async () => {
    const { refresher, connection, store, secrets, clock, oauth, find } = await aConnection(10);
    await store.takeLease(connection);
    const pair = { signupId: '1', accessToken: 'left', refreshToken: 'behind', accessExpiresAt: clock.now() + 86_400_000 };
    await secrets.claim(key, 2, pair);
    await refresher.refresh(await find());
    await clock.advance(30_000);
    const refreshed = await refresher.refresh(await find());
    expect(refreshed).toMatchObject({ generation: 2 });
    expect([await secrets.accessToken(refreshed), oauth.calls]).toEqual(['left', 0]);
  });

  it('writes nothing when it comes back after it was overtaken', async () => {
    const { refreshers, connection, oauth, clock, find } = await aConnection(10, 2);
    let wake = (): void => undefined;
    oauth.next = () => new Promise(resolve => (wake = () => resolve({ kind: 'refused' })));
    const zombie = refreshers[0]!.refresh(connection);
    await clock.advance(1);
    await refreshers[1]!.refresh(await find());
    oauth.next = undefined;
    await clock.advance(30_000);
    expect(await refreshers[1]!.refresh(await find())).toMatchObject({ generation: 2 });
    wake();
    expect(await zombie).toMatchObject({ generation: 2, status: 'connected' });
  });
});

it('does not call NationBuilder with less than 20 s of its lease left', async () => {
  const { refresher, connection, vault, clock, oauth, find } = await aConnection(10);
  const read = vault.get.bind(vault);
  vault.get = async (name, version) => {
    await clock.advance(5_001);
    return read(name, version);
  };
  expect(await refresher.refresh(connection)).toMatchObject({ generation: 1 });
  expect([oauth.calls, (await find()).leased]).toEqual([0, false]);
});

it('flags a lost rotation at the second try and never before: the first may be a time-out', async () => {
  const { refresher, connection, oauth, find } = await aConnection(10);
  oauth.next = () => Promise.resolve('lost');
  expect(await refresher.refresh(connection)).toMatchObject({ generation: 1, status: 'connected' });
  oauth.next = undefined;
  expect(await code(refresher.refresh(await find()))).toBe('nation_reauth_required');
  expect(await find()).toMatchObject({ status: 'reauth_required', leased: false });
});

it('survives a vault and a store that fail three times after the old token was spent', async () => {
  const { refresher, connection, vault, store, oauth, clock } = await aConnection(10);
  const [claim, replace] = [vault.claim.bind(vault), store.replaceTokens.bind(store)];
  let failures = 0;
  const flaky = <Arguments extends unknown[], T>(work: (...given: Arguments) => Promise<T>) => {
    return (...given: Arguments) => (++failures % 4 ? Promise.reject(new Error('throttled')) : work(...given));
  };
  vault.claim = flaky(claim);
  store.replaceTokens = flaky(replace);
  expect(await passing(clock, refresher.refresh(connection))).toMatchObject({ generation: 2 });
  expect(oauth.calls).toBe(1);
});

it('recovers what a process could not put in force, after its lease', async () => {
  const { refreshers, connection, store, oauth, clock, find } = await aConnection(10, 2);
  const replace = store.replaceTokens.bind(store);
  store.replaceTokens = () => Promise.reject(new Error('down'));
  await expect(passing(clock, refreshers[0]!.refresh(connection))).rejects.toThrow('down');
  store.replaceTokens = replace;
  await refreshers[1]!.refresh(await find());
  await clock.advance(30_000);
  expect(await refreshers[1]!.refresh(await find())).toMatchObject({ generation: 2 });
  expect([oauth.calls, oauth.granted]).toEqual([1, 1]);
});

it('gives the lease back when the tokens cannot be read', async () => {
  const { refresher, connection, vault, find } = await aConnection(10);
  vault.get = () => Promise.reject(new Error('throttled'));
  await expect(refresher.refresh(connection)).rejects.toThrow('throttled');
  expect(await find()).toMatchObject({ leased: false, generation: 1, status: 'connected' });
});

it('does not refresh again and again when NationBuilder grants short lives', async () => {
  const { refresher, connection, oauth } = await aConnection(10);
  const grant = { accessToken: 'short', refreshToken: 'next', expiresInSeconds: 60 };
  oauth.next = () => Promise.resolve({ kind: 'granted', grant });
  expect(await refresher.refresh(connection)).toMatchObject({ generation: 2 });
  expect(oauth.calls).toBe(1);
});
