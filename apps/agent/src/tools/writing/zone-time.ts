import { dayAfter, startOfDay, zonedIso } from '../kit/zoned-time';

const day = /^\d{4}-\d{2}-\d{2}$/;
const wallTime = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)$/;

/**
 * An instant with offset out of what people say: a day is its beginning, a time without offset is a wall clock's in the zone
 * of the nation. A text that is neither comes back as it is, for the catalog to judge.
 */
export function instantIn(text: string, timeZone: string): string {
  if (day.test(text) && !Number.isNaN(Date.parse(text))) return startOfDay(text, timeZone);
  const [, date, time] = wallTime.exec(text) ?? [];
  const asUtc = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(asUtc)) return text;
  // The offset before a clock change differs from that after it: what it is at the first guess decides the second.
  const guess = asUtc - offsetAt(asUtc, timeZone);
  return zonedIso(asUtc - offsetAt(guess, timeZone), timeZone);
}

/** Milliseconds that wall clocks of the zone are ahead of UTC at that instant. */
function offsetAt(instant: number, timeZone: string): number {
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})$/.exec(zonedIso(instant, timeZone))!;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** The calendar day of an instant in the zone, half open: `[from, until)` as instants with offset. */
export function dayOf(instant: number, timeZone: string): { from: string; until: string } {
  const date = zonedIso(instant, timeZone).slice(0, 10);
  return { from: startOfDay(date, timeZone), until: startOfDay(dayAfter(date), timeZone) };
}
