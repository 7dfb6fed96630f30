import { type NationRecord, textOf } from '../engine/records';

/** `$1,250.00`, as the vendor formats an amount. */
export const formatAmount = (cents: number): string =>
  `$${Math.floor(cents / 100)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${String(cents % 100).padStart(2, '0')}`;

const nameParts = ['prefix', 'first_name', 'middle_name', 'last_name', 'suffix'];

/** `full_name` from the parts, as the vendor derives it; null without any. */
export function fullName(person: NationRecord): string | null {
  const given = nameParts.map(part => textOf(person[part])).filter(part => part !== '');
  return given.join(' ') || null;
}
