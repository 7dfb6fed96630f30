import { eventOf, NationConnected } from '@nat/contracts';
import { ManualClock, SystemRng } from '@nat/service-kit';
import { auditEntry, type AuditType } from '../src/audit/audit-entry';
import type { Connection, ConnectionsStore } from '../src/connections/connections.store';
import { freshNation } from './describe-accounts-store';

const rng = new SystemRng();
const clock = new ManualClock();

function audit(type: AuditType = 'connection.completed') {
  return auditEntry({ type, subject: 'subject' }, { clock, rng });
}

function connection(more: Partial<Connection> = {}): Connection {
  return {
    nationSlug: freshNation(),
    connectionId: rng.id('con'),
    signupId: '11',
    status: 'connected',
    generation: 1,
    secretVersionId: rng.uuid(),
    accessExpiresAt: clock.now() + 86_400_000,
    connectedAt: clock.iso(),
    fence: 0,
    leased: false,
    ...more,
  };
}

function connected({ connectionId, nationSlug }: Connection) {
  return eventOf(NationConnected, {
    id: `${connectionId}.connected`,
    nationSlug,
    time: clock.iso(),
    correlationId: 'req_1',
    data: { ...NationConnected.example, connectionId },
  });
}

const tokens = () => ({ secretVersionId: rng.uuid(), accessExpiresAt: clock.now() + 1_000, signupId: '12' });

/** A store of the form under test, and the ids of the events it let out for a nation. */
export interface ConnectionsFixture {
  store: ConnectionsStore;
  eventIds(nationSlug: string): Promise<string[]>;
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
      const row = connection(more);
      expect(await store.create(row, connected(row), audit())).toBe(true);
      return row;
    }
    const leased = async (row: Connection) => (await store.takeLease(row))!;

    it('keeps the nation’s connection and each person’s apart', async () => {
      const ofNation = await stored();
      const userId = rng.id('usr');
      const personal = await stored({ nationSlug: ofNation.nationSlug, userId });
      expect(await store.find({ nationSlug: ofNation.nationSlug })).toEqual(ofNation);
      expect(await store.find({ nationSlug: ofNation.nationSlug, userId })).toEqual(personal);
      expect(await store.find({ nationSlug: ofNation.nationSlug, userId: rng.id('usr') })).toBeUndefined();
      expect(await store.find({ nationSlug: freshNation(), userId })).toBeUndefined();
    });

    it('creates one of 20 at once, and lets out its event and no other', async () => {
      const { nationSlug } = connection();
      const rows = Array.from({ length: 20 }, () => connection({ nationSlug }));
      const outcomes = await Promise.all(rows.map(row => store.create(row, connected(row), audit())));
      const winner = rows[outcomes.indexOf(true)]!;
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await store.find({ nationSlug })).toEqual(winner);
      expect(await fixture.eventIds(nationSlug)).toEqual([`${winner.connectionId}.connected`]);
    });

    it('gives the lease to one of 20 at once, with the next fence', async () => {
      const row = await stored();
      const leases = await Promise.all(Array.from({ length: 20 }, () => store.takeLease(row)));
      expect(leases.filter(lease => lease !== undefined)).toEqual([
        { key: { nationSlug: row.nationSlug }, generation: 1, fence: 1 },
      ]);
      expect(await store.find(row)).toMatchObject({ fence: 1, leased: true });
    });

    it('puts tokens in force under the lease, once', async () => {
      const row = await stored();
      const lease = await leased(row);
      const next = tokens();
      expect(await store.replaceTokens(lease, next, audit())).toBe(true);
      expect(await store.find(row)).toEqual({ ...row, ...next, generation: 2, fence: 1, leased: false });
      expect(await store.replaceTokens(lease, tokens(), audit())).toBe(false);
      expect(await store.find(row)).toMatchObject(next);
    });

    it('lets a holder that was overtaken write nothing', async () => {
      const row = await stored();
      const first = await leased(row);
      const second = await leased((await store.find(row))!);
      expect(second.fence).toBe(2);
      expect(await store.replaceTokens(first, tokens(), audit())).toBe(false);
      expect(await store.requireReauth(first, audit())).toBe(false);
      await store.releaseLease(first);
      expect(await store.find(row)).toEqual({ ...row, fence: 2, leased: true });
      expect(await store.replaceTokens(second, tokens(), audit())).toBe(true);
    });

    it('takes a released lease again, with a higher fence', async () => {
      const row = await stored();
      await store.releaseLease(await leased(row));
      const released = (await store.find(row))!;
      expect(released).toEqual({ ...row, fence: 1, leased: false });
      expect(await store.takeLease(row)).toBeUndefined();
      expect((await leased(released)).fence).toBe(2);
    });

    it('marks a connection that needs its person; nobody leases it until it is connected again', async () => {
      const row = await stored();
      expect(await store.requireReauth(await leased(row), audit())).toBe(true);
      const ended = (await store.find(row))!;
      expect(ended).toEqual({ ...row, fence: 1, status: 'reauth_required' });
      expect(await store.takeLease(ended)).toBeUndefined();
      const next = tokens();
      expect(await store.reconnect(ended, next, audit())).toBe(true);
      expect(await store.find(row)).toEqual({ ...row, ...next, generation: 2, fence: 1 });
    });

    it('reconnects once per generation, and whoever refreshed the old tokens meanwhile has lost', async () => {
      const row = await stored();
      const lease = await leased(row);
      const next = tokens();
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => store.reconnect(row, next, audit())));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await store.replaceTokens(lease, tokens(), audit())).toBe(false);
      expect(await store.requireReauth(lease, audit())).toBe(false);
      expect(await store.find(row)).toMatchObject({ ...next, generation: 2, status: 'connected', leased: false });
    });
  });
}
