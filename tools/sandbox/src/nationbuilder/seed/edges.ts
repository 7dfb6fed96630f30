import { parseInstant, toNationTime } from '../engine/nation-time';
import { textOf } from '../engine/records';
import type { Calendar } from './calendar';
import type { Draft } from './draft';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** So near to the edge of a month, a record is in the month that begins or ends there. */
const SAME_MONTH = 27 * DAY;

/** Where a period begins or ends in the nation's zone. UTC puts what happens in the minute before it into the other period. */
export function edgesOf(calendar: Calendar): number[] {
  const { start, end } = calendar.lastMonth();
  const year = new Date(calendar.now).getUTCFullYear();
  const edges = [localMidnight(start), localMidnight(end), localMidnight(Date.UTC(year, 0, 1))];
  // Where now is in the first hours of a month, its edge is still to come: then no record stands on one.
  return edges.some(edge => edge > calendar.now) ? [] : [...new Set(edges)];
}

function localMidnight(day: number): number {
  return parseInstant(new Date(day).toISOString().slice(0, 10)) ?? day;
}

/**
 * Moves the records next to each edge onto it: the last one before to its last minute, the first one after to its very
 * instant. So no record changes its period in the nation's zone, and as many come into last month by UTC as leave it.
 * `rows` are in the order of their time; `attributes` hold it.
 */
export function moveToEdges(calendar: Calendar, rows: readonly Draft[], attributes: readonly string[]): void {
  const timeOf = (row: Draft): number => Date.parse(textOf(row[attributes[0] ?? '']));
  const move = (row: Draft | undefined, instant: number): void => {
    if (row) for (const attribute of attributes) row[attribute] = toNationTime(instant);
  };
  for (const edge of edgesOf(calendar)) {
    const before = rows.findLast(row => timeOf(row) < edge && timeOf(row) >= edge - SAME_MONTH);
    const after = rows.find(row => timeOf(row) >= edge && timeOf(row) < edge + SAME_MONTH);
    move(before, edge - MINUTE);
    move(after, edge);
  }
}

/** Gifts on the edges, none of them above $100; and large gifts of last month that never arrived. */
export function moveGiftsToEdges(calendar: Calendar, donations: readonly Draft[]): void {
  const usual = donations.filter(
    gift => gift.status === 'succeeded' && Number(gift.amount_in_cents) > 1 && Number(gift.amount_in_cents) < 10_000,
  );
  moveToEdges(calendar, usual, ['succeeded_at', 'created_at', 'updated_at']);
  const { start } = calendar.lastMonth();
  for (const [index, status] of (['failed', 'canceled'] as const).entries()) {
    const gift = donations.findLast(
      one => one.status === status && Number(one.amount_in_cents) > 10_000 && Date.parse(textOf(one.created_at)) < start,
    );
    const time = toNationTime(start + (10 + index) * DAY + 15 * HOUR);
    if (gift) Object.assign(gift, { [`${status}_at`]: time, created_at: time, updated_at: time });
  }
}
