import fc from 'fast-check';
import { dayOf, instantIn } from './zone-time';

it.each([
  ['2026-07-04', 'America/Chicago', '2026-07-04T00:00:00-05:00'],
  ['2026-07-04T15:00', 'America/Chicago', '2026-07-04T15:00:00-05:00'],
  ['2026-01-04 15:00:30', 'America/Chicago', '2026-01-04T15:00:30-06:00'],
  ['2026-07-04T15:00', 'Asia/Kathmandu', '2026-07-04T15:00:00+05:45'],
  // Clocks change at two in the morning of this day.
  ['2026-03-08T01:59', 'America/Chicago', '2026-03-08T01:59:00-06:00'],
  ['2026-03-08T03:00', 'America/Chicago', '2026-03-08T03:00:00-05:00'],
  // What has an offset, or is no time, is left to the catalog to judge.
  ['2026-07-04T15:00:00Z', 'America/Chicago', '2026-07-04T15:00:00Z'],
  ['2026-13-45', 'America/Chicago', '2026-13-45'],
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
      expect(Date.parse(`${shown}Z`) - Date.parse(`${wall}Z`)).toBeLessThanOrEqual(hour);
      expect(Date.parse(`${shown}Z`)).toBeGreaterThanOrEqual(Date.parse(`${wall}Z`) - hour);
    }),
  );
});

it('knows the day of an instant, also one of twenty-three hours', () => {
  const { from, until } = dayOf(Date.parse('2026-03-08T18:00:00Z'), 'America/Chicago');
  expect([from, until]).toEqual(['2026-03-08T00:00:00-06:00', '2026-03-09T00:00:00-05:00']);
  expect(Date.parse(until) - Date.parse(from)).toBe(23 * 3_600_000);
});
