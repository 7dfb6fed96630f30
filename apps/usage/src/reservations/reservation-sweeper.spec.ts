import { InMemoryOutbox } from '@nat/event-bus';
import { ManualClock } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import type { NationSlug } from '@nat/contracts';
import { finite, hold, newNation, now, period, periodStart, plan, query } from '../../test/builders';
import { InMemoryUsageStore } from '../in-memory-usage.store';
import { ReservationSweeper } from './reservation-sweeper';

beforeAll(() => Logger.overrideLogger(false));

it('sweeps all other balances when one cannot be read, and then says which', async () => {
  const [broken, ...others] = [newNation(), newNation(), newNation()];
  class OneBroken extends InMemoryUsageStore {
    unreadable = true;
    override balance(nation: NationSlug, start: string) {
      if (this.unreadable && nation === broken) return Promise.reject(new Error('not a balance'));
      return super.balance(nation, start);
    }
  }
  const store = new OneBroken(new InMemoryOutbox());
  for (const nation of [broken!, ...others]) {
    await store.keepPlan(nation, plan(1, finite(5)), period);
    await store.hold(nation, periodStart, query('a'), hold());
  }
  const sweeper = new ReservationSweeper(store, new ManualClock(now + 60_000));
  await expect(sweeper.sweep()).rejects.toThrow(`${broken} ${periodStart}: Error: not a balance`);
  for (const nation of others) expect(await store.balance(nation, periodStart)).toMatchObject({ held: 0 });
  store.unreadable = false;
  expect(await sweeper.sweep()).toBe(1);
});
