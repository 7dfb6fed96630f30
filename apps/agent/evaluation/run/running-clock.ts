import { Clock, SystemClock } from '@nat/service-kit';

/**
 * Time that runs from a given instant on, so that "last month" is the month the truth was counted for. `speed` times as fast as
 * the machine's: what waits for NationBuilder's background work takes a part of the time.
 */
export class RunningClock extends Clock {
  private readonly machine = new SystemClock();
  private readonly began = this.machine.monotonic();
  private readonly epoch: number;
  private passed = 0;

  constructor(
    start: string,
    private readonly speed: number,
  ) {
    super();
    this.epoch = Date.parse(start);
  }

  /** Lets so many milliseconds pass at once, as if they had been spent on reading. */
  pass(milliseconds: number): void {
    this.passed += milliseconds;
  }

  now(): number {
    return Math.floor(this.epoch + this.monotonic());
  }

  monotonic(): number {
    return (this.machine.monotonic() - this.began) * this.speed + this.passed;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.machine.sleep(milliseconds / this.speed, signal);
  }
}
