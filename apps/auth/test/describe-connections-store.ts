import { type NationSlug } from '@nat/contracts';
import { ManualClock, SystemRng } from '@nat/service-kit';
import type { Change, Connection, ConnectionKey, Lease } from '../src/connections/connection';
import { ConnectionFacts } from '../src/connections/connection-facts';
import type { ConnectionsStore } from '../src/connections/connections.store';
import { aRow } from './connections/connection-rows';
import { freshNation } from './people';

const rng = new SystemRng();
const clock = new ManualClock();
const facts = new ConnectionFacts({ clock, rng });
const actor = 'usr_0123456789abcdefghjkmnpqrs';

const row = (more: Partial<Connection> = {}): Connection => aRow({ nationSlug: freshNation() }, rng, more);
const tokens = () => ({ secretVersionId: rng.uuid(), accessExpiresAt: clock.now() + 1_000, signupId: '12' });
const attempt = ({ generation, fence }: Lease) => ({ generation, fence, startedAt: clock.iso() });

/** A store of the form under test, and what it let out for a nation: ids of events, types of audit entries. */
export interface ConnectionsFixture {
  store: ConnectionsStore;
  eventIds(nationSlug: NationSlug): Promise<string[]>;
  auditTypes(nationSlug: NationSlug): Promise<string[]>;
}

