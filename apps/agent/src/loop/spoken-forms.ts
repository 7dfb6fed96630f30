// How people write the numbers, days and times that a call holds. Pure. Every form reads back as just that value.

/** Ways to write a number; of cents as dollars. */
export function numberForms(name: string, value: number): string[] {
  if (!name.endsWith('_in_cents')) return Number.isInteger(value) ? [String(value), grouped(value)] : [String(value)];
  if (!Number.isSafeInteger(value) || value < 0) return [];
  const [dollars, cents] = [Math.floor(value / 100), value % 100];
  const exact = String(cents).padStart(2, '0');
  const whole = cents === 0 ? [String(dollars), grouped(dollars)] : [];
  return [...whole, `${dollars}.${exact}`, `${grouped(dollars)}.${exact}`];
}

const grouped = (value: number): string => value.toLocaleString('en-US');

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** A day, and the time at it where there is one: as it is on the clock of the nation, or with an offset. */
const isoDay = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::00(?:\.0+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Ways to write the day of an ISO date or instant; none for any other text. */
export function dateForms(text: string): string[] {
  const [, year, month, day] = isoDay.exec(text) ?? [];
  if (year === undefined) return [];
  const [m, d] = [Number(month), Number(day)];
  const name = months[m - 1];
  if (name === undefined) return [];
  const names = [name, name.slice(0, 3)];
  const days = [String(d), `${d}${ordinal(d)}`];
  const spoken = names.flatMap(word =>
    days.flatMap(number => [`${word} ${number}`, `${number} ${word}`, `${number} of ${word}`]),
  );
  return [`${year}-${month}-${day}`, `${m}/${d}/${year}`, `${m}/${d}`, ...spoken];
}

/**
 * Ways to write the time of an instant; undefined of a day without one. None of an instant with an offset: what people say is
 * on the clock of their nation.
 */
export function timeForms(text: string): string[] | undefined {
  const [, , , , hours, minutes, offset] = isoDay.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const h = Number(hours);
  if (offset !== undefined || h > 23) return [];
  const half = h < 12 ? ['am', 'a.m.'] : ['pm', 'p.m.'];
  const twelve = h % 12 === 0 ? 12 : h % 12;
  const clock = [`${twelve}:${minutes}`, ...(minutes === '00' ? [String(twelve)] : [])];
  const spoken = clock.flatMap(time => half.flatMap(word => [`${time} ${word}`, `${time}${word}`]));
  // Before one in the afternoon the hour alone may be that of the night.
  const plain = h > 12 || h === 0 ? [`${hours}:${minutes}`] : [];
  return [
    ...plain,
    ...spoken,
    ...(minutes === '00' && h === 12 ? ['noon'] : []),
    ...(minutes === '00' && h === 0 ? ['midnight'] : []),
  ];
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return { 1: 'st', 2: 'nd', 3: 'rd' }[day % 10] ?? 'th';
}
