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
  const processes = [table.another(), table.another()].map(({ store }) => usageProcess(store, new SystemClock()).usage);
  return { ...table, processes };
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
