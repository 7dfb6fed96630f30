// How people write the numbers and dates that a call holds. Pure.

/** Ways to write a number; of cents also as dollars. */
export function numberForms(name: string, value: number): string[] {
  const plain = [String(value), value.toLocaleString('en-US')];
  if (!name.endsWith('_in_cents')) return plain;
  const dollars = value / 100;
  const exact = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const whole = Number.isInteger(dollars) ? [String(dollars), dollars.toLocaleString('en-US')] : [];
  return [...whole, dollars.toFixed(2), dollars.toLocaleString('en-US', exact)];
}

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

/** Ways to write the day of an ISO date or instant; none for any other text. */
export function dateForms(text: string): string[] {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})(?:T|$)/.exec(text) ?? [];
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

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return { 1: 'st', 2: 'nd', 3: 'rd' }[day % 10] ?? 'th';
}
