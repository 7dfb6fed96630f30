import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { type DomainEvent, type NationSlug, NationSlug as Slug } from '@nat/contracts';
import { ManualClock } from '@nat/service-kit';
import fc from 'fast-check';
import { InMemoryUsageStore } from '../src/in-memory-usage.store';
import type { ReservationSweeper } from '../src/reservations/reservation-sweeper';
import type { UsageService } from '../src/usage.service';
import type { UsageStore } from '../src/usage.store';
import { finite, hash, now, periodStart, query, queryCompleted, subscriptionUpdated } from './builders';
import { caller, usageProcess } from './usage-process';

const nation: NationSlug = Slug.parse('acme');

interface Real {
  usage: UsageService;
  sweeper: ReservationSweeper;
  store: UsageStore;
  clock: ManualClock;
  events: DomainEvent[];
}

/** What the ledger must be, in the plainest words: no map of holds, no room, no version. */
class Model {
  limit = 3;
  atOnce = 2;
  version = 1;
  clock = now;
  used = 0;
  admitted = 0;
  settled = 0;
  released = 0;
  expired = 0;
  readonly holds = new Map<string, { lease: number; finishing: boolean }>();
  readonly ended = new Map<string, 0 | 1>();

  expireLapsed(): void {
    for (const [id, { lease, finishing }] of this.holds) {
      if (finishing || lease > this.clock) continue;
      this.holds.delete(id);
      this.expired += 1;
    }
  }

  running(): number {
    return [...this.holds.values()].filter(({ finishing }) => !finishing).length;
  }

  wouldRefuse(): string | undefined {
    if (this.running() >= this.atOnce) return 'concurrency_limited';
    return this.used + this.holds.size >= this.limit ? 'quota_exceeded' : undefined;
  }
}

/** After every step the count explains itself. */
async function check(model: Model, { store, events }: Real): Promise<void> {
  const balance = (await store.balance(nation, periodStart))!;
  const entries = [];
  for await (const entry of store.entries(nation, periodStart)) entries.push(entry);
  expect(balance.held).toBe(Object.keys(balance.inflight).length + Object.keys(balance.finishing).length);
  expect(balance.room).toBe(balance.units - balance.used - balance.held);
  expect(balance.used).toBe(entries.reduce((sum, { quantity }) => sum + quantity, 0));
  expect({ used: balance.used, held: balance.held }).toEqual({ used: model.used, held: model.holds.size });
  expect(model.admitted).toBe(balance.held + model.settled + model.released + model.expired);
  expect(Object.fromEntries(entries.map(({ queryId, quantity }) => [queryId, quantity]))).toEqual(
    Object.fromEntries(model.ended),
  );
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(events.map(({ id }) => id).toSorted()).toEqual([...model.ended.keys()].map(id => `${nation}.${id}.usage`).toSorted());
}

type Step = fc.AsyncCommand<Model, Real>;

function step(name: string, run: (model: Model, real: Real) => Promise<void>): Step {
  return {
    check: () => true,
    run: async (model, real) => {
      await run(model, real);
      await check(model, real);
    },
    toString: () => name,
  };
}

const reserve = (id: string) =>
  step(`reserve ${id}`, async (model, { usage }) => {
    const answer = await usage.reserve(caller(nation), { queryId: id, requestHash: hash('question') });
    if (model.ended.has(id) || model.holds.has(id)) {
      expect(answer).toMatchObject({ admitted: true, repeated: true });
      return;
    }
    if (model.wouldRefuse()) model.expireLapsed();
    const refusal = model.wouldRefuse();
    if (refusal) return expect(answer).toMatchObject({ admitted: false, code: refusal }) as undefined;
    expect(answer).toMatchObject({ admitted: true, repeated: false });
    model.admitted += 1;
    model.holds.set(id, { lease: model.clock + 60_000, finishing: false });
    expect(model.used + model.holds.size).toBeLessThanOrEqual(model.limit);
  });

const renew = (id: string, state: 'held' | 'finishing') =>
  step(`renew ${id} ${state}`, async (model, { usage }) => {
    const held = model.holds.get(id);
    expect((await usage.renew(nation, id, { periodStart, state })).held).toBe(held !== undefined);
    if (held && !held.finishing) model.holds.set(id, { lease: model.clock + 60_000, finishing: state === 'finishing' });
  });

const release = (id: string) =>
  step(`release ${id}`, async (model, { usage }) => {
    await usage.release(nation, { queryId: id, periodStart });
    if (model.holds.get(id)?.finishing !== false) return;
    model.holds.delete(id);
    model.released += 1;
  });

const settle = (id: string, billable: boolean, times: number) =>
  step(`settle ${id} ${billable ? 'billable' : 'void'} x${times}`, async (model, { usage }) => {
    const event = queryCompleted(nation, id, { billable });
    await Promise.all(Array.from({ length: times }, () => usage.settle(event)));
    if (model.ended.has(id)) return;
    const held = model.holds.delete(id);
    const quantity = billable && held ? 1 : 0;
    model.ended.set(id, quantity);
    model.used += quantity;
    if (held) model.settled += 1;
  });

const advance = (milliseconds: number) =>
  step(`advance ${milliseconds}`, async (model, { clock }) => {
    await clock.advance(milliseconds);
    model.clock += milliseconds;
  });

const sweep = () =>
  step('sweep', async (model, { sweeper }) => {
    await sweeper.sweep();
    model.expireLapsed();
  });

/** Plan changes arrive twice and after newer ones. */
const changePlan = (limit: number, older: number) =>
  step(`limit ${limit}`, async (model, { usage }) => {
    model.version += 1;
    model.limit = limit;
    await usage.updateLimits(subscriptionUpdated(nation, model.version, finite(limit), { atOnce: model.atOnce }));
    await usage.updateLimits(subscriptionUpdated(nation, Math.max(1, model.version - older), finite(99), { atOnce: 9 }));
  });

const ids = fc.integer({ min: 0, max: 6 }).map(n => query(n));
const steps: fc.Arbitrary<Step>[] = [
  ids.map(reserve),
  ids.map(reserve),
  ids.map(reserve),
  fc.tuple(ids, fc.constantFrom('held' as const, 'finishing' as const)).map(([id, state]) => renew(id, state)),
  ids.map(release),
  fc.tuple(ids, fc.boolean(), fc.integer({ min: 1, max: 3 })).map(([id, billable, times]) => settle(id, billable, times)),
  fc.constantFrom(1, 10_000, 59_999, 60_000).map(advance),
  fc.constant(sweep()),
  fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 2 })).map(([limit, older]) => changePlan(limit, older)),
];

beforeAll(() => Logger.overrideLogger(false));

it('admits, holds, settles, releases and expires exactly as the plain model does, after every step', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 50 }), async commands => {
      const events: DomainEvent[] = [];
      const clock = new ManualClock(now);
      const store = new InMemoryUsageStore({ add: event => void events.push(event) });
      const real: Real = { ...usageProcess(store, clock), store, clock, events };
      const model = new Model();
      await real.usage.updateLimits(subscriptionUpdated(nation, 1, finite(model.limit), { atOnce: model.atOnce }));
      await fc.asyncModelRun(() => ({ model, real }), commands);
    }),
    { numRuns: 300 },
  );
}, 60_000);
