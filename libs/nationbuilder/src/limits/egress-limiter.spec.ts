import { ManualClock } from '@nat/service-kit';
import fc from 'fast-check';
import { EgressLimiter } from './egress-limiter';

/** Milliseconds between two requests of one process alone. */
const interval = 1_000 / 18;

interface Started {
  nation: string;
  asked: number;
  at: number;
}

interface Wishes {
  connection?: string;
  signal?: AbortSignal;
}

/** A limiter, and what was started through it in order. Every call has a connection of its own unless told. */
function limiterUnderTest(processes = 1, mostWaiting?: number) {
  const clock = new ManualClock();
  const limiter = new EgressLimiter(clock, { processes, mostWaiting });
  const started: Started[] = [];
  let calls = 0;
  const call = (nation: string, { connection = `${nation}/${calls++}`, signal }: Wishes = {}): Promise<void> => {
    const asked = clock.monotonic();
    return limiter
      .for(nation, connection)
      .take(signal)
      .then(() => {
        if (!signal?.aborted) started.push({ nation, asked, at: clock.monotonic() });
      });
  };
  return { clock, limiter, started, call };
}

/** The most requests in any window of ten seconds. */
function busiestTenSeconds(started: readonly Started[]): number {
  let most = 0;
  for (let first = 0, last = 0; last < started.length; last++) {
    while (started[last]!.at - started[first]!.at >= 10_000) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

const nations = Array.from({ length: 40 }, (_, number) => `nation-${number}`);

it('lets one nation alone have all there is', async () => {
  const { clock, started, call } = limiterUnderTest();
  for (let n = 0; n < 56; n++) void call('acme');
  await clock.advance(0);
  expect(started).toHaveLength(20);
  await clock.advance(2_001);
  expect(started).toHaveLength(56);
});

it('never starts more than 200 in any ten seconds, and serves 40 nations in turn, however uneven they are', async () => {
  const demand = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 40, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(demand, async demands => {
      const { clock, started, call } = limiterUnderTest();
      nations.forEach((nation, number) => {
        for (let n = 0; n < demands[number]!; n++) void call(nation);
      });
      await clock.advance(200_000);
      expect(started).toHaveLength(demands.reduce((sum, calls) => sum + calls, 0));
      expect(busiestTenSeconds(started)).toBeLessThanOrEqual(200);
      // While a nation waits, each other nation has one turn at most between two of its own.
      for (const nation of nations) {
        const turns = started.flatMap((one, index) => (one.nation === nation ? [index] : []));
        turns.slice(1).forEach((turn, number) => {
          const between = started.slice(turns[number]! + 1, turn).map(one => one.nation);
          expect(new Set(between).size).toBe(between.length);
        });
      }
    }),
    { numRuns: 5 },
  );
});

it('makes an idle nation wait for one turn of each busy one at most', async () => {
  const scenario = fc.record({
    busy: fc.integer({ min: 1, max: 39 }),
    each: fc.integer({ min: 5, max: 40 }),
    after: fc.nat(2_000),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ busy, each, after }) => {
      const { clock, started, call } = limiterUnderTest();
      for (const nation of nations.slice(0, busy)) for (let n = 0; n < each; n++) void call(nation);
      await clock.advance(after);
      void call('idle');
      await clock.advance(120_000);
      const { asked, at } = started.find(({ nation }) => nation === 'idle')!;
      expect(at - asked).toBeLessThanOrEqual((busy + 1) * interval + 1);
    }),
    { numRuns: 15 },
  );
});

