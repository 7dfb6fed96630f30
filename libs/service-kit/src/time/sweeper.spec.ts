import { ManualClock } from './clock';
import { Sweeper } from './sweeper';

/** A sweeper whose sweeps end when they are told to, or at once. */
function aSweeper(endsAtOnce = true) {
  const clock = new ManualClock();
  const reported: unknown[] = [];
  const sweeps: { end: () => void; fail: (error: Error) => void }[] = [];
  let running = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++running);
    await new Promise<void>((end, fail) => {
      sweeps.push({ end, fail });
      if (endsAtOnce) end();
    }).finally(() => running--);
  };
  const sweeper = new Sweeper({ clock, everyMs: 1_000, work, onError: error => reported.push(error) });
  return { sweeper, clock, reported, sweeps, most: () => most };
}

it('sweeps every second, at once when it is nudged, a last time when it is stopped, and then no more', async () => {
  const { sweeper, clock, sweeps } = aSweeper();
  sweeper.start();
  sweeper.start();
  await clock.advance(999);
  expect(sweeps).toHaveLength(0);
  await clock.advance(1);
  expect(sweeps).toHaveLength(1);
  sweeper.nudge();
  expect(sweeps).toHaveLength(2);
  await clock.advance(0);
  await sweeper.stop();
  expect(sweeps).toHaveLength(3);
  await clock.advance(5_000);
  expect(sweeps).toHaveLength(3);
});

it('gives all who ask during a sweep one more after it, and never sweeps twice at once', async () => {
  const { sweeper, clock, sweeps, most } = aSweeper(false);
  const asked = [sweeper.sweep(), sweeper.sweep(), sweeper.sweep()];
  sweeps[0]!.end();
  await clock.advance(0);
  expect(sweeps).toHaveLength(2);
  sweeps[1]!.end();
  await Promise.all(asked);
  expect([sweeps.length, most()]).toEqual([2, 1]);
});

it('sweeps for whoever asked during one that failed, and reports the failure', async () => {
  const { sweeper, clock, sweeps, reported } = aSweeper(false);
  const asked = [sweeper.sweep(), sweeper.sweep()];
  sweeps[0]!.fail(new Error('a defect'));
  await clock.advance(0);
  sweeps[1]!.end();
  await Promise.all(asked);
  expect(reported.map(String)).toEqual(['Error: a defect']);
});

it('rejects when the last sweep failed', async () => {
  const { sweeper, sweeps, reported } = aSweeper(false);
  const asked = sweeper.sweep();
  sweeps[0]!.fail(new Error('a defect'));
  await expect(asked).rejects.toThrow('a defect');
  expect(reported).toEqual([]);
});

it('reports sweeps that nobody waits for, goes on after them, and ends in peace', async () => {
  const { sweeper, clock, sweeps, reported } = aSweeper(false);
  sweeper.nudge();
  sweeps[0]!.fail(new Error('nudged'));
  sweeper.start();
  await clock.advance(1_000);
  sweeps[1]!.fail(new Error('repeated'));
  await clock.advance(1_000);
  expect(sweeps).toHaveLength(3);
  sweeps[2]!.end();
  const stopped = sweeper.stop();
  await clock.advance(0);
  sweeps[3]!.fail(new Error('last'));
  await stopped;
  expect(reported.map(String)).toEqual(['Error: nudged', 'Error: repeated', 'Error: last']);
});
