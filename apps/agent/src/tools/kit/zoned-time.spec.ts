import fc from 'fast-check';
import { dayAfter, dayOf, instantIn, periodOf, periodUnits, startOfDay, zonedIso } from './zoned-time';

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

it.each([
  ['2026-07-04', 'America/Chicago', '2026-07-04T00:00:00-05:00'],
  ['2026-07-04T15:00', 'America/Chicago', '2026-07-04T15:00:00-05:00'],
  ['2026-01-04 15:00:30', 'America/Chicago', '2026-01-04T15:00:30-06:00'],
  ['2026-07-04T15:00', 'Asia/Kathmandu', '2026-07-04T15:00:00+05:45'],
  // Clocks change at two in the morning of this day.
  ['2026-03-08T01:59', 'America/Chicago', '2026-03-08T01:59:00-06:00'],
  ['2026-03-08T03:00', 'America/Chicago', '2026-03-08T03:00:00-05:00'],
  // What clocks skip is an hour later, what they repeat the first time; on both sides of the world.
  ['2026-03-08T02:30', 'America/Chicago', '2026-03-08T03:30:00-05:00'],
  ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T03:30:00+02:00'],
  ['2026-11-01T01:30', 'America/Chicago', '2026-11-01T01:30:00-05:00'],
  ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T02:30:00+02:00'],
  // What has an offset, or is no time, is left to the catalog to judge.
  ['2026-07-04T15:00:00Z', 'America/Chicago', '2026-07-04T15:00:00Z'],
  ['2026-13-45', 'America/Chicago', '2026-13-45'],
  ['2026-02-30', 'America/Chicago', '2026-02-30'],
  ['2026-02-30T10:00', 'America/Chicago', '2026-02-30T10:00'],
  ['tomorrow', 'America/Chicago', 'tomorrow'],
])('reads %s in %s as %s', (text, zone, instant) => expect(instantIn(text, zone)).toBe(instant));

it('keeps the wall time of any instant that clocks show once', () => {
  const zone = fc.constantFrom('America/Chicago', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Kiritimati', 'UTC');
  const hour = 3_600_000;
  fc.assert(
    fc.property(zone, fc.integer({ min: 0, max: 500_000 }), (timeZone, hours) => {
      const wall = new Date(hours * hour).toISOString().slice(0, 16);
      const read = instantIn(wall, timeZone);
      const shown = read.slice(0, 16);
      // An hour that clocks skip is the one after.
      expect([0, hour / 2, hour, 24 * hour]).toContain(Date.parse(`${shown}Z`) - Date.parse(`${wall}Z`));
    }),
  );
});

it('knows the day of an instant, also one of twenty-three hours', () => {
  const { from, until } = dayOf(Date.parse('2026-03-08T18:00:00Z'), 'America/Chicago');
  expect([from, until]).toEqual(['2026-03-08T00:00:00-06:00', '2026-03-09T00:00:00-05:00']);
  expect(Date.parse(until) - Date.parse(from)).toBe(23 * 3_600_000);
});
