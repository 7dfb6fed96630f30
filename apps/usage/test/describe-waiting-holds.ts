import type { NationSlug } from '@nat/contracts';
import { maximumWaiting } from '../src/reservations/admission';
import type { Renewal } from '../src/reservations/renewal';
import type { UsageStore } from '../src/usage.store';
import { all, finite, hash, hold, newNation, now, period, periodStart, plan, query, settlement } from './builders';

const hour = 3_600_000;
const until = now + hour;

/** What every form of {@link UsageStore} promises of queries that wait for their person. */
export function describeWaitingHolds(storeUnderTest: () => UsageStore): void {
  describe('holds of queries that wait', () => {
    let store: UsageStore;
    let nation: NationSlug;
    beforeEach(async () => {
      store = storeUnderTest();
      nation = newNation();
      await store.keepPlan(nation, plan(1, finite(9), { atOnce: 2 }), period);
    });

    const admit = async (name: string) => (await store.hold(nation, periodStart, query(name), hold())).held;
    const renew = (name: string, state: Renewal['state'], lease: number, fence?: number) =>
      store.renew(nation, periodStart, query(name), { state, lease, fence });
    const expire = (name: string, state: 'inflight' | 'waiting', lease: number) =>
      store.expire(nation, periodStart, { queryId: query(name), state, lease });
    const balance = async () => (await store.balance(nation, periodStart))!;
    const places = async () => {
      const { inflight, waiting, finishing } = await balance();
      return [inflight, waiting, finishing].map(holds => Object.keys(holds));
    };
    const named = async (at: number) => (await all(store.balancesToSweep(at))).filter(found => found.nation === nation);

    it('keep their unit and free their slot', async () => {
      await admit('a');
      await admit('b');
      expect(await admit('c')).toBe(false);
      expect(await renew('a', 'waiting', until)).toMatchObject({ held: 2, room: 7, waiting: { [query('a')]: { lease: until } } });
      expect(await admit('c')).toBe(true);
      expect(await admit('d')).toBe(false);
      expect(await balance()).toMatchObject({ held: 3, room: 6, used: 0 });
    });

    it('take the slot back although none is free, and then nobody else gets one until there are fewer', async () => {
      await admit('a');
      await renew('a', 'waiting', until);
      await admit('b');
      await admit('c');
      expect(await renew('a', 'held', now + 90_000)).toMatchObject({ held: 3, room: 6, waiting: {} });
      expect(Object.keys((await balance()).inflight)).toHaveLength(3);
      await renew('b', 'finishing', now);
      expect(await admit('d')).toBe(false);
      await renew('c', 'finishing', now);
      expect(await admit('d')).toBe(true);
    });

    it('are found by a repeat of their admission and not held again', async () => {
      await admit('a');
      await renew('a', 'waiting', until);
      const again = await store.hold(nation, periodStart, query('a'), hold({ requestHash: hash('other') }));
      expect(again).toMatchObject({ held: false, balance: { waiting: { [query('a')]: { requestHash: hash('question') } } } });
      expect(await balance()).toMatchObject({ held: 1, room: 8 });
    });

    it('are no holds to release: a repeat that finds nothing to run gives back nothing', async () => {
      await admit('a');
      await renew('a', 'waiting', until);
      expect(await store.release(nation, periodStart, query('a'))).toBe(false);
      expect(await balance()).toMatchObject({ held: 1, room: 8 });
    });

    it('end from where they are: by finishing, by their terminal event, by their time', async () => {
      for (const name of ['a', 'b', 'c']) {
        await admit(name);
        await renew(name, 'waiting', until);
      }
      expect(await renew('a', 'finishing', now)).toMatchObject({ held: 3, finishing: { [query('a')]: expect.anything() } });
      expect(await store.settle(nation, settlement(nation, query('b'), 'inflight'))).toBe('moved');
      expect(await store.settle(nation, settlement(nation, query('b'), undefined, 0))).toBe('moved');
      expect(await store.settle(nation, settlement(nation, query('b'), 'waiting'))).toBe('settled');
      expect(await expire('c', 'waiting', until)).toBe(true);
      expect(await expire('c', 'waiting', until)).toBe(false);
      expect(await places()).toEqual([[], [], [query('a')]]);
      expect(await balance()).toMatchObject({ used: 1, held: 1, room: 7 });
      expect(await renew('c', 'held', now + 60_000)).toBeUndefined();
    });

    it('do not expire once they were taken up again or given more time, nor while their run has a lease', async () => {
      await admit('a');
      await renew('a', 'waiting', until);
      await renew('a', 'waiting', until + 1);
      expect(await expire('a', 'waiting', until)).toBe(false);
      await renew('a', 'held', now + 90_000);
      expect(await expire('a', 'waiting', until + 1)).toBe(false);
      expect(await expire('a', 'inflight', until + 1)).toBe(false);
      expect(await places()).toEqual([[query('a')], [], []]);
    });

    it('cannot be had back from finishing', async () => {
      await admit('a');
      await renew('a', 'finishing', now);
      expect(await renew('a', 'waiting', until)).toMatchObject({ held: 1, waiting: {} });
      expect(await places()).toEqual([[], [], [query('a')]]);
    });

    it('are where the latest run said, whatever an earlier one says late', async () => {
      await admit('a');
      await renew('a', 'held', now + 60_000, 1);
      await renew('a', 'waiting', until, 1);
      expect(await renew('a', 'held', now + 61_000, 1)).toMatchObject({ held: 1, waiting: { [query('a')]: { lease: until } } });
      await renew('a', 'held', now + 62_000, 2);
      await renew('a', 'waiting', until, 1);
      await renew('a', 'held', now + 61_000, 1);
      await renew('a', 'finishing', now, 1);
      expect((await balance()).inflight[query('a')]).toMatchObject({ lease: now + 62_000, fence: 2 });
      await renew('a', 'waiting', until, 2);
      await renew('a', 'finishing', now, 3);
      expect(await places()).toEqual([[], [], [query('a')]]);
    });

    it('are where the later of two runs said, when both speak at once and to the same millisecond', async () => {
      await store.keepPlan(nation, plan(2, { kind: 'unlimited' }), period);
      const names = Array.from({ length: 12 }, (_, n) => `both ${n}`);
      await Promise.all(names.map(name => admit(name)));
      await Promise.all(names.map(name => renew(name, 'held', now + 60_000, 1)));
      await Promise.all(
        names.flatMap(name => [
          renew(name, 'waiting', until, 1),
          renew(name, 'held', now + 60_000, 2),
          renew(name, 'waiting', until, 1),
        ]),
      );
      expect((await places()).map(ids => ids.length)).toEqual([12, 0, 0]);
    }, 30_000);

    it('are in one place, and counted once, when everything is said of them at once', async () => {
      await admit('a');
      const words = Array.from({ length: 4 }, (_, n) => [
        renew('a', 'held', now + 60_000 + n),
        renew('a', 'waiting', until + n),
        expire('a', 'waiting', until + n),
        expire('a', 'inflight', now + 60_000 + n),
      ]).flat();
      const outcomes = await Promise.all(words);
      const expired = outcomes.filter(outcome => outcome === true).length;
      expect(expired).toBeLessThanOrEqual(1);
      expect((await places()).flat()).toHaveLength(1 - expired);
      expect(await balance()).toMatchObject({ held: 1 - expired, room: 8 + expired });
    });

    it('are expired or taken up again, never both', async () => {
      const names = Array.from({ length: 8 }, (_, n) => `race ${n}`);
      for (const name of names) {
        await admit(name);
        await renew(name, 'waiting', until);
      }
      const races = await Promise.all(
        names.map(name => Promise.all([expire(name, 'waiting', until), renew(name, 'held', until + 60_000)])),
      );
      for (const [expired, taken] of races) expect(taken !== undefined).toBe(!expired);
      const expired = races.filter(([gone]) => gone).length;
      expect(await balance()).toMatchObject({ held: 8 - expired, room: 1 + expired, waiting: {} });
    });

    it('are looked at when their time is up, also when that is sooner than the lease they had', async () => {
      await admit('a');
      await renew('a', 'waiting', now + 5_000);
      expect(await named(now + 4_999)).toEqual([]);
      expect(await named(now + 5_000)).toEqual([{ nation, periodStart }]);
      await expire('a', 'waiting', now + 5_000);
      await store.sweepAgain(nation, periodStart, undefined);
      expect(await named(now + 2 * hour)).toEqual([]);
    });

    it('are looked at when the lease of a run that took them up lapses, long before they would have', async () => {
      await admit('a');
      await renew('a', 'waiting', until);
      await store.sweepAgain(nation, periodStart, until);
      await renew('a', 'held', now + 70_000);
      expect(await named(now + 69_999)).toEqual([]);
      expect(await named(now + 70_000)).toEqual([{ nation, periodStart }]);
    });

    it('keep their balance in sight when nothing else is held there', async () => {
      await admit('a');
      await renew('a', 'waiting', until);
      await store.sweepAgain(nation, periodStart, undefined);
      expect(await named(until)).toEqual([{ nation, periodStart }]);
    });

    it('are not more than a nation may have: with so many nobody is admitted, and one less is enough', async () => {
      await store.keepPlan(nation, plan(2, { kind: 'unlimited' }), period);
      const names = Array.from({ length: maximumWaiting }, (_, n) => `many ${n}`);
      // Some at a time: all at once would have a busy machine's endpoint answer the last of them too late.
      for (let from = 0; from < names.length; from += 20) {
        const some = names.slice(from, from + 20);
        await Promise.all(some.map(name => admit(name)));
        await Promise.all(some.map(name => renew(name, 'waiting', until)));
      }
      expect(await admit('one more')).toBe(false);
      await store.settle(nation, settlement(nation, query('many 0'), 'waiting', 0));
      expect(await admit('one more')).toBe(true);
    }, 60_000);
  });
}
