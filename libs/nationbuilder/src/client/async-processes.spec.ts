import { InstantClock, failureOfWork, json, NationServer } from '../test-support/nation-server';
import type { AsyncProcess } from './async-processes';

let nation: NationServer;
let clock: InstantClock;
beforeEach(async () => {
  nation = await NationServer.start();
  clock = new InstantClock();
});
afterEach(() => nation.stop());
/** Answers one after the other, the last one for ever: a status of the API, or a status of HTTP. */
function answers(...each: (string | number)[]) {
  nation.handle = (_, response, call) => {
    const answer = each[Math.min(call, each.length) - 1]!;
    if (typeof answer === 'number') return json(response, {}, answer);
    json(response, { id: 'abc', status: answer, message: `${answer}!` });
  };
}
const wait = (more = {}) => nation.client({ clock }).awaitProcess('abc', more);

it('looks after 1, 2, 4, 8 and then every 10 seconds, tells every look, and says what became of it', async () => {
  answers('queued', 'queued', 'working', 'working', 'failed', 'completed');
  const told: AsyncProcess[] = [];
  const process = await wait({ onProgress: (one: AsyncProcess) => told.push(one) });
  expect(process).toEqual({ completed: true, status: 'completed', message: 'completed!' });
  expect(clock.waits).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  expect(told.map(({ status }) => status)).toEqual(['queued', 'queued', 'working', 'working', 'failed', 'completed']);
});

it.each([503, 429])('goes on after looks that are answered with %i', async status => {
  answers('queued', status, status, status, status, 'completed');
  expect(await wait()).toMatchObject({ completed: true });
});

it('says what it saw last when the time is over', async () => {
  answers('working');
  expect(await wait({ deadlineMs: 20_000 })).toEqual({ completed: false, status: 'working', message: 'working!' });
  expect(clock.waits.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(20_000);
  answers(503);
  expect(await wait({ deadlineMs: 1_000 })).toEqual({ completed: false, status: 'unanswered' });
});

it('does not take a process that is not known any more for a completed one', async () => {
  answers('working', 404);
  expect(await wait()).toEqual({ completed: false, status: 'gone' });
});

it('ends with a missing permission, and with the abort of its caller', async () => {
  answers(403);
  expect(await failureOfWork(wait())).toMatchObject({ kind: 'forbidden', failure: { operation: 'showAsyncProcess' } });
  const abort = new AbortController();
  answers('working');
  const onProgress = () => abort.abort(new Error('canceled'));
  await expect(wait({ onProgress, signal: abort.signal })).rejects.toThrow('canceled');
});

describe('one look', () => {
  const look = () => nation.client({ clock }).process('abc');

  it.each([
    ['working', { completed: false, status: 'working', message: 'working!' }],
    ['completed', { completed: true, status: 'completed', message: 'completed!' }],
    [404, { completed: false, status: 'gone' }],
  ])('at what is %s says so, and waits for nothing', async (answer, expected) => {
    answers(answer);
    expect(await look()).toEqual(expected);
    expect(clock.waits).toEqual([]);
  });

  it('fails when it is not answered', async () => {
    answers(403);
    expect(await failureOfWork(look())).toMatchObject({ kind: 'forbidden', failure: { operation: 'showAsyncProcess' } });
    answers(503);
    expect(await failureOfWork(look())).toMatchObject({ kind: 'unavailable' });
  });
});
