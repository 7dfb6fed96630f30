import { addDays, dayOf, type Day, type NationTime } from './nation-time';

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const month = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const lead = ',?\\s*\\b(?:on |dated |received (?:on )?|from (?=\\d{4}-))?(?:the )?';
const end = '(?=\\s|,|$)';

const rules: readonly { pattern: RegExp; day: (today: Day, parts: string[]) => Day }[] = [
  { pattern: new RegExp(`${lead}today${end}`, 'i'), day: today => today },
  { pattern: new RegExp(`${lead}yesterday${end}`, 'i'), day: today => addDays(today, -1) },
  {
    pattern: new RegExp(`${lead}(20\\d\\d)-(\\d\\d)-(\\d\\d)${end}`, 'i'),
    day: (_, [year, number, day]) => ({ year: Number(year), month: Number(number), day: Number(day) }),
  },
  {
    pattern: new RegExp(`,?\\s*\\bon ${month} (\\d{1,2})(?:st|nd|rd|th)?(?:,? (20\\d\\d))?${end}`, 'i'),
    day: (today, [name, day, year]) => named(today, name!, day!, year),
  },
  {
    pattern: new RegExp(`,?\\s*\\bon (?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${month}(?: (20\\d\\d))?${end}`, 'i'),
    day: (today, [day, name, year]) => named(today, name!, day!, year),
  },
];

/** A day without a year is the latest one that has come. */
function named(today: Day, name: string, number: string, year: string | undefined): Day {
  const [monthNumber, day] = [months.indexOf(name.toLowerCase()) + 1, Number(number)];
  const ahead = monthNumber > today.month || (monthNumber === today.month && day > today.day);
  return { year: year ? Number(year) : ahead ? today.year - 1 : today.year, month: monthNumber, day };
}

/** The one day that a text names as `2026-11-20`, and the text without it. */
export function takeDay(text: string, now: NationTime): { day: string | undefined; rest: string } {
  for (const { pattern, day } of rules) {
    const match = text.match(pattern);
    if (!match) continue;
    const found = day(dayOf(now), match.slice(1));
    // A day that the calendar does not have would become another one.
    if (addDays(found, 0).day !== found.day) continue;
    const rest = `${text.slice(0, match.index)} ${text.slice(match.index! + match[0].length)}`.replace(/\s+/g, ' ').trim();
    return { day: [found.year, found.month, found.day].map(part => String(part).padStart(2, '0')).join('-'), rest };
  }
  return { day: undefined, rest: text };
}
