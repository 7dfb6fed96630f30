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
  const read = await store.rateWindow(nation, 'a');
  const calls = Array.from({ length: 100 }, (_, n) => gates[n % 2]!.pass(nation, 'a', rule, `call_${n}`, read));
  expect((await Promise.all(calls)).filter(({ passed }) => passed)).toHaveLength(10);
  expect(Object.keys((await store.rateWindow(nation, 'a')).calls)).toHaveLength(10);
});

it('writes once for calls that wait together, and not at all for calls that are refused', async () => {
  const { store, gates } = gate();
  const nation = newNation();
  const read = await store.rateWindow(nation, 'a');
  await Promise.all(Array.from({ length: 100 }, (_, n) => gates[0]!.pass(nation, 'a', rule, `call_${n}`, read)));
  expect((await store.rateWindow(nation, 'a')).version).toBe(2);
});

it('fails only the calls whose write failed', async () => {
  const { store, gates } = gate();
  const nation = newNation();
  const read = await store.rateWindow(nation, 'a');
  const save = store.saveRateWindow.bind(store);
  let down = true;
  store.saveRateWindow = (...parameters) => (down ? Promise.reject(new Error('the table is down')) : save(...parameters));
  await expect(gates[0]!.pass(nation, 'a', rule, 'call_1', read)).rejects.toThrow('down');
  down = false;
  expect(await gates[0]!.pass(nation, 'a', rule, 'call_2', read)).toMatchObject({ passed: true, rate: { remaining: 9 } });
});
