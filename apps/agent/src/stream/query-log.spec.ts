import { ManualClock } from '@nat/service-kit';
import fc from 'fast-check';
import type { EventFrame, LoggedEvent } from './event-frame';
import { QueryLog } from './query-log';

const usage = { input: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 0, costMicroUsd: 0 };

/** A log over a store whose saves wait until they are let through. */
function open() {
  const clock = new ManualClock();
  const saved: LoggedEvent[] = [];
  const gates: (() => void)[] = [];
  let held = false;
  let broken = false;
  let saves = 0;
  const save = async (events: LoggedEvent[]) => {
    saves++;
    if (held) await new Promise<void>(resolve => gates.push(resolve));
    if (broken) throw new Error('store down');
    saved.push(...events);
  };
  const log = new QueryLog('qry_1', save, clock);
  const control = {
    hold: () => (held = true),
    release: async () => {
      held = false;
      for (const gate of gates.splice(0)) gate();
      await clock.advance(0);
    },
    break: () => (broken = true),
    saves: () => saves,
  };
  return { log, clock, saved, control };
}

function follow(log: QueryLog, after = 0) {
  const seen: EventFrame[] = [];
  log.follow(after, frame => seen.push(frame));
  return { ids: () => seen.map(({ seq }) => seq), names: () => seen.map(({ name }) => name) };
}

it('sends a text delta at once and saves it within a quarter of a second', async () => {
  const { log, clock, saved } = open();
  const reader = follow(log);
  log.delta('msg_1', 'Hel');
  log.delta('msg_1', 'lo');
  expect(reader.ids()).toEqual([1, 2]);
  expect(saved).toEqual([]);
  await clock.advance(250);
  expect(saved.map(({ data }) => data.seq)).toEqual([1, 2]);
});

it('sends every other event only after it is saved, in order', async () => {
  const { log, saved, control } = open();
  const reader = follow(log);
  log.delta('msg_1', 'a');
  control.hold();
  const recording = log.record('usage', usage);
  log.delta('msg_1', 'b'); // must not overtake
  expect(reader.ids()).toEqual([1]);
  await control.release();
  await recording;
  await log.flush();
  expect(reader.ids()).toEqual([1, 2, 3]);
  expect(saved.map(({ data }) => data.seq)).toEqual([1, 2, 3]);
});

it('saves whatever waits in one write', async () => {
  const { log, control } = open();
  control.hold();
  const all = Array.from({ length: 20 }, () => log.record('usage', usage));
  await control.release();
  await Promise.all(all);
  expect(control.saves()).toBe(2);
});

it('tells whoever writes that the log is broken, and sends nothing more', async () => {
  const { log, control } = open();
  const reader = follow(log);
  control.break();
  await expect(log.record('usage', usage)).rejects.toThrow('store down');
  expect(() => log.delta('msg_1', 'x')).toThrow('store down');
  expect(reader.ids()).toEqual([]);
});

it('ends all following when it is abandoned', () => {
  const { log } = open();
  const reader = follow(log);
  log.abandon();
  log.publish([log.number('usage', usage)]);
  expect(reader.ids()).toEqual([]);
  expect(log.closed.aborted).toBe(true);
});

it('gives every reader each event once, in order, from wherever and whenever it joins', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('delta' as const) }),
    fc.record({ do: fc.constant('record' as const) }),
    fc.record({ do: fc.constant('advance' as const), ms: fc.nat(300) }),
    fc.record({ do: fc.constantFrom('hold' as const, 'release' as const) }),
    fc.record({ do: fc.constant('join' as const), after: fc.nat(30) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
      const { log, clock, saved, control } = open();
      const readers: { after: number; ids: () => number[] }[] = [];
      const pending: Promise<void>[] = [];
      for (const one of steps) {
        if (one.do === 'delta') log.delta('msg_1', 'x');
        if (one.do === 'record') pending.push(log.record('usage', usage));
        if (one.do === 'advance') await clock.advance(one.ms);
        if (one.do === 'hold') control.hold();
        if (one.do === 'release') await control.release();
        if (one.do === 'join') readers.push({ after: one.after, ...follow(log, one.after) });
      }
      await control.release();
      await Promise.all([...pending, log.flush()]);
      const ids = saved.map(({ data }) => data.seq);
      expect(ids).toEqual(ids.map((_, index) => index + 1));
      for (const reader of readers) expect(reader.ids()).toEqual(ids.filter(id => id > reader.after));
    }),
    { numRuns: 60 },
  );
});
