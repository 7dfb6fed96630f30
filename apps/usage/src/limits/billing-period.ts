/** Half-open `[start, end)`, epoch milliseconds. */
export interface Period {
  start: number;
  end: number;
}

/**
 * Start of period `index` of an anchor: that many calendar months after it, in UTC, with the day clamped to the month's
 * last one. Always counted from the anchor, so an anchor on the 31st comes back to the 31st after February.
 *
 * @param anchor epoch milliseconds.
 */
export function periodStart(anchor: number, index: number): number {
  const day = new Date(anchor);
  const lastDay = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + index + 1, 0)).getUTCDate();
  const start = new Date(anchor);
  // To the first of the month before the month changes: the 31st would roll over into the month after.
  start.setUTCDate(1);
  start.setUTCMonth(day.getUTCMonth() + index);
  start.setUTCDate(Math.min(day.getUTCDate(), lastDay));
  return start.getTime();
}

/** The period of an anchor that holds `instant`; every instant, also before the anchor, is in exactly one. */
export function periodAt(anchor: number, instant: number): Period {
  const from = new Date(anchor);
  const to = new Date(instant);
  let index = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + (to.getUTCMonth() - from.getUTCMonth());
  if (periodStart(anchor, index) > instant) index -= 1;
  return { start: periodStart(anchor, index), end: periodStart(anchor, index + 1) };
}

/**
 * The period that a plan known by one of its periods has at `instant`. Inside the known period the vendor's own dates
 * hold; outside (a renewal we have not heard of yet) it is provisional, by our arithmetic.
 */
export function entitlementPeriodAt(known: Period, instant: number): Period {
  if (instant >= known.start && instant < known.end) return known;
  return periodAt(anchorOf(known), instant);
}

/**
 * An anchor of the monthly series `known` belongs to. Of two neighboring boundaries at most one is clamped, because one of
 * two neighboring months always has 31 days: so the start is the anchor, or else the end is. A period of irregular length
 * (a moved billing date) is counted on from its end.
 */
function anchorOf({ start, end }: Period): number {
  return periodStart(start, 1) === end ? start : end;
}

/** A period's name in keys and events: its start, RFC 3339 UTC with milliseconds. */
export function periodId(period: Period): string {
  return new Date(period.start).toISOString();
}
