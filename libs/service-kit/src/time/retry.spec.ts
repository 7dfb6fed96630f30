import { ManualClock } from './clock';
import { retry, RetryBudget, type RetryOptions } from './retry';
import { SeededRng } from './rng';

function failing(times: number): { calls: () => number; operation: () => Promise<string> } {
  let calls = 0;
  const operation = async (): Promise<string> => {
    calls++;
    if (calls <= times) throw new Error(`failure ${calls}`);
    return 'done';
  };
  return { calls: () => calls, operation };
}

function options(clock: ManualClock, more: Partial<RetryOptions> = {}): RetryOptions {
  return { clock, rng: new SeededRng(1), attempts: 3, baseMs: 100, capMs: 1000, retryable: () => true, ...more };
}

it('repeats a failed operation until it succeeds', async () => {
  const clock = new ManualClock();
  const { operation, calls } = failing(2);
  const outcome = retry(options(clock), operation);
  await clock.advance(5000);
  await expect(outcome).resolves.toBe('done');
  expect(calls()).toBe(3);
});

it('gives up after the last attempt with the last error', async () => {
  const clock = new ManualClock();
  const { operation, calls } = failing(9);
  const outcome = expect(retry(options(clock), operation)).rejects.toThrow('failure 3');
  await clock.advance(5000);
  await outcome;
  expect(calls()).toBe(3);
});

it('does not repeat what cannot succeed', async () => {
  const { operation, calls } = failing(9);
  await expect(retry(options(new ManualClock(), { retryable: () => false }), operation)).rejects.toThrow('failure 1');
  expect(calls()).toBe(1);
});

it('waits at least as long as the other side asks', async () => {
  const clock = new ManualClock();
  const { operation, calls } = failing(1);
  const outcome = retry(options(clock, { retryable: () => ({ afterMs: 2000 }) }), operation);
  await clock.advance(1999);
  expect(calls()).toBe(1);
  await clock.advance(1000);
  await expect(outcome).resolves.toBe('done');
});

it('stops waiting when the work is given up', async () => {
  const clock = new ManualClock();
  const stop = new AbortController();
  const { operation, calls } = failing(9);
  const outcome = expect(retry(options(clock, { signal: stop.signal }), operation)).rejects.toThrow('failure 1');
  await clock.advance(0);
  stop.abort();
  await outcome;
  expect(calls()).toBe(1);
});

it('never calls a dead dependency more than a tenth above the load, after the first burst', async () => {
  const clock = new ManualClock();
  const budget = new RetryBudget();
  let calls = 0;
  const load = 1000;
  for (let request = 0; request < load; request++) {
    const dead = async (): Promise<never> => {
      calls++;
      throw new Error('down');
    };
    const outcome = retry(options(clock, { budget }), dead).catch(() => undefined);
    await clock.advance(3000);
    await outcome;
  }
  expect(calls).toBeLessThanOrEqual(load * 1.1 + 10);
  expect(calls).toBeGreaterThan(load);
});