it('keeps its promises through refusals and aborts', async () => {
  const step = fc.record({
    wait: fc.nat(1_500),
    nation: fc.constantFrom(...nations),
    calls: fc.nat(30),
    aborted: fc.nat(5),
    pause: fc.option(fc.nat(4_000), { freq: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25 }), async steps => {
      const { clock, limiter, started, call } = limiterUnderTest();
      const pauses: { nation: string; from: number; until: number }[] = [];
      const settled: Promise<void>[] = [];
      let expected = 0;
      for (const { wait, nation, calls, aborted, pause } of steps) {
        const abort = new AbortController();
        expected += calls;
        for (let n = 0; n < calls; n++) settled.push(call(nation, { connection: nation }));
        for (let n = 0; n < aborted; n++) settled.push(call(nation, { connection: nation, signal: abort.signal }));
        await clock.advance(wait);
        abort.abort();
        if (pause === null) continue;
        limiter.for(nation, nation).pause(pause);
        pauses.push({ nation, from: clock.monotonic(), until: clock.monotonic() + pause });
      }
      await clock.advance(400_000);
      await Promise.all(settled); // nobody is forgotten
      expect(started.length).toBeGreaterThanOrEqual(expected);
      expect(busiestTenSeconds(started)).toBeLessThanOrEqual(200);
      const during = started.filter(one =>
        pauses.some(({ nation, from, until }) => nation === one.nation && one.at > from && one.at < until),
      );
      expect(during).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

it('lets the others go on while one connection is paused, also when it waited first', async () => {
  const { clock, limiter, started, call } = limiterUnderTest();
  for (let n = 0; n < 20; n++) void call('first');
  for (let n = 0; n < 5; n++) void call('paused', { connection: 'paused' });
  await clock.advance(0);
  limiter.for('paused', 'paused').pause(5_000);
  void call('other');
  await clock.advance(interval + 1);
  expect(started.at(-1)).toMatchObject({ nation: 'other' });
  await clock.advance(6_000);
  expect(started.filter(({ nation }) => nation === 'paused')).toHaveLength(5);
});

it('wakes for somebody who comes while all who wait are paused', async () => {
  const { clock, limiter, started, call } = limiterUnderTest();
  for (let n = 0; n < 20; n++) void call('first');
  void call('paused', { connection: 'paused' });
  await clock.advance(0);
  limiter.for('paused', 'paused').pause(30_000);
  await clock.advance(1_000);
  void call('other');
  await clock.advance(0);
  expect(started.at(-1)).toMatchObject({ nation: 'other', at: 1_000 });
});

it('pauses the address when two connections are refused within ten seconds, and not for one', async () => {
  const { clock, limiter, started, call } = limiterUnderTest();
  limiter.for('a', 'a').pause(3_000);
  limiter.for('a', 'a').pause(3_000);
  void call('c');
  await clock.advance(0);
  expect(started).toHaveLength(1);
  limiter.for('b', 'b').pause(3_000);
  void call('c');
  await clock.advance(2_999);
  expect(started).toHaveLength(1);
  await clock.advance(1);
  expect(started).toHaveLength(2);
});

it('divides the address among the processes behind it', async () => {
  const shares = [1, 2, 3, 7, 20].map(processes => {
    const { clock, started, call } = limiterUnderTest(processes);
    for (let n = 0; n < 250; n++) void call('acme');
    return { processes, clock, started };
  });
  for (const { processes, clock, started } of shares) {
    await clock.advance(30_000);
    expect(busiestTenSeconds(started) * processes).toBeLessThanOrEqual(200);
    expect(busiestTenSeconds(started) * processes).toBeGreaterThan(150);
  }
  for (const processes of [0, 21, 1.5, Number.NaN]) expect(() => limiterUnderTest(processes)).toThrow(RangeError);
});

it('forgets a call that is aborted, at once, and gives its turn to the next', async () => {
  const { clock, started, call } = limiterUnderTest();
  for (let n = 0; n < 20; n++) void call('first');
  const abort = new AbortController();
  const aborted = call('acme', { signal: abort.signal });
  void call('acme');
  await clock.advance(0);
  abort.abort();
  await aborted;
  expect(clock.monotonic()).toBe(0);
  await clock.advance(interval + 1);
  expect(started).toHaveLength(21);
});

it('refuses one more than may wait, and takes it again when there is room', async () => {
  const { clock, call } = limiterUnderTest(1, 3);
  for (let n = 0; n < 20; n++) void call('first');
  await clock.advance(0);
  const waiting = Array.from({ length: 3 }, () => call('acme'));
  await clock.advance(0);
  await expect(call('other')).rejects.toMatchObject({ kind: 'rate_limited' });
  await clock.advance(1_000);
  await Promise.all(waiting);
  await expect(call('other')).resolves.toBeUndefined();
});
