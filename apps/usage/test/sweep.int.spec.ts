import type { NationSlug } from '@nat/contracts';
import { ManualClock } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { lapsedHolds } from '../src/reservations/lapse';
import type { UsageService } from '../src/usage.service';
import { finite, hash, newNation, now, periodStart, query, subscriptionUpdated } from './builders';
import { caller, usageProcess } from './usage-process';
import { usageTable } from './usage-table';

const lookMs = 10_000;
const hour = 3_600_000;

interface Given {
  usage: UsageService;
  clock: ManualClock;
  nation: NationSlug;
}
type Happening = [name: string, happen: (given: Given) => Promise<unknown>];

const admit = (name: string) => async (given: Given) =>
  given.usage.reserve(caller(given.nation), { queryId: query(name), requestHash: hash('question') });
const wait = (name: string, milliseconds: number) => async (given: Given) => {
  const until = new Date(given.clock.now() + milliseconds).toISOString();
  await given.usage.renew(given.nation, query(name), { periodStart, state: 'waiting', until });
};
const resume = (name: string) => async (given: Given) =>
  given.usage.renew(given.nation, query(name), { periodStart, state: 'held' });
const all =
  (...happenings: Happening[1][]) =>
  async (given: Given) => {
    for (const happen of happenings) await happen(given);
  };

const before: Happening[] = [
  ['nothing else', async () => undefined],
  ['one that runs', admit('a')],
  ['one that waits an hour', all(admit('a'), wait('a', hour))],
  ['one that waits until soon, one an hour', all(admit('a'), admit('b'), wait('a', 25_000), wait('b', hour))],
];
const after: Happening[] = [
  ['is admitted and left', admit('x')],
  ['waits for a moment', all(admit('x'), wait('x', 1))],
  ['waits for less than its lease', all(admit('x'), wait('x', 35_000))],
  ['waits for more than its lease', all(admit('x'), wait('x', 95_000))],
  ['is taken up from a long wait and left', all(admit('x'), wait('x', hour), resume('x'))],
];
/** Looks between what is there and what happens then. */
const looksBetween = [0, 4];
const cases = before.flatMap(first => after.flatMap(second => looksBetween.map(looks => ({ first, second, looks }))));

beforeAll(() => Logger.overrideLogger(false));

// All cases pass through the same time together, each as a nation of its own: so that it takes no longer than one of them.
it('gives back at its next look whatever has lapsed, whoever waits how long beside it', async () => {
  const { store } = await usageTable();
  const clock = new ManualClock(now);
  const { usage, sweeper } = usageProcess(store, clock);
  const given = cases.map(one => ({ ...one, usage, clock, nation: newNation() }));
  await Promise.all(
    given.map(async one => {
      await usage.updateLimits(subscriptionUpdated(one.nation, 1, finite(100)));
      await one.first[1](one);
    }),
  );
  for (let look = 0; look < 14; look++) {
    for (const one of given.filter(({ looks }) => looks === look)) await one.second[1](one);
    await clock.advance(lookMs);
    await sweeper.sweep();
    const lapsed = async ({ nation, first, second, looks }: (typeof given)[number]) => {
      const left = lapsedHolds((await store.balance(nation, periodStart))!, clock.now());
      return left.length > 0 ? [{ beside: first[0], after: looks, it: second[0], left }] : [];
    };
    expect((await Promise.all(given.map(lapsed))).flat()).toEqual([]);
  }
  const held = await Promise.all(given.map(async ({ nation }) => (await store.balance(nation, periodStart))!.held));
  expect(held).toEqual(cases.map(({ first: [name] }) => (name.includes('an hour') ? 1 : 0)));
}, 60_000);
