import 'reflect-metadata';
import { InMemoryOutbox } from '@nat/event-bus';
import { ManualClock } from '@nat/service-kit';
import { newNation } from '../../test/builders';
import { InMemoryUsageStore } from '../in-memory-usage.store';
import { RateGate } from './rate-gate';

const rule = { perWindow: 10, windowSeconds: 60, scope: 'user' as const };

function gate() {
  const clock = new ManualClock();
  const store = new InMemoryUsageStore(new InMemoryOutbox());
  return { clock, store, gates: [new RateGate(store, clock), new RateGate(store, clock)] };
}

it('passes exactly the rule of 100 calls that meet in two processes, and remembers them', async () => {
  const { store, gates } = gate();
  const nation = newNation();
  const calls = Array.from({ length: 100 }, (_, n) => gates[n % 2]!.pass(nation, 'a', rule, `call_${n}`));
  expect((await Promise.all(calls)).filter(({ passed }) => passed)).toHaveLength(10);
  expect(Object.keys((await store.rateWindow(nation, 'a')).calls)).toHaveLength(10);
});

it('writes once for calls that wait together, and not at all for calls that are refused', async () => {
  const { store, gates } = gate();
  const nation = newNation();
  await Promise.all(Array.from({ length: 100 }, (_, n) => gates[0]!.pass(nation, 'a', rule, `call_${n}`)));
  expect((await store.rateWindow(nation, 'a')).version).toBe(2);
});

it('fails only the calls whose write failed', async () => {
  const { store, gates } = gate();
  const nation = newNation();
  const save = store.saveRateWindow.bind(store);
  let down = true;
  store.saveRateWindow = (...parameters) => (down ? Promise.reject(new Error('the table is down')) : save(...parameters));
  await expect(gates[0]!.pass(nation, 'a', rule, 'call_1')).rejects.toThrow('down');
  down = false;
  expect(await gates[0]!.pass(nation, 'a', rule, 'call_2')).toMatchObject({ passed: true, rate: { remaining: 9 } });
});

it('reads a window once, then goes by what it last saw, also after another process wrote', async () => {
  const { store, gates } = gate();
  const nation = newNation();
  const read = jest.spyOn(store, 'rateWindow');
  for (let call = 0; call < 10; call++) await gates[call % 2]!.pass(nation, 'a', rule, `call_${call}`);
  expect(await gates[0]!.pass(nation, 'a', rule, 'call_10')).toMatchObject({ passed: false });
  expect(read).toHaveBeenCalledTimes(2); // once in each process
});

it('forgets a window past its time, whose row may be deleted and begun anew', async () => {
  const { clock, store, gates } = gate();
  const nation = newNation();
  await gates[0]!.pass(nation, 'a', rule, 'call_1');
  await clock.advance(61_000);
  const fresh = { version: 0, calls: {} };
  store.rateWindow = async () => fresh; // time to live has removed the row
  const saved: number[] = [];
  store.saveRateWindow = async (_nation, _owner, { version }) => (saved.push(version), { saved: true });
  await gates[0]!.pass(nation, 'a', rule, 'call_2');
  expect(saved).toEqual([0]);
});
