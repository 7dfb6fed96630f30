import type { AttributeKind } from '@nat/nationbuilder';

/**
 * Numbers as whole units, so that nothing is lost however many are added: integers as they are, decimals in billionths, as many
 * places as NationBuilder writes.
 */
export type Units = bigint;

const places = 9;
const scale = 10n ** BigInt(places);
const decimal = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/;

/** The value in units of its kind; undefined for what is no number of that kind. */
export function unitsOf(kind: AttributeKind, value: unknown): Units | undefined {
  if (kind === 'integer') return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
  const [, sign, whole, fraction = ''] = decimal.exec(String(value)) ?? [];
  if (whole === undefined) return undefined;
  const units = BigInt(whole) * scale + BigInt(fraction.padEnd(places, '0'));
  return sign === '-' ? -units : units;
}

/** Back from units: a number where it is exact, else its digits as text. */
export function numberOf(kind: AttributeKind, units: Units): number | string {
  if (kind === 'integer')
    return units >= BigInt(Number.MIN_SAFE_INTEGER) && units <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(units) : String(units);
  const [positive, sign] = units < 0n ? [-units, '-'] : [units, ''];
  const fraction = String(positive % scale)
    .padStart(places, '0')
    .replace(/0+$/, '');
  return `${sign}${positive / scale}${fraction && `.${fraction}`}`;
}

/** `sum / count`, rounded half up: exactly one half goes to the larger neighbor. */
export function averageOf(sum: Units, count: number): Units {
  const [twice, divisor] = [2n * sum + BigInt(count), 2n * BigInt(count)];
  const quotient = twice / divisor;
  return twice % divisor < 0n ? quotient - 1n : quotient;
}
