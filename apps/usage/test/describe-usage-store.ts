import type { NationSlug } from '@nat/contracts';
import type { UsageStore } from '../src/usage.store';
import { all, finite, hash, hold, newNation, now, period, periodStart, plan, query, settlement } from './builders';
import { describeWaitingHolds } from './describe-waiting-holds';

/** A store under test and what its outbox holds of a nation, as event ids. */
export interface StoreUnderTest {
  store: UsageStore;
  outboxIds: (nation: NationSlug) => Promise<string[]>;
}

/** What every form of {@link UsageStore} promises. */
export function describeUsageStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`usage store ${name}`, () => {
    let store: UsageStore;
    let outboxIds: StoreUnderTest['outboxIds'];
    let nation: NationSlug;
    beforeAll(async () => ({ store, outboxIds } = await make()));
    beforeEach(() => (nation = newNation()));

    const open = (units: number, more: Parameters<typeof plan>[2] = {}) =>
      store.keepPlan(nation, plan(1, finite(units), more), period);
    const balance = async () => (await store.balance(nation, periodStart))!;

    it('keeps the newest plan and ignores an older one, in whatever order they come', async () => {
      await store.keepPlan(nation, plan(2, finite(20)), period);
      expect(await store.keepPlan(nation, plan(1, finite(10)), period)).toBe('older');
      expect(await store.keepPlan(nation, plan(2, finite(99)), period)).toBe('older');
      expect(await store.plan(nation)).toEqual(plan(2, finite(20)));
      expect(await balance()).toMatchObject({ units: 20, room: 20, planVersion: 2 });
    });

    it('admits as many as there is room for, however many ask at once', async () => {
      await open(7);
      const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => store.hold(nation, periodStart, query(n), hold())));
      expect(answers.filter(({ held }) => held)).toHaveLength(7);
      expect(await balance()).toMatchObject({ room: 0, held: 7, used: 0 });
      const refused = answers.find(({ held }) => !held);
      expect(refused?.balance).toMatchObject({ room: 0, held: 7 });
    });

    it('holds a query once and shows the hold to whoever repeats it', async () => {
      await open(5);
      expect(await store.hold(nation, periodStart, query('a'), hold())).toMatchObject({ held: true, balance: { held: 1 } });
      const again = await store.hold(nation, periodStart, query('a'), hold({ requestHash: hash('other') }));
      expect(again).toMatchObject({ held: false, balance: { inflight: { [query('a')]: { requestHash: hash('question') } } } });
      expect(await balance()).toMatchObject({ held: 1, room: 4 });
    });

    it('refuses by number at once, but not for queries that are only waiting for their end', async () => {
      await open(9, { atOnce: 2 });
      await store.hold(nation, periodStart, query('a'), hold());
      await store.hold(nation, periodStart, query('b'), hold());
      expect((await store.hold(nation, periodStart, query('c'), hold())).held).toBe(false);
      await store.renew(nation, periodStart, query('a'), { state: 'finishing', lease: now });
      expect((await store.hold(nation, periodStart, query('c'), hold())).held).toBe(true);
      expect((await store.hold(nation, periodStart, query('a'), hold())).held).toBe(false);
    });

    it('refuses once the plan is not usable any more, to the millisecond', async () => {
      await open(5, { usableUntil: now + 1 });
      expect((await store.hold(nation, periodStart, query('a'), hold())).held).toBe(true);
      expect((await store.hold(nation, periodStart, query('b'), hold({ admittedAt: now + 1 }))).held).toBe(false);
    });

    it('counts without a cap when the limit is unlimited or only warns, and denies when it is disabled', async () => {
      await store.keepPlan(nation, plan(1, { kind: 'unlimited' }), period);
      expect((await store.hold(nation, periodStart, query('a'), hold())).held).toBe(true);
      await store.keepPlan(nation, plan(2, { kind: 'finite', amount: '1', mode: 'warn' }), period);
      expect((await store.hold(nation, periodStart, query('b'), hold())).held).toBe(true);
      await store.keepPlan(nation, plan(3, { kind: 'disabled' }), period);
      expect((await store.hold(nation, periodStart, query('c'), hold())).held).toBe(false);
      expect(await balance()).toMatchObject({ held: 2, room: -2 });
    });

    it('does not know a period before it is opened, and opens it once and only under the newest plan', async () => {
      await open(5);
      const next = { start: period.end, end: period.end + 1 };
      const nextStart = new Date(period.end).toISOString();
      expect(await store.hold(nation, nextStart, query('a'), hold())).toEqual({ held: false, balance: undefined });
      await store.openPeriod(nation, plan(2, finite(500)), next);
      expect(await store.balance(nation, nextStart)).toBeUndefined();
      await store.openPeriod(nation, plan(1, finite(5)), next);
      await store.hold(nation, nextStart, query('a'), hold());
      await store.openPeriod(nation, plan(1, finite(5)), next);
      expect(await store.balance(nation, nextStart)).toMatchObject({ held: 1, room: 4, periodEnd: next.end });
    });

    it('keeps what was used when the plan changes, and applies the new limit at once', async () => {
      await open(2);
      await store.hold(nation, periodStart, query('a'), hold());
      await store.hold(nation, periodStart, query('b'), hold());
      await store.settle(nation, settlement(nation, query('a'), 'inflight'));
      expect((await store.hold(nation, periodStart, query('c'), hold())).held).toBe(false);
      await store.keepPlan(nation, plan(2, finite(3)), period);
      expect((await store.hold(nation, periodStart, query('c'), hold())).held).toBe(true);
      await store.keepPlan(nation, plan(3, finite(1)), period);
      expect(await balance()).toMatchObject({ used: 1, held: 2, room: -2, units: 1 });
      await store.keepPlan(nation, plan(4, { kind: 'unlimited' }), period);
      await store.keepPlan(nation, plan(5, finite(500)), period);
      expect(await balance()).toMatchObject({ used: 1, held: 2, room: 497 });
    });

    it('loses no hold when plan changes and admissions race', async () => {
      await open(100);
      await Promise.all([
        ...Array.from({ length: 20 }, (_, n) => store.hold(nation, periodStart, query(n), hold())),
        ...[2, 3, 4].map(version => store.keepPlan(nation, plan(version, finite(version * 100)), period)),
      ]);
      expect(await balance()).toMatchObject({ planVersion: 4, held: 20, room: 380 });
    });

    it('renews and releases only what is held, and releases a lapsed hold only while nobody renewed it', async () => {
      await open(5);
      expect(await store.renew(nation, periodStart, query('a'), { state: 'held', lease: now })).toBeUndefined();
      await store.hold(nation, periodStart, query('a'), hold());
      const renewed = await store.renew(nation, periodStart, query('a'), { state: 'held', lease: now + 90_000 });
      expect(renewed?.inflight[query('a')]?.lease).toBe(now + 90_000);
      const seen = (lease: number) => ({ queryId: query('a'), state: 'inflight' as const, lease });
      expect(await store.expire(nation, periodStart, seen(now + 60_000))).toBe(false);
      expect(await store.expire(nation, periodStart, seen(now + 90_000))).toBe(true);
      expect(await store.release(nation, periodStart, query('a'))).toBe(false);
      await store.hold(nation, periodStart, query('a'), hold());
      expect(await store.release(nation, periodStart, query('a'))).toBe(true);
      expect(await balance()).toMatchObject({ held: 0, room: 5, inflight: {} });
    });

    it('keeps a finishing query finishing: neither renewal nor release ends it', async () => {
      await open(5);
      await store.hold(nation, periodStart, query('a'), hold());
      await store.renew(nation, periodStart, query('a'), { state: 'finishing', lease: now });
      expect(await store.renew(nation, periodStart, query('a'), { state: 'held', lease: now })).toMatchObject({ held: 1 });
      expect(await store.release(nation, periodStart, query('a'))).toBe(false);
      expect(await balance()).toMatchObject({ held: 1, inflight: {}, finishing: { [query('a')]: expect.anything() } });
    });

    it('settles once, with entry, balance and outbox together', async () => {
      await open(5);
      await store.hold(nation, periodStart, query('a'), hold());
      const results = await Promise.all(
        Array.from({ length: 5 }, () => store.settle(nation, settlement(nation, query('a'), 'inflight'))),
      );
      expect(results.filter(result => result === 'settled')).toHaveLength(1);
      expect(await balance()).toMatchObject({ used: 1, held: 0, room: 4, inflight: {} });
      expect(await store.entry(nation, query('a'))).toEqual(settlement(nation, query('a'), 'inflight').entry);
      expect(await all(store.entries(nation, periodStart))).toHaveLength(1);
      expect(await outboxIds(nation)).toEqual([`${nation}.${query('a')}.usage`]);
    });

    it('gives the unit back when nothing is billed', async () => {
      await open(5);
      await store.hold(nation, periodStart, query('a'), hold());
      await store.settle(nation, settlement(nation, query('a'), 'inflight', 0));
      expect(await balance()).toMatchObject({ used: 0, held: 0, room: 5 });
    });

    it('asks to decide again when the hold is not where it was', async () => {
      await open(5);
      await store.hold(nation, periodStart, query('a'), hold());
      expect(await store.settle(nation, settlement(nation, query('a'), undefined, 0))).toBe('moved');
      await store.renew(nation, periodStart, query('a'), { state: 'finishing', lease: now });
      expect(await store.settle(nation, settlement(nation, query('a'), 'inflight'))).toBe('moved');
      expect(await store.entry(nation, query('a'))).toBeUndefined();
      expect(await store.settle(nation, settlement(nation, query('a'), 'finishing'))).toBe('settled');
    });

    it('records the end of a query it holds nothing for, even in a period that was never opened', async () => {
      expect(await store.settle(nation, settlement(nation, query('a'), undefined, 0))).toBe('settled');
      expect(await store.settle(nation, settlement(nation, query('a'), undefined, 0))).toBe('duplicate');
      expect(await store.entry(nation, query('a'))).toMatchObject({ quantity: 0 });
    });

    it('replaces a rate window only from the version that was read', async () => {
      const first = await store.rateWindow(nation, 'usr_a');
      expect(first).toEqual({ version: 0, calls: {} });
      const save = (version: number, id: string) =>
        store.saveRateWindow(nation, 'usr_a', { version, calls: { [id]: now } }, now + 1);
      const saves = await Promise.all([save(0, 'a'), save(0, 'b'), save(0, 'c')]);
      expect(saves.filter(({ saved }) => saved)).toHaveLength(1);
      const current = await store.rateWindow(nation, 'usr_a');
      expect(current.version).toBe(1);
      expect(saves.find(({ saved }) => !saved)).toEqual({ saved: false, current });
      expect(await save(1, 'd')).toEqual({ saved: true });
      expect(await store.rateWindow(nation, 'usr_b')).toEqual({ version: 0, calls: {} });
    });

    it('names the balances that have lapsed holds, until they have none', async () => {
      const named = async (at: number) => (await all(store.balancesToSweep(at))).filter(found => found.nation === nation);
      await open(5);
      await store.hold(nation, periodStart, query('a'), hold());
      await store.hold(nation, periodStart, query('b'), hold({ lease: now + 100_000 }));
      expect(await named(now + 59_000)).toEqual([]);
      expect(await named(now + 60_000)).toEqual([{ nation, periodStart }]);
      await store.release(nation, periodStart, query('a'));
      await store.sweepAgain(nation, periodStart, now + 100_000);
      expect(await named(now + 60_000)).toEqual([]);
      expect(await named(now + 100_000)).toEqual([{ nation, periodStart }]);
      await store.sweepAgain(nation, periodStart, undefined);
      expect(await named(now + 100_000)).toEqual([{ nation, periodStart }]);
      await store.release(nation, periodStart, query('b'));
      await store.sweepAgain(nation, periodStart, undefined);
      expect(await named(now + 200_000)).toEqual([]);
      await store.hold(nation, periodStart, query('c'), hold());
      expect(await named(now + 200_000)).toEqual([{ nation, periodStart }]);
    });

    it('keeps nations apart, down to equal query ids', async () => {
      const other = newNation();
      await open(5);
      await store.keepPlan(other, plan(1, finite(5)), period);
      await store.hold(nation, periodStart, query('a'), hold());
      expect((await store.hold(other, periodStart, query('a'), hold())).held).toBe(true);
      await store.settle(nation, settlement(nation, query('a'), 'inflight'));
      expect(await store.entry(other, query('a'))).toBeUndefined();
      expect(await store.balance(other, periodStart)).toMatchObject({ held: 1, used: 0 });
      expect(await store.settle(other, settlement(other, query('a'), 'inflight'))).toBe('settled');
    });

    describeWaitingHolds(() => store);
  });
}
