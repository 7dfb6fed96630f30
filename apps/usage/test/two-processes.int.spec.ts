import 'reflect-metadata';
import { SystemClock } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { finite, hash, newNation, query, queryCompleted, subscriptionUpdated } from './builders';
import { caller, usageProcess } from './usage-process';
import { usageTable } from './usage-table';

/** A period around the machine's own clock, which these processes run on. */
function periodNow() {
  const now = Math.floor(Date.now() / 1000) * 1000;
  const [start, end] = [now - 86_400_000, now + 20 * 86_400_000].map(instant => new Date(instant).toISOString());
  return { periodStart: start!, periodEnd: end!, usableUntil: end! };
}

beforeAll(() => Logger.overrideLogger(false));

/** Two usage processes: services, caches, queues and clients of their own, one table. */
async function twoProcesses() {
  const table = await usageTable();
  const both = [table.another(), table.another()].map(({ store }) => usageProcess(store, new SystemClock()));
  return { ...table, processes: both.map(({ usage }) => usage), sweepers: both.map(({ sweeper }) => sweeper) };
}

it('admits exactly 50 of 200 simultaneous queries over two processes when 50 are left', async () => {
  const { store, processes } = await twoProcesses();
  const nation = newNation();
  const period = periodNow();
  await processes[0]!.updateLimits(subscriptionUpdated(nation, 1, finite(60), period));
  const usedBefore = Array.from({ length: 10 }, (_, n) => query(`before ${n}`));
  await Promise.all(usedBefore.map(queryId => processes[0]!.reserve(caller(nation), { queryId, requestHash: hash('question') })));
  await Promise.all(usedBefore.map(queryId => processes[1]!.settle(queryCompleted(nation, queryId, period))));
  expect(await store.balance(nation, period.periodStart)).toMatchObject({ used: 10, held: 0, room: 50 });

  const asked = Array.from({ length: 200 }, (_, n) => query(n));
  const answers = await Promise.all(
    asked.map((queryId, n) => processes[n % 2]!.reserve(caller(nation), { queryId, requestHash: hash('question') })),
  );
  const codes = answers.map(answer => (answer.admitted ? 'admitted' : answer.code));
  expect(codes.filter(code => code === 'admitted')).toHaveLength(50);
  expect(codes.filter(code => code === 'quota_exceeded')).toHaveLength(150);
  expect(await store.balance(nation, period.periodStart)).toMatchObject({ used: 10, held: 50, room: 0 });
}, 60_000);

it('never lets one user pass more than the rate over two processes', async () => {
  const { processes } = await twoProcesses();
  const nation = newNation();
  await processes[0]!.updateLimits(subscriptionUpdated(nation, 1, finite(500), { ...periodNow(), perWindow: 10 }));
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      processes[n % 2]!.reserve(caller(nation), { queryId: query(n), requestHash: hash('question') }),
    ),
  );
  expect(answers.filter(({ admitted }) => admitted)).toHaveLength(10);
}, 60_000);

it('counts a query once when both processes hear of its end, again and again', async () => {
  const { store, processes, outboxIds } = await twoProcesses();
  const nation = newNation();
  const period = periodNow();
  await processes[0]!.updateLimits(subscriptionUpdated(nation, 1, finite(500), period));
  const ids = Array.from({ length: 10 }, (_, n) => query(n));
  await Promise.all(ids.map(queryId => processes[0]!.reserve(caller(nation), { queryId, requestHash: hash('question') })));
  const deliveries = ids.flatMap(queryId => [0, 1, 0, 1].map(process => ({ queryId, process })));
  await Promise.all(
    deliveries.toReversed().map(({ queryId, process }) => processes[process]!.settle(queryCompleted(nation, queryId, period))),
  );
  expect(await store.balance(nation, period.periodStart)).toMatchObject({ used: 10, held: 0, room: 490 });
  expect(await outboxIds(nation)).toHaveLength(10);
}, 60_000);

it('takes up or expires a query that waited, never both, while both processes sweep and admit', async () => {
  const { store, processes, sweepers } = await twoProcesses();
  const nation = newNation();
  const period = periodNow();
  const { periodStart } = period;
  await processes[0]!.updateLimits(subscriptionUpdated(nation, 1, finite(20), period));
  const ids = Array.from({ length: 20 }, (_, n) => query(n));
  await Promise.all(ids.map(queryId => processes[0]!.reserve(caller(nation), { queryId, requestHash: hash('question') })));
  const until = new Date().toISOString();
  const wait = { periodStart, state: 'waiting' as const, until, fence: 1 };
  await Promise.all(ids.flatMap(queryId => [0, 1].map(process => processes[process]!.renew(nation, queryId, wait))));

  const [taken, swept, admitted] = await Promise.all([
    Promise.all(ids.map((queryId, n) => processes[n % 2]!.renew(nation, queryId, { periodStart, state: 'held', fence: 2 }))),
    Promise.all(sweepers.map(sweeper => sweeper.sweep())),
    Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        processes[n % 2]!.reserve(caller(nation), { queryId: query(`new ${n}`), requestHash: hash('question') }),
      ),
    ),
  ]);
  const stillHeld = ids.filter((_, n) => taken[n]!.held);
  const newlyHeld = admitted.filter(answer => answer.admitted).length;
  const balance = (await store.balance(nation, periodStart))!;
  expect(balance).toMatchObject({ waiting: {}, finishing: {}, held: stillHeld.length + newlyHeld, used: 0 });
  expect(balance.room).toBe(20 - balance.held);
  expect(Object.keys(balance.inflight)).toEqual(expect.arrayContaining(stillHeld));
  // An admission that found no room expires what has lapsed as well; the sweeps count what was left for them.
  expect(swept.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(20 - stillHeld.length);
  expect(newlyHeld).toBeLessThanOrEqual(20 - stillHeld.length);
}, 60_000);

it('knows where every query is at last when both processes hear all of it at once, in any order and twice', async () => {
  const { store, processes } = await twoProcesses();
  const nation = newNation();
  const period = periodNow();
  const { periodStart } = period;
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await processes[0]!.updateLimits(subscriptionUpdated(nation, 1, finite(20), period));
  const names = ['ran on', 'waits again', 'ran to its end'];
  await Promise.all(
    names.map(name => processes[0]!.reserve(caller(nation), { queryId: query(name), requestHash: hash('question') })),
  );
  const held = (fence: number) => ({ periodStart, fence, state: 'held' as const });
  const waiting = (fence: number) => ({ periodStart, fence, state: 'waiting' as const, until });
  const stories = [
    [held(1), waiting(1), held(2)],
    [held(1), waiting(1), held(2), waiting(2)],
    [held(1), waiting(1), { ...held(2), state: 'finishing' as const }],
  ];
  const words = stories.flatMap((story, n) => story.map(word => ({ queryId: query(names[n]!), word })));
  const heard = [...words.toReversed(), ...words];
  await Promise.all(heard.map(({ queryId, word }, n) => processes[n % 2]!.renew(nation, queryId, word)));
  const { inflight, waiting: waits, finishing, ...balance } = (await store.balance(nation, periodStart))!;
  expect([inflight, waits, finishing].map(holds => Object.keys(holds))).toEqual(names.map(name => [query(name)]));
  expect(balance).toMatchObject({ held: 3, room: 17, used: 0 });
}, 60_000);
