import { Clock, SystemClock } from '@nat/service-kit';

/** A clock on which everything takes a fraction of its time: leases lapse in seconds. Processes that share it agree. */
export class FastClock extends Clock {
  private readonly system = new SystemClock();

  /**
   * @param factor how many of its milliseconds pass in one.
   * @param since epoch milliseconds at which it agreed with the machine's clock.
   */
  constructor(
    readonly factor: number,
    readonly since: number,
  ) {
    super();
  }

  now(): number {
    return Math.floor(this.since + (this.system.now() - this.since) * this.factor);
  }

  monotonic(): number {
    return this.system.monotonic() * this.factor;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.system.sleep(milliseconds / this.factor, signal);
  }
}
