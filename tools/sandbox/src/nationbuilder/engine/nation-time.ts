// Nations answer times with the offset of their own zone, not in UTC. All nations of the double live in Central Time (US).

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STANDARD_OFFSET = -6;

/** The n-th Sunday of a month, midnight UTC. */
function sunday(year: number, month: number, nth: number): number {
  const first = Date.UTC(year, month, 1);
  const untilSunday = (7 - new Date(first).getUTCDay()) % 7;
  return first + (untilSunday + 7 * (nth - 1)) * DAY;
}

interface Summer {
  readonly begins: number;
  readonly ends: number;
}

/** Of years that were asked for: the seed asks for the same few tens of thousands of times. */
const summers = new Map<number, Summer>();

/** Daylight saving time: from the second Sunday of March to the first of November, 2 o'clock local time. */
function summerOf(year: number): Summer {
  const summer = summers.get(year) ?? { begins: sunday(year, 2, 2) + 8 * HOUR, ends: sunday(year, 10, 1) + 7 * HOUR };
  summers.set(year, summer);
  return summer;
}

/** Hours from UTC. */
export function offsetHours(instant: number): number {
  const { begins, ends } = summerOf(new Date(instant).getUTCFullYear());
  return instant >= begins && instant < ends ? STANDARD_OFFSET + 1 : STANDARD_OFFSET;
}

const suffix = (hours: number): string => `-0${-hours}:00`;

/** ISO 8601 with the nation's offset, whole seconds: `2026-05-04T09:30:00-05:00`. */
export function toNationTime(instant: number): string {
  const hours = offsetHours(instant);
  return new Date(instant + hours * HOUR).toISOString().slice(0, 19) + suffix(hours);
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;
const OFFSET_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/** Milliseconds of a time. What has no offset is read in the nation's zone, a date as its midnight; undefined if it is no time. */
export function parseInstant(text: string): number | undefined {
  if (!isDay(text.slice(0, 10))) return undefined;
  const local = DATE.test(text) ? `${text}T00:00:00` : text.replace(' ', 'T');
  if (OFFSET_TIME.test(text)) return defined(Date.parse(local));
  if (!DATE.test(text) && !LOCAL_TIME.test(text)) return undefined;
  const asUtc = Date.parse(`${local}Z`);
  return defined(asUtc - offsetHours(asUtc - STANDARD_OFFSET * HOUR) * HOUR);
}

/** `YYYY-MM-DD` of a date or time as the day number since 1970; undefined if it is no date. */
export function parseDay(text: string): number | undefined {
  const date = text.slice(0, 10);
  if (!isDay(date) || (!DATE.test(text) && parseInstant(text) === undefined)) return undefined;
  return Date.parse(`${date}T00:00:00Z`) / DAY;
}

/** Whether the calendar has that day: `Date.parse` alone takes February 30 for March 2. */
function isDay(text: string): boolean {
  const parsed = DATE.test(text) ? defined(Date.parse(`${text}T00:00:00Z`)) : undefined;
  return parsed !== undefined && new Date(parsed).toISOString().startsWith(text);
}

const defined = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value);
