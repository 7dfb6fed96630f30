import { offsetHours, toNationTime } from '../engine/nation-time';
import type { Random } from './random';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Dates of the seed, all relative to `now`. What happens, happens between 14:00 and 23:00 UTC: then the day, and so
 * "last month", is the same in UTC and in the nation's zone, and an expected answer does not hang on which one is meant.
 */
export class Calendar {
  private readonly today: number;

  constructor(readonly now: number) {
    this.today = now - (now % DAY);
  }

  /** A moment of business hours so many days ago (negative: to come), never after `now` when it is past. */
  daysAgo(days: number, random: Random): number {
    const moment = this.today - days * DAY + 14 * HOUR + random.int(0, 32_399) * 1000;
    return days >= 0 && moment > this.now ? moment - DAY : moment;
  }

  timeDaysAgo(days: number, random: Random): string {
    return toNationTime(this.daysAgo(days, random));
  }

  format(moment: number): string {
    return toNationTime(moment);
  }

  /** `YYYY-MM-DD` in so many days. */
  dateIn(days: number): string {
    return new Date(this.today + days * DAY).toISOString().slice(0, 10);
  }

  /** The calendar month before the one that holds `now`, in UTC: `[start, end)`. */
  lastMonth(): { start: number; end: number } {
    const date = new Date(this.now);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    return { start: Date.UTC(year, month - 1, 1), end: Date.UTC(year, month, 1) };
  }

  /** A moment of business hours within the last calendar month. */
  inLastMonth(random: Random): number {
    const { start, end } = this.lastMonth();
    return start + random.int(0, (end - start) / DAY - 1) * DAY + 14 * HOUR + random.int(0, 32_399) * 1000;
  }

  /** A moment of the last three years that is not in the last calendar month. */
  outsideLastMonth(random: Random): number {
    const { start, end } = this.lastMonth();
    const moment = this.daysAgo(random.int(0, 1090), random);
    return moment >= start && moment < end ? this.beforeLastMonth(random) : moment;
  }

  /**
   * The afternoons (22:00 UTC) before the last two changes between standard and daylight saving time, the later one first.
   * What is a month old or less is left out: last month keeps its events.
   */
  beforeClockChanges(): number[] {
    const found: number[] = [];
    for (let day = this.today - 62 * DAY; found.length < 2; day -= DAY) {
      const afternoon = day + 22 * HOUR;
      if (offsetHours(afternoon) !== offsetHours(afternoon + DAY)) found.push(afternoon);
    }
    return found;
  }

  private beforeLastMonth(random: Random): number {
    const { start } = this.lastMonth();
    return start - random.int(1, 900) * DAY + 14 * HOUR + random.int(0, 32_399) * 1000;
  }
}
