import { addDays, dayOf, daysBefore, startOfDay, weekday, type Day, type NationTime } from './nation-time';

/** A span of days in the nation's zone, `[from, until)`. */
export interface Period {
  from: Day;
  until: Day;
  /** For people: `1–31 October 2026`. */
  label: string;
  /** For filters: the instants where it begins and ends. */
  gte: string;
  lt: string;
}

/** The days of a period for a filter on dates, both ends included. */
export function datesOf({ from, until }: Period): { gte: string; lte: string } {
  return { gte: isoDate(from), lte: isoDate(addDays(until, -1)) };
}

const isoDate = ({ year, month, day }: Day): string =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

const months = 'january february march april may june july august september october november december'.split(' ');
const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1);
const monthName = (day: Day): string => capital(months[day.month - 1]!);

type Span = [from: Day, until: Day];
const first = (year: number, month: number): Day => ({ year, month, day: 1 });
const nextMonth = ({ year, month }: Day): Day => (month === 12 ? first(year + 1, 1) : first(year, month + 1));
const monthSpan = (year: number, month: number): Span => [first(year, month), nextMonth(first(year, month))];
const yearSpan = (year: number): Span => [first(year, 1), first(year + 1, 1)];
const weekStart = (day: Day): Day => addDays(day, -weekday(day));
const quarterStart = ({ year, month }: Day): Day => first(year, month - ((month - 1) % 3));

interface Rule {
  pattern: RegExp;
  span: (today: Day, match: RegExpMatchArray) => Span;
  /** Days before this moment, for what ends now and not with a day. */
  rolling?: (match: RegExpMatchArray) => number;
}

const monthNumber = (name: string): number => months.findIndex(month => month.startsWith(name.toLowerCase().slice(0, 3))) + 1;
const monthWords =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const lead = '(?:\\b(?:in|during|over|within|for|from|of) )?(?:\\bthe )?';
const rule = (pattern: string, span: Rule['span']): Rule => ({ pattern: new RegExp(`${lead}\\b${pattern}\\b`, 'i'), span });
/** "the last 30 days" begins 30 days ago to the minute. */
const rollingRule = (pattern: string, rolling: (match: RegExpMatchArray) => number): Rule => ({
  ...rule(pattern, (today, match) => [addDays(today, -rolling(match)), addDays(today, 1)]),
  rolling,
});
const days: Record<string, number> = { day: 1, week: 7, month: 30, year: 365 };

const rules: Rule[] = [
  rule('today', today => [today, addDays(today, 1)]),
  rule('yesterday', today => [addDays(today, -1), today]),
  rule('(?:this|current) week', today => [weekStart(today), addDays(today, 1)]),
  rule('(?:last|previous) week', today => [addDays(weekStart(today), -7), weekStart(today)]),
  rule('(?:this|current) month', today => [first(today.year, today.month), addDays(today, 1)]),
  rule('(?:last|previous) month', today => [before(first(today.year, today.month)), first(today.year, today.month)]),
  rule('(?:this|current) quarter', today => [quarterStart(today), addDays(today, 1)]),
  rule('last quarter', today => [quarterStart(addDays(quarterStart(today), -1)), quarterStart(today)]),
  rule('(?:(?:this|current) year|year to date)', today => [first(today.year, 1), addDays(today, 1)]),
  rule('(?:last|previous) year', today => yearSpan(today.year - 1)),
  rollingRule(
    '(?:last|past|previous) (\\d{1,3}) (day|week|month|year)s?',
    ([, count, unit]) => Number(count) * days[unit!.toLowerCase()]!,
  ),
  rule('(?:next|coming|following) (\\d{1,3}) (day|week)s?', (today, [, count, unit]) => [
    addDays(today, 1),
    addDays(today, 1 + Number(count) * days[unit!.toLowerCase()]!),
  ]),
  rule('next month', today => [nextMonth(today), nextMonth(nextMonth(today))]),
  rule('next week', today => [addDays(weekStart(today), 7), addDays(weekStart(today), 14)]),
  rollingRule('past (week|month|year)', ([, unit]) => days[unit!.toLowerCase()]!),
  { pattern: new RegExp(`\\b(?:in|during) ${monthWords}(?: (?:of )?(20\\d\\d))?\\b`, 'i'), span: namedMonth },
  { pattern: /\b(?:in|during|for) (20\d\d)\b/i, span: (_, [, year]) => yearSpan(Number(year)) },
  { pattern: /\bsince (20\d\d)\b/i, span: (today, [, year]) => [first(Number(year), 1), addDays(today, 1)] },
  {
    pattern: new RegExp(`\\bsince (?:the (?:beginning|start) of )?${monthWords}(?: (20\\d\\d))?\\b`, 'i'),
    span: (today, match) => [namedMonth(today, match)[0], addDays(today, 1)],
  },
  {
    pattern: /\bsince (?:the (?:beginning|start|first) of )?(?:the|this) year\b/i,
    span: today => [first(today.year, 1), addDays(today, 1)],
  },
  {
    pattern: /\bsince (?:the (?:beginning|start) of )?this month\b/i,
    span: today => [first(today.year, today.month), addDays(today, 1)],
  },
  { pattern: /\bsince yesterday\b/i, span: today => [addDays(today, -1), addDays(today, 1)] },
];

