import { valueOf } from './filters';
import { parseInstant } from './nation-time';
import type { ReadQuery } from './parse-query';
import { type NationRecord, textOf } from './records';
import type { NamedAttribute } from './served-types';

/** One page of the matching rows, and how many match in all. */
export interface Selection {
  readonly rows: readonly NationRecord[];
  readonly total: number;
}

/**
 * Filters, sorts and, where the list is paged, pages; `shift` moves the page towards the start. Rows come in the order of their
 * ids, which also decides ties.
 */
export function select(rows: readonly NationRecord[], query: ReadQuery, isPaged: boolean, shift: number): Selection {
  const { conditions } = query;
  // Without a filter nothing is copied: a page of a large nation costs what a page holds.
  const matching = conditions.length === 0 ? rows : rows.filter(row => conditions.every(accepts => accepts(row)));
  const sorted = query.sort.length > 0 ? matching.toSorted((a, b) => compareRows(a, b, query.sort)) : matching;
  if (!isPaged) return { rows: sorted, total: matching.length };
  const from = Math.max(0, (query.page.number - 1) * query.page.size - shift);
  return { rows: sorted.slice(from, from + query.page.size), total: matching.length };
}

function compareRows(a: NationRecord, b: NationRecord, sort: ReadQuery['sort']): number {
  for (const { attribute, descending } of sort) {
    const order = compareValues(sortKey(a, attribute), sortKey(b, attribute));
    if (order !== 0) return descending ? -order : order;
  }
  return Number(a.id) - Number(b.id);
}

/** Nulls come after every value (and first when descending), as in PostgreSQL. */
function compareValues(a: number | string | null, b: number | string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

function sortKey(record: NationRecord, attribute: NamedAttribute): number | string | null {
  const value = valueOf(record, attribute);
  if (value === null) return null;
  if (attribute.kind === 'time') return parseInstant(textOf(value)) ?? null;
  if (attribute.kind === 'integer' || attribute.kind === 'decimal' || attribute.kind === 'id') return Number(value);
  if (attribute.kind === 'flag') return value === true ? 1 : 0;
  return textOf(value).toLowerCase();
}
