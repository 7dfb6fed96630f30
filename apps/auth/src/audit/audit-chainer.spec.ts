import { NationSlug } from '@nat/contracts';
import { ManualClock } from '@nat/service-kit';
import { Logger } from '@nestjs/common';
import { anEntry, demo, now } from '../../test/audit-chains';
import { AuditChainer } from './audit-chainer';
import type { AuditEntry } from './audit-entry';
import type { AuditStore } from './audit.store';
import { ChainCheck } from './chain-check';
import { InMemoryAudit } from './in-memory-audit';

const other = NationSlug.parse('other');
let store: InMemoryAudit;
beforeEach(() => {
  store = new InMemoryAudit();
});
beforeAll(() => Logger.overrideLogger(false));

const chainerOver = (over: AuditStore = store, clock = new ManualClock()): AuditChainer => new AuditChainer(over, clock);

function fill(count: number, nation = demo): void {
  for (let number = 0; number < count; number++) store.add(nation, anEntry(number));
}

async function chainOf(nation = demo): Promise<{ sequences: (number | undefined)[]; intact: boolean; waiting: number }> {
  const head = await store.head(nation);
  const check = new ChainCheck(nation, head, now);
  const sequences: (number | undefined)[] = [];
  for await (const stored of store.read(nation, { now })) {
    check.add(stored);
    sequences.unshift(stored.link?.sequence);
  }
  const verdict = check.verdict(head);
  return { sequences, intact: verdict.intact, waiting: verdict.intact ? verdict.waiting : -1 };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const whole = (count: number) => ({ sequences: upTo(count), intact: true, waiting: 0 });

it('chains what waits in order of time, each nation for itself, and again what comes later', async () => {
  fill(250);
  fill(3, other);
  await chainerOver().sweep();
  expect(await chainOf()).toEqual(whole(250));
  expect(await chainOf(other)).toEqual(whole(3));
  store.add(other, anEntry(3));
  await chainerOver().sweep();
  expect(await chainOf(other)).toEqual(whole(4));
});

it('gives an entry that comes late the next place, and the log keeps it where it belongs in time', async () => {
  store.add(demo, anEntry(5));
  await chainerOver().sweep();
  store.add(demo, anEntry(1));
  await chainerOver().sweep();
  expect(await chainOf()).toEqual({ sequences: [2, 1], intact: true, waiting: 0 });
});

it('chains every second, at once when it is nudged, and a last time when it ends', async () => {
  const clock = new ManualClock();
  const chainer = chainerOver(store, clock);
  chainer.onApplicationBootstrap();
  fill(1);
  await clock.advance(999);
  expect((await chainOf()).waiting).toBe(1);
  await clock.advance(1);
  expect(await chainOf()).toEqual(whole(1));
  store.add(demo, anEntry(1));
  chainer.nudge();
  await clock.advance(0);
  expect(await chainOf()).toEqual(whole(2));
  store.add(demo, anEntry(2));
  await chainer.onApplicationShutdown();
  expect(await chainOf()).toEqual(whole(3));
  store.add(demo, anEntry(3));
  await clock.advance(5_000);
  expect((await chainOf()).waiting).toBe(1);
});

it('misses no entry that is added while it chains', async () => {
  const chainer = chainerOver();
  fill(2);
  const first = chainer.sweep();
  store.add(demo, anEntry(2));
  await Promise.all([first, chainer.sweep()]);
  expect(await chainOf()).toEqual(whole(3));
});

it('shares one chain among chainers that start at once', async () => {
  fill(300);
  await Promise.all([chainerOver(), chainerOver(), chainerOver()].map(chainer => chainer.sweep()));
  expect(await chainOf()).toEqual(whole(300));
});

it('serves the other nations when one cannot be served, and says which', async () => {
  fill(2);
  fill(2, other);
  const failing = withMethods({
    head: async nation => (nation === demo ? Promise.reject(new Error('no head')) : store.head(nation)),
  });
  await expect(chainerOver(failing).sweep()).rejects.toThrow('no head');
  expect((await chainOf()).waiting).toBe(2);
  expect(await chainOf(other)).toEqual(whole(2));
});

it('gives up on a chain that moves with every look, instead of looking for ever', async () => {
  fill(1);
  const moving = withMethods({ append: async () => ({ appended: false, settled: [] }) });
  await expect(chainerOver(moving).sweep()).rejects.toThrow('the chain of demo moved with every look at it');
});

it('passes over entries that the index still shows although they have their places', async () => {
  fill(3);
  const stale: { nationSlug: NationSlug; entry: AuditEntry }[] = [];
  for await (const waiting of store.unchained()) stale.push(waiting);
  await chainerOver().sweep();
  store.add(demo, anEntry(3));
  const late = async function* () {
    yield* stale;
    yield* store.unchained();
  };
  await chainerOver(withMethods({ unchained: late })).sweep();
  expect(await chainOf()).toEqual(whole(4));
});

describe('a process that dies', () => {
  const calls = ['head', 'append'] as const;
  const instants = calls.flatMap(call =>
    [1, 2, 3].flatMap(nth => (['before', 'after'] as const).map(when => [when, nth, call] as const)),
  );

  it.each(instants)('%s its call number %d of %s leaves a chain that another goes on with', async (when, nth, call) => {
    fill(250); // three appends
    const reached = dying(when, nth, call);
    await reached.gone;
    store.add(demo, anEntry(250));
    await chainerOver().sweep();
    expect(await chainOf()).toEqual(whole(251));
  });

  /** A process over the same store of which nothing is ever heard again from that instant on. */
  function dying(when: 'before' | 'after', nth: number, call: (typeof calls)[number]): { gone: Promise<void> } {
    let count = 0;
    let die: () => void;
    const gone = new Promise<void>(resolve => (die = resolve));
    const mortal =
      <Parameters extends unknown[], Answer>(work: (...parameters: Parameters) => Promise<Answer>) =>
      async (...parameters: Parameters): Promise<Answer> => {
        const last = ++count === nth;
        const answer = last && when === 'before' ? undefined : await work(...parameters);
        if (!last) return answer!;
        die();
        return new Promise<never>(() => undefined);
      };
    const replaced = call === 'head' ? { head: mortal(store.head.bind(store)) } : { append: mortal(store.append.bind(store)) };
    void chainerOver(withMethods(replaced)).sweep();
    return { gone };
  }
});

/** The store with some of its methods replaced. */
function withMethods(replaced: Partial<AuditStore>): AuditStore {
  return new Proxy(store, {
    get: (target, name) => {
      const method = (replaced as Record<PropertyKey, unknown>)[name] ?? Reflect.get(target, name);
      return typeof method === 'function' ? method.bind(target) : method;
    },
  });
}
