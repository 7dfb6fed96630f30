import { apiTimeZone, apiTimeZoneOf } from './time-zones';

it.each([
  ['America/Chicago', 'Central Time (US & Canada)'],
  ['America/New_York', 'Eastern Time (US & Canada)'],
  ['Europe/Berlin', 'Berlin'],
  ['Asia/Hong_Kong', 'Hong Kong'],
  ['Pacific/Kiritimati', 'Pacific/Kiritimati'],
  ['Eastern Time (US & Canada)', 'Eastern Time (US & Canada)'],
  ['UTC', 'UTC'],
])('calls %s %s', (name, expected) => expect(apiTimeZone(name)).toBe(expected));

it('tells the nearest name for one that is none', () => {
  expect(() => apiTimeZone('Berlim')).toThrow('There is no time zone Berlim. The nearest are: Berlin');
  expect(apiTimeZoneOf('Mars/Olympus_Mons')).toBeUndefined();
});

it('names a zone only where both have the same clocks', () => {
  const offset = (zone: string, at: string): string | undefined =>
    new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
      .formatToParts(new Date(at))
      .find(({ type }) => type === 'timeZoneName')?.value;
  const sameClocks: [string, string][] = [
    ['America/Detroit', 'America/New_York'],
    ['America/Toronto', 'America/New_York'],
    ['America/Winnipeg', 'America/Chicago'],
    ['America/Boise', 'America/Denver'],
    ['America/Edmonton', 'America/Denver'],
  ];
  for (const [one, other] of sameClocks) {
    expect(apiTimeZone(one)).toBe(apiTimeZone(other));
    for (const at of ['2026-01-15T12:00:00Z', '2026-07-15T12:00:00Z']) expect(offset(one, at)).toBe(offset(other, at));
  }
});
