import fc from 'fast-check';
import { toNationTime } from '../engine/nation-time';
import { textOf } from '../engine/records';
import { Calendar } from './calendar';
import type { Draft } from './draft';
import { edgesOf, moveToEdges } from './edges';

const DAY = 86_400_000;
const monthIn = (timeZone: string, instant: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit' }).format(instant);
const nation = (row: Draft): string => monthIn('America/Chicago', Date.parse(textOf(row.at)));
const rowsAt = (times: readonly number[]): Draft[] =>
  times.map((time, index) => ({ id: String(index + 1), at: toNationTime(time) }));

const instants = fc
  .date({ min: new Date('2024-01-01T00:00:00Z'), max: new Date('2029-12-31T00:00:00Z'), noInvalidDate: true })
  .map(date => date.getTime());

describe('edges of periods', () => {
  it('are midnights in the nation: of last month, this month and this year', () => {
    const times = edgesOf(new Calendar(Date.parse('2026-06-15T12:00:00Z'))).map(edge => new Date(edge).toISOString());
    expect(times).toEqual(['2026-05-01T05:00:00.000Z', '2026-06-01T05:00:00.000Z', '2026-01-01T06:00:00.000Z']);
  });

  it('are none while one of them is still to come, and no edge twice', () => {
    expect(edgesOf(new Calendar(Date.parse('2026-06-01T04:59:00Z')))).toEqual([]);
    expect(edgesOf(new Calendar(Date.parse('2026-06-01T05:00:00Z')))).toHaveLength(3);
    expect(edgesOf(new Calendar(Date.parse('2026-01-20T12:00:00Z')))).toHaveLength(2);
  });

  it('take records that are near, and leave each in its month of the nation and in the past', () => {
    const daysBack = fc.array(fc.integer({ min: 0, max: 400 * 24 }), { maxLength: 200 });
    fc.assert(
      fc.property(instants, daysBack, (now, hours) => {
        const times = hours.map(hour => now - (hour * DAY) / 24).toSorted((a, b) => a - b);
        const rows = rowsAt(times);
        const months = rows.map(nation);
        moveToEdges(new Calendar(now), rows, ['at']);
        expect(rows.map(nation)).toEqual(months);
        expect(rows.filter(row => Date.parse(textOf(row.at)) > now)).toEqual([]);
      }),
    );
  });

  it('put one record on the last minute before and one on the instant itself, where some are near', () => {
    fc.assert(
      fc.property(instants, now => {
        const calendar = new Calendar(now);
        const rows = rowsAt(Array.from({ length: 800 }, (_, index) => now - (800 - index) * (DAY / 2)));
        moveToEdges(calendar, rows, ['at']);
        const times = new Set(rows.map(row => Date.parse(textOf(row.at))));
        for (const edge of edgesOf(calendar)) {
          expect(times).toContain(edge - 60_000);
          if (edge + DAY < now) expect(times).toContain(edge);
        }
      }),
    );
  });
});
