import { ManualClock, SystemClock } from './clock';

describe('ManualClock', () => {
  it('wakes sleepers in the order of their time', async () => {
    const clock = new ManualClock();
    const woken: string[] = [];
    void clock.sleep(200).then(() => woken.push(`second at ${clock.monotonic()}`));
    void clock.sleep(100).then(() => woken.push(`first at ${clock.monotonic()}`));
    await clock.advance(150);
    expect(woken).toEqual(['first at 100']);
    await clock.advance(50);
    expect(woken).toEqual(['first at 100', 'second at 200']);
  });

  it('lets work that sleeps again run on within one advance', async () => {
    const clock = new ManualClock();
    let runs = 0;
    const repetition = clock.every(1000, async () => void runs++, fail);
    await clock.advance(3500);
    expect(runs).toBe(3);
    await repetition.stop();
    await clock.advance(5000);
    expect(runs).toBe(3);
  });

  it('moves wall time and monotonic time together', async () => {
    const clock = new ManualClock('2026-11-21T00:00:00.000Z');
    await clock.advance(90_000);
    expect(clock.iso()).toBe('2026-11-21T00:01:30.000Z');
    expect(clock.monotonic()).toBe(90_000);
  });
});

describe('Clock.every', () => {
  it('goes on after a run that failed', async () => {
    const clock = new ManualClock();
    const errors: unknown[] = [];
    let runs = 0;
    const work = async (): Promise<void> => {
      runs++;
      if (runs === 1) throw new Error('once');
    };
    const repetition = clock.every(10, work, error => errors.push(error));
    await clock.advance(25);
    expect([runs, errors.length]).toEqual([2, 1]);
    await repetition.stop();
  });

  it('begins at once where that is wanted, and its stop waits for that first run too', async () => {
    const clock = new ManualClock();
    const runs: number[] = [];
    let finish: () => void = () => undefined;
    const work = (): Promise<void> => {
      runs.push(clock.monotonic());
      return new Promise(resolve => (finish = resolve));
    };
    const repetition = clock.every(10, work, fail, 'at_once');
    expect(runs).toEqual([0]);
    finish();
    await clock.advance(10);
    expect(runs).toEqual([0, 10]);
    finish();
    await repetition.stop();

    const stopped = clock.every(10, work, fail, 'at_once');
    let ended = false;
    const end = stopped.stop().then(() => (ended = true));
    await clock.advance(100);
    expect([runs, ended]).toEqual([[0, 10, 10], false]);
    finish();
    await end;
  });
});

describe('SystemClock', () => {
  it('ends a sleep at once when its signal aborts', async () => {
    const stop = new AbortController();
    const asleep = new SystemClock().sleep(60_000, stop.signal);
    stop.abort();
    await expect(asleep).resolves.toBeUndefined();
  });
});

function fail(error: unknown): void {
  throw error;
}
