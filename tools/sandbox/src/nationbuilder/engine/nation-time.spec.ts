import fc from 'fast-check';
import { offsetHours, parseDay, parseInstant, toNationTime } from './nation-time';

const chicago = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Chicago', timeZoneName: 'longOffset' });
const offsetByIntl = (instant: number): number =>
  Number(/GMT(-\d\d)/.exec(chicago.formatToParts(instant).find(part => part.type === 'timeZoneName')?.value ?? '')?.[1]);

const instants = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });

describe('times of a nation', () => {
  it('have the offset of Central Time, summer and winter', () => {
    fc.assert(
      fc.property(instants, instant => expect(offsetHours(instant)).toBe(offsetByIntl(instant))),
      { numRuns: 500 },
    );
    for (const edge of ['2026-03-08T07:59:59Z', '2026-03-08T08:00:00Z', '2026-11-01T06:59:59Z', '2026-11-01T07:00:00Z']) {
      expect(offsetHours(Date.parse(edge))).toBe(offsetByIntl(Date.parse(edge)));
    }
  });

  it('come back as the same second', () => {
    fc.assert(
      fc.property(instants, instant => expect(parseInstant(toNationTime(instant))).toBe(Math.floor(instant / 1000) * 1000)),
    );
  });

  it('are read with any offset, without one as local, and never from nonsense', () => {
    const noon = Date.parse('2026-06-15T12:00:00Z');
    for (const text of ['2026-06-15T12:00:00Z', '2026-06-15T07:00:00-05:00', '2026-06-15T07:00:00', '2026-06-15 07:00']) {
      expect(parseInstant(text)).toBe(noon);
    }
    for (const text of ['', 'today', '2026-06', '2026-99-99', '1750000000']) expect(parseInstant(text)).toBeUndefined();
    expect(parseDay('2026-06-15')).toBe(parseDay('2026-06-15T23:00:00Z'));
  });
});
