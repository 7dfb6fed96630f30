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
