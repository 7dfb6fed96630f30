/**
 * Whether a text stands in another, without regard to case. Digits at its edges stand there by themselves: `14` is not in 214,
 * 1,214, 14.5, $14, 14:30 or 14th.
 */
export function standsIn(part: string, text: string): boolean {
  const start = /^\d/.test(part) ? String.raw`(?<![\w$]|\d[.,:])` : '';
  const end = /\d$/.test(part) ? String.raw`(?!\w|[.,:]\d)` : '';
  const literal = part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  return new RegExp(`${start}${literal}${end}`, 'iu').test(text);
}

/** Whether a value is told: as it is, a number with thousands set off too, cents also as dollars. */
export function isTold(value: string | number, text: string, inCents = false): boolean {
  if (typeof value === 'string') return standsIn(value, text);
  const dollars = (digits: number): string[] => {
    const amount = (value / 100).toLocaleString('en-US', { minimumFractionDigits: digits });
    return [amount, `$${amount}`];
  };
  const asDollars = inCents ? [...dollars(2), ...(value % 100 === 0 ? dollars(0) : [])] : [];
  return [String(value), value.toLocaleString('en-US'), ...asDollars].some(form => standsIn(form, text));
}
