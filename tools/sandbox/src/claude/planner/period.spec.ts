import fc from 'fast-check';
import { addDays, dayOf, startOfDay, weekday } from './nation-time';
import { takePeriod } from './period';

const now = { at: Date.parse('2026-11-21T09:00:00-05:00'), zone: 'America/New_York' };
const period = (text: string, at = now) => takePeriod(text, at).period!;

describe('a period in words', () => {
  it.each([
    ['today', '21 November 2026', '2026-11-21T05:00:00Z', '2026-11-22T05:00:00Z'],
    ['yesterday', '20 November 2026', '2026-11-20T05:00:00Z', '2026-11-21T05:00:00Z'],
    ['this week', '16–21 November 2026', '2026-11-16T05:00:00Z', '2026-11-22T05:00:00Z'],
    ['last week', '9–15 November 2026', '2026-11-09T05:00:00Z', '2026-11-16T05:00:00Z'],
    ['this month', '1–21 November 2026', '2026-11-01T04:00:00Z', '2026-11-22T05:00:00Z'],
    ['last month', '1–31 October 2026', '2026-10-01T04:00:00Z', '2026-11-01T04:00:00Z'],
    ['last quarter', '1 July – 30 September 2026', '2026-07-01T04:00:00Z', '2026-10-01T04:00:00Z'],
    ['this year', '1 January – 21 November 2026', '2026-01-01T05:00:00Z', '2026-11-22T05:00:00Z'],
    ['last year', '1 January – 31 December 2025', '2025-01-01T05:00:00Z', '2026-01-01T05:00:00Z'],
    ['in 2024', '1 January – 31 December 2024', '2024-01-01T05:00:00Z', '2025-01-01T05:00:00Z'],
    ['in March', '1–31 March 2026', '2026-03-01T05:00:00Z', '2026-04-01T04:00:00Z'],
    ['in December', '1–31 December 2025', '2025-12-01T05:00:00Z', '2026-01-01T05:00:00Z'],
    ['in Feb 2024', '1–29 February 2024', '2024-02-01T05:00:00Z', '2024-03-01T05:00:00Z'],
    ['over the last 30 days', '30 days to 21 November 2026', '2026-10-22T14:00:00Z', '2026-11-21T14:00:00Z'],
    ['in the past week', '7 days to 21 November 2026', '2026-11-14T14:00:00Z', '2026-11-21T14:00:00Z'],
    ['since January', '1 January – 21 November 2026', '2026-01-01T05:00:00Z', '2026-11-22T05:00:00Z'],
    ['since December', '1 December 2025 – 21 November 2026', '2025-12-01T05:00:00Z', '2026-11-22T05:00:00Z'],
    ['in the next 30 days', '22 November – 21 December 2026', '2026-11-22T05:00:00Z', '2026-12-22T05:00:00Z'],
    ['in May', '1–31 May 2026', '2026-05-01T04:00:00Z', '2026-06-01T04:00:00Z'],
  ])('"%s" is %s in the nation’s zone', (words, label, gte, lt) => {
    expect(period(words)).toMatchObject({ label, gte, lt });
  });

  it('takes the day from the zone and not from UTC', () => {
    const late = { at: Date.parse('2026-11-01T02:00:00Z'), zone: 'America/Los_Angeles' };
    expect(period('last month', late).label).toBe('1–30 September 2026');
  });

  it('leaves the rest of the question', () => {
    expect(takePeriod('Who gave over $100 in the last month please', now).rest).toBe('Who gave over $100 please');
    expect(takePeriod('Who is May Smith', now)).toEqual({ period: undefined, rest: 'Who is May Smith' });
  });
});

describe('days in a zone', () => {
  const zones = ['UTC', 'America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Auckland', 'America/Los_Angeles'];
  const instant = fc.integer({ min: Date.parse('2000-01-01T00:00:00Z'), max: Date.parse('2040-01-01T00:00:00Z') });

  it('begin at or before every instant in them, the next one after it, and follow one another', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...zones), (at, zone) => {
        const day = dayOf({ at, zone });
        const start = Date.parse(startOfDay(day, zone));
        const end = Date.parse(startOfDay(addDays(day, 1), zone));
        expect(start).toBeLessThanOrEqual(at);
        expect(end).toBeGreaterThan(at);
        expect((end - start) / 3_600_000).toBeGreaterThanOrEqual(23);
        expect(weekday(addDays(day, 1))).toBe((weekday(day) + 1) % 7);
      }),
    );
  });
});
