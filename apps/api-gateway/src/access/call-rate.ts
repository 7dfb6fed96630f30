import { AppError, type Clock } from '@nat/service-kit';
import { BoundedMap } from './bounded-map';

const windowMs = 60_000;
const remembered = 50_000;

interface Windows {
  /** Index of the current window since the clock began. */
  index: number;
  current: number;
  previous: number;
}

/**
 * At most `limit` calls per key in any minute, judged by two adjoining windows: those of the previous one count by the
 * part of it that the last minute still covers. Held in this process: a guard against floods, not a count anybody is billed by.
 */
export class CallRate {
  private readonly seen = new BoundedMap<Windows>(remembered);

  constructor(
    private readonly limit: number,
    private readonly clock: Clock,
  ) {}

  /** Counts one call, or throws `rate_limited` with the seconds to wait and counts nothing. */
  take(key: string): void {
    const now = this.clock.monotonic();
    const windows = this.at(key, Math.floor(now / windowMs));
    const elapsed = (now % windowMs) / windowMs;
    if (windows.previous * (1 - elapsed) + windows.current + 1 > this.limit) {
      const retryAfter = Math.max(1, Math.ceil(((1 - elapsed) * windowMs) / 1000));
      throw new AppError('rate_limited', `More than ${this.limit} calls in a minute; wait a little.`, { retryAfter });
    }
    this.seen.set(key, { ...windows, current: windows.current + 1 });
  }

  private at(key: string, index: number): Windows {
    const last = this.seen.get(key);
    if (last?.index === index) return last;
    return { index, current: 0, previous: last?.index === index - 1 ? last.current : 0 };
  }
}
