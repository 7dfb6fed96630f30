/** The nation's present: an instant and the zone in which its days begin. */
export interface NationTime {
  /** Milliseconds since 1970. */
  at: number;
  zone: string;
}

/** A calendar day without zone; `month` is 1 to 12. */
export interface Day {
  year: number;
  month: number;
  day: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Kept by zone: making one costs more than all the rest of a plan. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const digits = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  } as const;
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', ...digits });
  formats.set(zone, format);
  return format;
}

/** The wall clock of a zone at an instant, as if it were UTC: milliseconds. */
function wallClock(at: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return Date.UTC(parts['year']!, parts['month']! - 1, parts['day'], parts['hour'], parts['minute'], parts['second']);
}

export function dayOf({ at, zone }: NationTime): Day {
  const wall = new Date(wallClock(at, zone));
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
}

/** The day that many days later; months and years carry over. */
export function addDays({ year, month, day }: Day, days: number): Day {
  const moved = new Date(Date.UTC(year, month - 1, day + days));
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** 0 for Monday to 6 for Sunday. */
export const weekday = ({ year, month, day }: Day): number => (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;

/** When a day begins in a zone, as an ISO instant: `2026-10-01T04:00:00Z`. */
export function startOfDay({ year, month, day }: Day, zone: string): string {
  const midnight = Date.UTC(year, month - 1, day);
  const offsetAt = (at: number) => wallClock(at, zone) - at;
  // The offset belongs to the instant that is sought: the second guess is right on both sides of a clock change.
  const guess = midnight - offsetAt(midnight);
  return new Date(midnight - offsetAt(guess)).toISOString().replace('.000Z', 'Z');
}

/** So many times 24 hours before now, as an ISO instant. To the minute, so that a turn a moment later comes to the same. */
export const daysBefore = ({ at }: NationTime, days: number): string =>
  new Date(Math.floor(at / 60_000) * 60_000 - days * 86_400_000).toISOString().replace('.000Z', 'Z');