const before = (start: Day): Day => {
  const last = addDays(start, -1);
  return first(last.year, last.month);
};

/** A month without a year is the latest one that has begun. */
function namedMonth(today: Day, [, name, year]: RegExpMatchArray): Span {
  const month = monthNumber(name!);
  return monthSpan(year ? Number(year) : month <= today.month ? today.year : today.year - 1, month);
}

/** The period that a text begins with, and what follows it; undefined when it begins with something else. */
export function leadingPeriod(text: string, now: NationTime): { period: Period; rest: string } | undefined {
  const matches = rules.flatMap(known => {
    const match = text.match(known.pattern);
    return match?.index === 0 ? [{ match, known }] : [];
  });
  const longest = matches.toSorted((a, b) => b.match[0].length - a.match[0].length)[0];
  if (!longest) return undefined;
  const { match, known } = longest;
  return { period: periodOf(known, match, now), rest: text.slice(match[0].length).trim() };
}

/** The period that a text names, and the text without it. */
export function takePeriod(text: string, now: NationTime): { period: Period | undefined; rest: string } {
  for (const known of rules) {
    const match = text.match(known.pattern);
    if (!match) continue;
    const rest = (text.slice(0, match.index) + ' ' + text.slice(match.index! + match[0].length)).replace(/\s+/g, ' ').trim();
    return { period: periodOf(known, match, now), rest };
  }
  return { period: undefined, rest: text };
}

/** A period that has begun ends with today: later days cannot hold anything yet. */
function periodOf({ span, rolling }: Rule, match: RegExpMatchArray, now: NationTime): Period {
  const [from, until] = span(dayOf(now), match);
  if (rolling) {
    const days = rolling(match);
    const label = `${days} ${days === 1 ? 'day' : 'days'} to ${dayLabelOf(addDays(until, -1))}`;
    return { from, until, label, gte: daysBefore(now, days), lt: daysBefore(now, 0) };
  }
  const tomorrow = addDays(dayOf(now), 1);
  const end = compare(tomorrow, until) < 0 && compare(from, tomorrow) < 0 ? tomorrow : until;
  return {
    from,
    until: end,
    label: label(from, addDays(end, -1)),
    gte: startOfDay(from, now.zone),
    lt: startOfDay(end, now.zone),
  };
}

const compare = (a: Day, b: Day): number => a.year - b.year || a.month - b.month || a.day - b.day;

const dayLabelOf = (day: Day): string => `${day.day} ${monthName(day)} ${day.year}`;

function label(from: Day, last: Day): string {
  const end = dayLabelOf(last);
  if (compare(from, last) === 0) return end;
  if (from.year !== last.year) return `${from.day} ${monthName(from)} ${from.year} – ${end}`;
  if (from.month !== last.month) return `${from.day} ${monthName(from)} – ${end}`;
  return `${from.day}–${end}`;
}
