import { InMemoryOutbox } from '@nat/event-bus';
import { InMemorySecretVault } from '@nat/secrets';
import { ManualClock, SeededRng } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { aPair, connected, nationSlug } from '../../test/connections/connection-rows';
import type { Connection } from './connection';
import { ConnectionSweeper } from './connection-sweeper';
import { ConnectionsService } from './connections.service';
import { InMemoryConnectionsStore } from './in-memory-connections.store';
import { NationOAuth } from './nation-oauth';
import { TokenRefresher } from './token-refresher';
import { TokenSecrets } from './token-secrets';

beforeAll(() => Logger.overrideLogger(false));

/** NationBuilder for many connections, which notes how many calls are under way. */
class ManyGrants extends NationOAuth {
  calls: string[] = [];
  readonly canRevoke = false;
  now = 0;
  most = 0;
  down = new Set<string>();
  tookMs = 1_000;

  constructor(private readonly clock: ManualClock) {
    super();
  }

  async refresh(_: string, refreshToken: string) {
    this.calls.push(refreshToken);
    this.most = Math.max(this.most, ++this.now);
    await this.clock.sleep(this.tookMs);
    this.now--;
    if (this.down.has(refreshToken)) throw new Error('a defect');
    const grant = { accessToken: 'new', refreshToken: `${refreshToken}+`, expiresInSeconds: 86_400 };
    return { kind: 'granted' as const, grant };
  }

  exchange = (): Promise<never> => Promise.reject(new Error('nobody exchanges here'));
  person = (): Promise<never> => Promise.reject(new Error('nobody asks for the person here'));
  revoke = (): Promise<boolean> => Promise.resolve(false);
}

/** Connections of as many people, due after so many minutes, and as many processes that sweep. */
async function aWorld(people: number, processes = 1, dueMs = 0) {
  const clock = new ManualClock();
  const rng = new SeededRng(1);
  const store = new InMemoryConnectionsStore(new InMemoryOutbox());
  const secrets = new TokenSecrets(new InMemorySecretVault());
  const oauth = new ManyGrants(clock);
  const relay = { nudge: () => undefined };
  const parts = { store, secrets, oauth, relay, clock, rng, accounts: { role: () => Promise.resolve(undefined) } };
  const rows: Connection[] = [];
  for (let index = 0; index < people; index++) {
    const key = { nationSlug, userId: `usr_${String(index).padStart(26, '0')}` };
    const pair = aPair(String(index), clock.now() + 86_400_000);
    const ids = { connectionId: `con_${String(index).padStart(26, '0')}`, lookAt: clock.now() + dueMs };
    rows.push(await connected(parts, key, pair, ids));
  }
  const sweepers = Array.from({ length: processes }, () => {
    const refresher = new TokenRefresher(parts);
    const { disconnections } = new ConnectionsService({ ...parts, refresher });
    return new ConnectionSweeper({ ...parts, refresher, disconnections, sweeps: clock });
  });
  const generations = async (): Promise<number[]> => Promise.all(rows.map(async row => (await store.find(row))!.generation));
  return { ...parts, rows, sweepers, generations };
}

it('refreshes all that is due, five at once and each once, also when three processes sweep at once', async () => {
  const { sweepers, oauth, clock, generations, rows, store } = await aWorld(30, 3);
  const sweeps = Promise.all(sweepers.map(sweeper => sweeper.sweep()));
  await clock.advance(20_000);
  await sweeps;
  expect(await generations()).toEqual(rows.map(() => 2));
  expect(oauth.calls.toSorted()).toEqual(rows.map((_, index) => `refresh-${index}`).toSorted());
  expect(oauth.most).toBeLessThanOrEqual(15);
  const { lookAt, accessExpiresAt } = (await store.find(rows[0]!))!;
  expect(lookAt).toBeGreaterThan(clock.now() + 11 * 3_600_000);
  expect(lookAt).toBeLessThan(accessExpiresAt - 9 * 3_600_000);
});

it('never has more than five refreshes under way in one process', async () => {
  const { sweepers, oauth, clock } = await aWorld(23);
  const sweep = sweepers[0]!.sweep();
  await clock.advance(20_000);
  await sweep;
  expect([oauth.most, oauth.calls.length]).toEqual([5, 23]);
});

it('leaves alone what is not due', async () => {
  const { sweepers, oauth, clock, generations } = await aWorld(2, 1, 60_000);
  await clock.advance(59_999);
  await sweepers[0]!.sweep();
  expect([oauth.calls, await generations()]).toEqual([[], [1, 1]]);
});

it('lets one connection that fails keep no other waiting, and tries it again', async () => {
  const { sweepers, oauth, clock, generations, store, rows } = await aWorld(8);
  oauth.down.add('refresh-3');
  const sweep = sweepers[0]!.sweep();
  await clock.advance(20_000);
  await sweep;
  expect(await generations()).toEqual([2, 2, 2, 1, 2, 2, 2, 2]);
  // Its lease was never given back, so it is watched from now on, at every sweep.
  expect(await store.find(rows[3]!)).toMatchObject({ leased: true, lookAt: 0, attempt: { generation: 1 } });
  oauth.down.clear();
  for (let time = 0; time < 4; time++) {
    const next = sweepers[0]!.sweep();
    await clock.advance(20_000);
    await next;
  }
  expect(await generations()).toEqual(rows.map(() => 2));
});

it('looks after leases while a sweep takes long, because NationBuilder answers nobody', async () => {
  const { sweepers, oauth, clock, store, rows } = await aWorld(40);
  oauth.tookMs = 10_000;
  const dead = rows[0]!;
  await store.takeLease(dead);
  sweepers[0]!.onApplicationBootstrap();
  await clock.advance(60_000);
  // The sweep that began after 20 s has come through half of them; the lease was seen at 20 s and taken over at 60 s.
  expect(oauth.calls.length).toBeLessThan(30);
  expect(await store.find(dead)).toMatchObject({ fence: 2 });
  oauth.tookMs = 1;
  const stop = sweepers[0]!.onApplicationShutdown();
  await clock.advance(60_000);
  await stop;
});

it('sweeps every 20 s from its start to its stop, which waits for what is under way', async () => {
  const { sweepers, oauth, clock, generations } = await aWorld(1, 1, 15_000);
  const [sweeper] = sweepers;
  sweeper!.onApplicationBootstrap();
  await clock.advance(19_999);
  expect(oauth.calls).toEqual([]);
  await clock.advance(1);
  expect(oauth.calls).toHaveLength(1);
  let stopped = false;
  const stop = sweeper!.onApplicationShutdown().then(() => (stopped = true));
  await clock.advance(500);
  expect(stopped).toBe(false);
  await clock.advance(500);
  await stop;
  expect(await generations()).toEqual([2]);
  await clock.advance(100_000);
  expect(oauth.calls).toHaveLength(1);
});
