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

type Place = 'inflight' | 'waiting' | 'finishing';

/** `heard`: the latest run that said something of it. */
interface ModelHold {
  lease: number;
  place: Place;
  heard?: number;
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
  readonly holds = new Map<string, ModelHold>();
  readonly ended = new Map<string, 0 | 1>();
  /** The run of each query that is the latest. */
  readonly runs = new Map<string, number>();

  expireLapsed(): void {
    for (const [id, { lease, place }] of this.holds) {
      if (place === 'finishing' || lease > this.clock) continue;
      this.holds.delete(id);
      this.expired += 1;
    }
  }

  running(): number {
    return [...this.holds.values()].filter(({ place }) => place === 'inflight').length;
  }

  /** The ids in each place. */
  places(): Record<Place, string[]> {
    const at = (place: Place) => [...this.holds].filter(([, hold]) => hold.place === place).map(([id]) => id);
    return { inflight: at('inflight').toSorted(), waiting: at('waiting').toSorted(), finishing: at('finishing').toSorted() };
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
  const places = { inflight: balance.inflight, waiting: balance.waiting, finishing: balance.finishing };
  expect(balance.held).toBe(Object.values(places).reduce((sum, holds) => sum + Object.keys(holds).length, 0));
  const ids = Object.entries(places).map(([place, holds]) => [place, Object.keys(holds).toSorted()]);
  expect(Object.fromEntries(ids)).toEqual(model.places());
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

/** A query, chosen when its turn has come: most of what is said should be of one that is held. */
type Which = (model: Model) => string;

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

const reserve = (which: Which) =>
  step('reserve', async (model, { usage }) => {
    const id = which(model);
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
    model.holds.set(id, { lease: model.clock + 60_000, place: 'inflight' });
    expect(model.used + model.holds.size).toBeLessThanOrEqual(model.limit);
  });

type Word = 'held' | 'waiting' | 'finishing';

/** Says a word of a query; `late` is how many runs ago it should have been heard. `ahead`: how long it waits, milliseconds. */
const renew = (which: Which, state: Word, { late, ahead }: { late: number; ahead: number }) =>
  step(`renew ${state}${late ? ` ${late} late` : ''}`, async (model, { usage }) => {
    const id = which(model);
    const fence = Math.max(1, (model.runs.get(id) ?? 1) - late);
    const until = new Date(model.clock + ahead).toISOString();
    const request = state === 'waiting' ? { periodStart, fence, state, until } : { periodStart, fence, state };
    const held = model.holds.get(id);
    expect((await usage.renew(nation, id, request)).held).toBe(held !== undefined);
    if (!held || held.place === 'finishing' || fence < (held.heard ?? 1)) return;
    if (state === 'finishing') model.holds.set(id, { ...held, place: 'finishing' });
    if (state === 'waiting') model.holds.set(id, { place: 'waiting', lease: model.clock + ahead, heard: fence });
    if (state === 'held' && (held.place === 'inflight' || fence > (held.heard ?? 1)))
      model.holds.set(id, { place: 'inflight', lease: model.clock + 60_000, heard: fence });
  });

/** The next run of a query takes it up. It is not asked whether a slot is free. */
const resume = (which: Which) =>
  step('resume', async (model, real) => {
    const id = which(model);
    model.runs.set(id, (model.runs.get(id) ?? 1) + 1);
    await renew(() => id, 'held', { late: 0, ahead: 0 }).run(model, real);
  });

const release = (which: Which) =>
  step('release', async (model, { usage }) => {
    const id = which(model);
    await usage.release(nation, { queryId: id, periodStart });
    if (model.holds.get(id)?.place !== 'inflight') return;
    model.holds.delete(id);
    model.released += 1;
  });

const settle = (which: Which, billable: boolean, times: number) =>
  step(`settle ${billable ? 'billable' : 'void'} x${times}`, async (model, { usage }) => {
    const id = which(model);
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

const ids = fc.integer({ min: 0, max: 19 }).map(n => query(n));
const which: fc.Arbitrary<Which> = fc.oneof(
  { weight: 1, arbitrary: ids.map(id => () => id) },
  {
    weight: 9,
    arbitrary: fc.nat(9).map(
      n =>
        ({ holds }: Model) =>
          [...holds.keys()][n % holds.size] ?? query(n),
    ),
  },
);
const waits = fc.constantFrom(-1, 1, 5_000, 3_600_000, 25 * 3_600_000);
const steps: fc.Arbitrary<Step>[] = [
  ids.map(id => reserve(() => id)),
  ids.map(id => reserve(() => id)),
  which.map(reserve),
  fc
    .tuple(which, fc.constantFrom<Word[]>('held', 'waiting', 'waiting', 'finishing'), fc.constantFrom(0, 0, 1, 2), waits)
    .map(([id, state, late, ahead]) => renew(id, state, { late, ahead })),
  which.map(resume),
  which.map(release),
  fc.tuple(which, fc.boolean(), fc.integer({ min: 1, max: 3 })).map(([id, billable, times]) => settle(id, billable, times)),
  fc.constantFrom(1, 10_000, 59_999, 60_000, 3_600_000).map(advance),
  fc.constant(sweep()),
  fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 2 })).map(([limit, older]) => changePlan(limit, older)),
];

beforeAll(() => Logger.overrideLogger(false));

it('admits, holds, settles, releases and expires exactly as the plain model does, after every step', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 50, size: 'max' }), async commands => {
      const events: DomainEvent[] = [];
      const clock = new ManualClock(now);
      const store = new InMemoryUsageStore({ add: event => void events.push(event) });
      const real: Real = { ...usageProcess(store, clock), store, clock, events };
      const model = new Model();
      await real.usage.updateLimits(subscriptionUpdated(nation, 1, finite(model.limit), { atOnce: model.atOnce }));
      await fc.asyncModelRun(() => ({ model, real }), commands);
    }),
    { numRuns: 200 },
  );
}, 60_000);
