import { money, named, numberOf, type Row } from '../wording';

interface GroupWording {
  currency: string;
  /** Groups that are days, months, … stand in their order, others by size. */
  chronological: boolean;
  /** The sums are amounts of money. */
  sums?: boolean;
}

const shown = 40;

/** Lines of an answer in groups: `- Austin Office: 12`, `- 2026-05: $1,240.00 (14)`. */
export function groupLines(rows: Row[], { currency, chronological, sums = false }: GroupWording): string[] {
  const measured = rows.map(row => ({
    label: labelOf(row),
    key: typeof row['key'] === 'string' ? row['key'] : '',
    count: numberOf(row['count']),
    sum: numberOf(row['sum']),
  }));
  const size = (row: (typeof measured)[number]): number => (sums ? row.sum : row.count) ?? 0;
  const sorted = measured.toSorted((a, b) => (chronological ? (a.key < b.key ? -1 : 1) : size(b) - size(a)));
  const lines = sorted.slice(0, shown).map(row => `- ${row.label}: ${figure(row, sums, currency)}`);
  return sorted.length > shown ? [...lines, `and ${sorted.length - shown} more groups.`] : lines;
}

function figure({ count, sum }: { count: number | undefined; sum: number | undefined }, sums: boolean, currency: string): string {
  const number = (count ?? 0).toLocaleString('en-US');
  if (!sums) return number;
  return `${money(sum ?? 0, currency)}${count === undefined ? '' : ` (${number})`}`;
}

const months = 'January February March April May June July August September October November December'.split(' ');

/** A group by its name, its month, its words; a group without a key says so. */
export function labelOf(row: Row): string {
  const name = row['name'] ?? row['key'];
  if (name === null || name === undefined || name === '') return '(none)';
  const month = typeof name === 'string' ? name.match(/^(\d{4})-(\d{2})$/) : null;
  if (month) return `${months[Number(month[2]) - 1]} ${month[1]}`;
  return named(typeof name === 'string' ? name.replaceAll('_', ' ') : JSON.stringify(name), '(none)');
}