/** What every form of {@link ConnectionsStore} promises. */
export function describeConnectionsStore(form: string, make: () => ConnectionsFixture): void {
  describe(`connections store, ${form}`, () => {
    let store: ConnectionsStore;
    let fixture: ConnectionsFixture;
    beforeAll(() => {
      fixture = make();
      store = fixture.store;
    });

    async function stored(more: Partial<Connection> = {}): Promise<Connection> {
      const connection = row(more);
      expect(await store.create(connection, facts.connected(connection, true))).toBe(true);
      return connection;
    }
    const leased = async (connection: Connection): Promise<Lease> => (await store.takeLease(connection))!;
    const found = async (key: ConnectionKey): Promise<Connection> => (await store.find(key))!;
    const refresh = (seen: Connection, lease: Lease, change: Change = tokens()): Promise<boolean> =>
      store.advance(seen, change, facts.refreshed(lease, { ...seen, ...change } as Connection));
    const giveUp = (lease: Lease): Promise<boolean> =>
      store.settle(
        lease,
        { status: 'reauth_required', reauthCause: 'revoked', lookAt: undefined },
        facts.reauthRequired(lease, 'revoked'),
      );
    /** Of one nation, however many others are due. */
    const isDue = async (key: ConnectionKey, now: number): Promise<boolean> =>
      (await store.due(now, 100_000)).some(due => due.nationSlug === key.nationSlug && due.userId === key.userId);

    it('keeps the nation’s connection and each person’s apart', async () => {
      const ofNation = await stored();
      const { nationSlug } = ofNation;
      const userId = rng.id('usr');
      const personal = await stored({ nationSlug, userId });
      await stored({ userId });
      expect(await store.find({ nationSlug })).toEqual(ofNation);
      expect(await store.find({ nationSlug, userId })).toEqual(personal);
      expect(await store.find({ nationSlug, userId: rng.id('usr') })).toBeUndefined();
      expect(await store.find({ nationSlug: freshNation(), userId })).toBeUndefined();
      expect(new Set(await store.ofNation(nationSlug))).toEqual(new Set([ofNation, personal]));
      expect(await store.ofNation(freshNation())).toEqual([]);
    });

    it('creates one of 20 at once, and tells of it and of no other', async () => {
      const { nationSlug } = row();
      const rows = Array.from({ length: 20 }, () => row({ nationSlug }));
      const outcomes = await Promise.all(rows.map(each => store.create(each, facts.connected(each, true))));
      const winner = rows[outcomes.indexOf(true)]!;
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await store.find({ nationSlug })).toEqual(winner);
      expect(await fixture.eventIds(nationSlug)).toEqual([`${winner.connectionId}.connected`]);
      expect(await fixture.auditTypes(nationSlug)).toEqual(['connection.completed']);
    });

    it('gives the lease to one of 20 at once, with the next fence', async () => {
      const connection = await stored();
      const { connectionId, nationSlug } = connection;
      const leases = await Promise.all(Array.from({ length: 20 }, () => store.takeLease(connection)));
      const lease = { key: { nationSlug }, connectionId, generation: 1, fence: 1, doubt: false };
      expect(leases.filter(each => each !== undefined)).toEqual([lease]);
      expect(await found(connection)).toEqual({ ...connection, fence: 1, leased: true, lookAt: 0 });
    });

    it('puts tokens in force once, and ends lease, attempt and failures with it', async () => {
      const connection = await stored({ failing: { times: 3, failedAt: 1, nextAttemptAt: 2 } });
      const lease = await leased(connection);
      expect(await store.openAttempt(lease, attempt(lease))).toBe(true);
      const next = { ...tokens(), lastRefreshedAt: clock.iso(), lookAt: clock.now() + 7 };
      expect(await refresh(connection, lease, next)).toBe(true);
      const { failing: _, ...rest } = connection;
      expect(await found(connection)).toEqual({ ...rest, ...next, generation: 2, fence: 1, leased: false });
      expect(await refresh(connection, lease)).toBe(false);
      expect(await found(connection)).toMatchObject(next);
      const told = ['connected', '2.refreshed'].map(what => `${connection.connectionId}.${what}`);
      expect((await fixture.eventIds(connection.nationSlug)).toSorted()).toEqual(told.toSorted());
    });

    it('puts granted tokens in force under a lease that was lost, as long as the generation is the same', async () => {
      const connection = await stored();
      const first = await leased(connection);
      const second = await leased(await found(connection));
      expect(await refresh(connection, first)).toBe(true);
      expect(await refresh(connection, second)).toBe(false);
      expect(await giveUp(second)).toBe(false);
      expect(await found(connection)).toMatchObject({ generation: 2, fence: 2, leased: false, status: 'connected' });
    });

    it('lets a holder that was overtaken call nobody, flag nothing and give nothing back', async () => {
      const connection = await stored();
      const first = await leased(connection);
      const second = await leased(await found(connection));
      expect(second.fence).toBe(2);
      expect(await store.openAttempt(first, attempt(first))).toBe(false);
      expect(await giveUp(first)).toBe(false);
      expect(await store.settle(first, { lookAt: 1 })).toBe(false);
      expect(await store.renewLease(first)).toBe(false);
      expect(await found(connection)).toEqual({ ...connection, fence: 2, leased: true, lookAt: 0 });
      expect(await store.openAttempt(second, attempt(second))).toBe(true);
    });

    it('renews a lease as often as its holder shows that it lives; nobody takes it who has not seen the last time', async () => {
      const connection = await stored();
      const lease = await leased(connection);
      const seenBefore = await found(connection);
      expect(await Promise.all([store.renewLease(lease), store.renewLease(lease)])).toEqual([true, true]);
      expect(await store.takeLease(seenBefore)).toBeUndefined();
      expect(await found(connection)).toEqual({ ...connection, fence: 1, renewals: 2, leased: true, lookAt: 0 });
      const next = await leased(await found(connection));
      expect([next.fence, (await found(connection)).renewals]).toEqual([2, 0]);
      expect(await store.settle(lease, {})).toBe(false);
      expect(await store.settle(next, { lookAt: 5 })).toBe(true);
    });

    it('takes a lease again that was given back, with a higher fence', async () => {
      const connection = await stored();
      await store.settle(await leased(connection), { lookAt: connection.lookAt });
      const released = await found(connection);
      expect(released).toEqual({ ...connection, fence: 1, leased: false });
      expect(await store.takeLease(connection)).toBeUndefined();
      expect((await leased(released)).fence).toBe(2);
    });

    it('keeps an attempt until it is taken away, and tells whoever takes the lease next', async () => {
      const connection = await stored();
      const lease = await leased(connection);
      await store.openAttempt(lease, attempt(lease));
      const failing = { times: 1, failedAt: clock.now(), nextAttemptAt: clock.now() + 20_000 };
      await store.settle(lease, { failing, lookAt: failing.nextAttemptAt });
      const open = await found(connection);
      expect(open).toMatchObject({ attempt: attempt(lease), failing, leased: false });
      const next = await leased(open);
      expect(next.doubt).toBe(true);
      await store.settle(next, { attempt: undefined, failing: undefined, lookAt: 9 });
      expect(await found(connection)).toEqual({ ...connection, fence: 2, lookAt: 9 });
      expect((await leased(await found(connection))).doubt).toBe(false);
    });

    it('marks a connection that needs its person; nobody leases it until it is connected again', async () => {
      const connection = await stored();
      expect(await giveUp(await leased(connection))).toBe(true);
      const ended = await found(connection);
      const { lookAt: _, ...rest } = connection;
      expect(ended).toEqual({ ...rest, fence: 1, status: 'reauth_required', reauthCause: 'revoked' });
      expect(await store.takeLease(ended)).toBeUndefined();
      expect(await store.takeLease({ ...ended, status: 'connected' })).toBeUndefined();
      expect(await refresh({ ...ended, status: 'connected' }, await leaseOf(ended))).toBe(false);
      const next = { ...tokens(), status: 'connected' as const, lookAt: 3 };
      expect(await store.advance(ended, next, facts.granted(ended, actor, 'revoked'))).toBe(true);
      expect(await found(connection)).toEqual({ ...rest, ...next, generation: 2, fence: 1 });
      const id = connection.connectionId;
      const told = [`${id}.connected`, `${id}.1.reauth_required`, `${id}.2.reconnected`];
      expect((await fixture.eventIds(connection.nationSlug)).toSorted()).toEqual(told.toSorted());
    });

    it('connects again once per generation, and whoever refreshed the old tokens meanwhile has lost', async () => {
      const connection = await stored();
      const lease = await leased(connection);
      const next = tokens();
      const again = () => store.advance(connection, { ...next, status: 'connected' }, facts.granted(connection, actor));
      const outcomes = await Promise.all(Array.from({ length: 5 }, again));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await refresh(connection, lease)).toBe(false);
      expect(await store.openAttempt(lease, attempt(lease))).toBe(false);
      expect(await giveUp(lease)).toBe(false);
      expect(await found(connection)).toMatchObject({ ...next, generation: 2, status: 'connected', leased: false });
      expect(await fixture.auditTypes(connection.nationSlug)).toEqual(['connection.completed', 'connection.completed']);
    });

    it('ends a connection once, against whatever is on its way, and begins another in its row', async () => {
      const connection = await stored();
      const lease = await leased(connection);
      const end = { status: 'disconnected', lookAt: 0 } as const;
      const outcomes = await Promise.all([1, 2].map(() => store.advance(connection, end, facts.disconnected(connection, actor))));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await refresh(connection, lease)).toBe(false);
      expect(await giveUp(lease)).toBe(false);
      const closed = await found(connection);
      expect(closed).toEqual({ ...connection, ...end, generation: 2, fence: 1 });
      expect(await store.takeLease(closed)).toBeUndefined();
      await store.erased({ ...closed, generation: 1 });
      expect(await found(connection)).toEqual(closed);
      await store.erased(closed);
      expect(await found(connection)).not.toHaveProperty('lookAt');
      const begun = { ...tokens(), connectionId: rng.id('con'), status: 'connected' as const, lookAt: 4 };
      expect(await store.advance(closed, begun, facts.connected({ ...closed, ...begun, generation: 3 }, false))).toBe(true);
      expect(await found(connection)).toMatchObject({ ...begun, generation: 3, fence: 1 });
      expect(await store.openAttempt({ ...lease, generation: 3 }, attempt(lease))).toBe(false);
    });

    it('finds what is due and nothing else: idle ones in their time, leased ones always, ended ones never', async () => {
      const now = clock.now();
      const userId = rng.id('usr');
      const connection = await stored({ userId, lookAt: now + 10 });
      expect([await isDue(connection, now + 9), await isDue(connection, now + 10)]).toEqual([false, true]);
      const lease = await leased(connection);
      expect(await isDue(connection, now)).toBe(true);
      await store.settle(lease, { lookAt: now + 60_000 });
      expect([await isDue(connection, now + 59_999), await isDue(connection, now + 60_000)]).toEqual([false, true]);
      await giveUp(await leased(await found(connection)));
      expect(await isDue(connection, now + 1e9)).toBe(false);
    });

    it('hands out no more than about as many as were asked for', async () => {
      await Promise.all(Array.from({ length: 40 }, () => stored({ lookAt: 1 })));
      expect((await store.due(2, 16)).length).toBeLessThanOrEqual(16);
    });

    async function leaseOf({ connectionId, generation, fence, ...key }: Connection): Promise<Lease> {
      return { key, connectionId, generation, fence, doubt: false };
    }
  });
}
