/** `1 donor`, `7 donors`, `2,500 people`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}

/** An amount in hundredths of the currency, as people write it: `$1,240.00`. */
export function money(cents: number, currency: string): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(cents / 100);
}

/** Names one after the other, at most `shown`, the rest as a number that is known from elsewhere. */
export function listed(items: readonly string[], total = items.length, shown = 10): string {
  const visible = items.slice(0, shown);
  const hidden = total - visible.length;
  const parts = hidden > 0 ? [...visible, `${hidden.toLocaleString('en-US')} more`] : visible;
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** Some people are on record with nothing but an address or a number; those are not shown. */
const contact = /\S+@\S+\.\S+|\d(?:[\s().-]*\d){6,}/;

/** A name out of a tool result: data of any kind, so shown in one line and not longer than a name is. */
export function named(value: unknown, otherwise = 'someone without a name'): string {
  if (typeof value !== 'string') return otherwise;
  const clean = value.replace(/[\p{C}\s]+/gu, ' ').trim();
  if (clean === '' || contact.test(clean)) return otherwise;
  return clean.length > 80 ? `${clean.slice(0, 79).trimEnd()}…` : clean;
}

/**
 * A day out of an ISO instant: `12 December 2026`. An instant in UTC is shown in the given zone; one with another offset
 * carries its own local day, as events do.
 */
export function dayLabel(iso: unknown, zone: string): string | undefined {
  const match = typeof iso === 'string' ? iso.match(/^(\d{4}-\d{2}-\d{2})(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/) : null;
  if (!match) return undefined;
  const [instant, date, time, offset = 'Z'] = match;
  const utc = time !== undefined && /^(?:Z|[+-]00:?00)$/.test(offset);
  const at = Date.parse(utc ? instant : `${date}T00:00:00Z`);
  if (Number.isNaN(at)) return undefined;
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: utc ? zone : 'UTC' }).format(at);
}

/** Name and place of a person, nothing more: `Sarah Chen (Austin, TX)`. */
export function personLabel(row: Row): string {
  const where = [row['city'], row['state']].flatMap(part => (typeof part === 'string' && part !== '' ? [named(part)] : []));
  const name = named(row['name'] ?? row['full_name']);
  return where.length > 0 ? `${name} (${where.join(', ')})` : name;
}

/** One record of a tool result. */
export type Row = Record<string, unknown>;

/** A number out of a tool result; undefined for anything else. */
export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
