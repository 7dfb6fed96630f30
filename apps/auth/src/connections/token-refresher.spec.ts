import { aConnection, codeOf, passing } from '../../test/connections/refresh-world';
import type { TokenOutcome } from './token-answer';

const down: TokenOutcome = { kind: 'unavailable', errorClass: 'transient', perhapsSpent: false };

it('puts a new pair in force and hands out its access token', async () => {
  const { refresher, connection, secrets, clock, told } = await aConnection(10);
  const refreshed = await refresher.refresh(connection);
  expect(refreshed).toMatchObject({
    generation: 2,
    fence: 1,
    leased: false,
    accessExpiresAt: clock.now() + 86_400_000,
    lastRefreshedAt: clock.iso(),
  });
  expect(refreshed).not.toHaveProperty('attempt');
  expect(await secrets.accessToken(refreshed)).toBe('access-1');
  expect(told()).toEqual(['2.refreshed']);
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
  expect(await codeOf(passing(clock, refresher.refresh(connection)))).toBe('nationbuilder_unavailable');
  expect(oauth.calls).toBe(0);
});

it('does not refresh again and again when NationBuilder grants short lives', async () => {
  const { refresher, connection, oauth } = await aConnection(10);
  const grant = { accessToken: 'short', refreshToken: 'next', expiresInSeconds: 60 };
  oauth.next = () => Promise.resolve({ kind: 'granted', grant });
  expect(await refresher.refresh(connection)).toMatchObject({ generation: 2 });
  expect(oauth.calls).toBe(1);
});

it('says that nothing is connected when the connection is ended while it waits', async () => {
  const { refresher, connection, store, clock, find } = await aConnection(-1);
  await store.takeLease(connection);
  const waiting = refresher.refresh(await find());
  const audit = { audit: { type: 'x' } as never, events: [] };
  await store.advance(connection, { status: 'disconnected', lookAt: 0 }, audit);
  expect(await codeOf(passing(clock, waiting))).toBe('nation_not_connected');
});

describe('while NationBuilder has a problem', () => {
  it('keeps the old token, flags nothing, and asks again only when its time has come', async () => {
    const { refresher, connection, oauth, clock, find, told } = await aConnection(10);
    oauth.next = () => Promise.resolve(down);
    expect(await refresher.refresh(connection)).toMatchObject({ generation: 1, status: 'connected' });
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 1 });
    const { failing, lookAt, leased } = await find();
    expect([oauth.calls, leased, failing!.times, lookAt]).toEqual([1, false, 1, failing!.nextAttemptAt]);
    expect(await find()).not.toHaveProperty('attempt');
    const pause = failing!.nextAttemptAt - clock.now();
    expect(pause).toBeGreaterThanOrEqual(30_000);
    expect(pause).toBeLessThanOrEqual(60_000);
    oauth.next = undefined;
    await clock.advance(pause - 1);
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 1 });
    await clock.advance(1);
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 2 });
    expect(await find()).not.toHaveProperty('failing');
    expect(told()).toEqual(['1.1.refresh_failed', '2.refreshed']);
  });

  it('asks every 5 s at most for callers whose token is dead', async () => {
    const { refresher, connection, oauth, clock, find } = await aConnection(-1);
    oauth.next = () => Promise.resolve(down);
    expect(await codeOf(refresher.refresh(connection))).toBe('nationbuilder_unavailable');
    await clock.advance(4_999);
    expect(await codeOf(refresher.refresh(await find()))).toBe('nationbuilder_unavailable');
    expect(oauth.calls).toBe(1);
    oauth.next = undefined;
    await clock.advance(1);
    expect(await refresher.refresh(await find())).toMatchObject({ generation: 2 });
  });
});
