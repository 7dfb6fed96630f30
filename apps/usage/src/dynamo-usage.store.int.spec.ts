import { all, finite, hold, newNation, now, period, periodStart, plan, query, settlement } from '../test/builders';
import { describeUsageStore } from '../test/describe-usage-store';
import { usageTable } from '../test/usage-table';
import { balanceKey } from './usage.rows';

describeUsageStore('DynamoDB', usageTable);

describe('a balance written before queries could wait', () => {
  const until = now + 3_600_000;

  /** One running query, in a row that knows nothing of waiting. */
  async function oldBalance() {
    const { store, table } = await usageTable();
    const nation = newNation();
    await store.keepPlan(nation, plan(1, finite(5), { atOnce: 2 }), period);
    await store.hold(nation, periodStart, query('a'), hold());
    const key = balanceKey(nation, periodStart);
    await table.update(key, { expression: 'REMOVE #waiting', names: { '#waiting': 'waiting' } });
    expect(await table.get(key)).not.toHaveProperty('waiting');
    return { store, nation };
  }

  it('is read, admits, renews, settles and is swept as before', async () => {
    const { store, nation } = await oldBalance();
    expect(await store.balance(nation, periodStart)).toMatchObject({ held: 1, waiting: {} });
    expect((await store.hold(nation, periodStart, query('b'), hold())).held).toBe(true);
    expect((await store.hold(nation, periodStart, query('c'), hold())).held).toBe(false);
    expect(await store.renew(nation, periodStart, query('a'), { state: 'held', lease: until })).toMatchObject({ held: 2 });
    await store.renew(nation, periodStart, query('b'), { state: 'finishing', lease: now });
    expect(await store.settle(nation, settlement(nation, query('c'), undefined, 0))).toBe('settled');
    expect(await store.settle(nation, settlement(nation, query('b'), 'finishing'))).toBe('settled');
    expect(await store.release(nation, periodStart, query('a'))).toBe(true);
    await store.sweepAgain(nation, periodStart, undefined);
    expect(await all(store.balancesToSweep(until))).toEqual([]);
    expect(await store.balance(nation, periodStart)).toMatchObject({ used: 1, held: 0, room: 4 });
  });

  it('lets its queries wait, also two that begin to at once', async () => {
    const { store, nation } = await oldBalance();
    await store.hold(nation, periodStart, query('b'), hold());
    const waits = ['a', 'b'].map(name => store.renew(nation, periodStart, query(name), { state: 'waiting', lease: until }));
    expect(await Promise.all(waits)).toEqual([expect.objectContaining({ held: 2 }), expect.objectContaining({ held: 2 })]);
    const balance = (await store.balance(nation, periodStart))!;
    expect(Object.keys(balance.waiting).toSorted()).toEqual([query('a'), query('b')].toSorted());
    expect(balance).toMatchObject({ inflight: {}, held: 2, room: 3 });
  });
});
