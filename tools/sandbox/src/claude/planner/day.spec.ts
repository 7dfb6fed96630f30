import { takeDay } from './day';

/** A Saturday, in New York. */
const now = { at: Date.parse('2026-11-21T14:00:00Z'), zone: 'America/New_York' };

describe('a day that a text names', () => {
  it.each([
    ['from Bob today', '2026-11-21', 'from Bob'],
    ['from Bob yesterday by check', '2026-11-20', 'from Bob by check'],
    ['from Bob on 2026-02-28', '2026-02-28', 'from Bob'],
    ['from Bob on November 3', '2026-11-03', 'from Bob'],
    ['from Bob on the 3rd of November', '2026-11-03', 'from Bob'],
    ['from Bob, on Nov 3, 2025', '2025-11-03', 'from Bob'],
    ['from Bob on 24 December', '2025-12-24', 'from Bob'],
    ['from Bob on November 22', '2025-11-22', 'from Bob'],
    ['from Bob on February 30', undefined, 'from Bob on February 30'],
    ['from Mayra May', undefined, 'from Mayra May'],
  ])('%s', (text, day, rest) => {
    expect(takeDay(text, now)).toEqual({ day, rest });
  });
});
