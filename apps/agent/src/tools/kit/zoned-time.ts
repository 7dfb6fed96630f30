// Wall-clock time of a zone, by arithmetic on instants: no library knows more about zones than the runtime does.

const day = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** RFC 3339 with the offset of the zone at that instant, to the second. */
export function zonedIso(instant: number, timeZone: string): string {
  const offset = offsetAt(instant, timeZone);
  const wall = new Date(Math.floor(instant / 1000) * 1000 + offset).toISOString().slice(0, 19);
  const minutes = Math.abs(offset) / 60_000;
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${wall}${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/**
 * The instant at which clocks of the zone show a wall time, as RFC 3339 with its offset. One that they repeat is the first of
 * the two; one that they skip is as long after the gap as it is into it, like the clock of somebody who has not changed it.
 *
 * @param wallTime `YYYY-MM-DDThh:mm:ss`.
 */
function atWallTime(wallTime: string, timeZone: string): string {
  const asUtc = Date.parse(`${wallTime}Z`);
  const instants = [asUtc - day, asUtc + day].map(near => asUtc - offsetAt(near, timeZone)).sort((a, b) => a - b);
  const shown = instants.find(instant => instant + offsetAt(instant, timeZone) === asUtc);
  return zonedIso(shown ?? instants[1]!, timeZone);
}

/**
 * The first moment of a calendar day in the zone, as RFC 3339 with its offset. Where clocks skip midnight that is the moment
 * after the gap.
 *
 * @param date `YYYY-MM-DD`.
 */
export function startOfDay(date: string, timeZone: string): string {
  return atWallTime(`${date}T00:00:00`, timeZone);
}

/** The calendar day of an instant in the zone, half open: `[from, until)` as instants with offset. */
export function dayOf(instant: number, timeZone: string): { from: string; until: string } {
  const date = zonedIso(instant, timeZone).slice(0, 10);
  return { from: startOfDay(date, timeZone), until: startOfDay(dayAfter(date), timeZone) };
}

const said = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?)?$/;

/** False for 30 February, which the runtime would take for 2 March. */
function isOnCalendar(wallTime: string): boolean {
  const instant = Date.parse(`${wallTime}Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(wallTime);
}

/**
 * An instant with offset out of what people say: a day is its beginning, a time without offset is a wall clock's in the zone
 * of the nation. A text that is neither comes back as it is, for the catalog to judge.
 */
export function instantIn(text: string, timeZone: string): string {
  const [, date, time = '00:00', seconds = ':00'] = said.exec(text) ?? [];
  const wall = `${date}T${time}${seconds}`;
  return date !== undefined && isOnCalendar(wall) ? atWallTime(wall, timeZone) : text;
}

/** The day after, `YYYY-MM-DD`. */
export function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + day).toISOString().slice(0, 10);
}

export const periodUnits = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type PeriodUnit = (typeof periodUnits)[number];

/** Name of the period a calendar day is in: `2026-05-01`, `2026-W18` (ISO 8601), `2026-05`, `2026-Q2`, `2026`. */
export function periodOf(date: string, unit: PeriodUnit): string {
  switch (unit) {
    case 'day':
      return date;
    case 'week':
      return isoWeek(date);
    case 'month':
      return date.slice(0, 7);
    case 'quarter':
      return `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
    case 'year':
      return date.slice(0, 4);
  }
}

/** A week belongs to the year that holds its Thursday. */
function isoWeek(date: string): string {
  const days = Date.parse(`${date}T00:00:00Z`) / day;
  const thursday = days - ((days + 3) % 7) + 3;
  const year = new Date(thursday * day).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1) / day) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Milliseconds the zone's clocks are ahead of UTC at that instant. */
function offsetAt(instant: number, timeZone: string): number {
  const format = formats.get(timeZone) ?? zoneFormat(timeZone);
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  const wall = Date.UTC(+parts.year!, +parts.month! - 1, +parts.day!, +parts.hour!, +parts.minute!, +parts.second!);
  return Math.round((wall - Math.floor(instant / 1000) * 1000) / 60_000) * 60_000;
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}
