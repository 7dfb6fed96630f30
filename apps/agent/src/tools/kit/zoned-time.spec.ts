import fc from 'fast-check';
import { dayAfter, periodOf, periodUnits, startOfDay, zonedIso } from './zoned-time';

describe('a day begins at its first moment in the zone', () => {
  it.each([
    ['2026-05-01', 'America/Chicago', '2026-05-01T00:00:00-05:00'],
    ['2026-12-01', 'America/Chicago', '2026-12-01T00:00:00-06:00'],
    ['2026-03-08', 'America/Chicago', '2026-03-08T00:00:00-06:00'], // clocks go forward at two
    ['2026-11-01', 'America/Chicago', '2026-11-01T00:00:00-05:00'], // and back
    ['2026-06-01', 'Asia/Kolkata', '2026-06-01T00:00:00+05:30'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T01:00:00-02:00'], // midnight was skipped
    ['2026-01-01', 'UTC', '2026-01-01T00:00:00+00:00'],
  ])('%s in %s is %s', (date, zone, expected) => expect(startOfDay(date, zone)).toBe(expected));

  it('and never before it, in any zone', () => {
    const zone = fc.constantFrom(
      'America/Chicago',
      'Europe/London',
      'Asia/Kolkata',
      'Pacific/Kiritimati',
      'America/St_Johns',
      'UTC',
    );
    const date = fc.date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(date, zone, (instant, timeZone) => {
        const day = instant.toISOString().slice(0, 10);
        const start = Date.parse(startOfDay(day, timeZone));
        expect(zonedIso(start, timeZone).slice(0, 10)).toBe(day);
        expect(zonedIso(start - 1000, timeZone).slice(0, 10) < day).toBe(true);
      }),
    );
  });
});

it.each([
  ['2026-11-27', ['2026-11-27', '2026-W48', '2026-11', '2026-Q4', '2026']],
  ['2027-01-01', ['2027-01-01', '2026-W53', '2027-01', '2027-Q1', '2027']], // a Friday: its week began in 2026
  ['2024-12-30', ['2024-12-30', '2025-W01', '2024-12', '2024-Q4', '2024']], // a Monday of the next year's first week
  ['2026-03-31', ['2026-03-31', '2026-W14', '2026-03', '2026-Q1', '2026']],
])('%s is in the periods %j', (date, expected) => expect(periodUnits.map(unit => periodOf(date, unit))).toEqual(expected));

it.each([
  ['2026-12-31', '2027-01-01'],
  ['2028-02-28', '2028-02-29'],
])('the day after %s is %s', (date, expected) => expect(dayAfter(date)).toBe(expected));
