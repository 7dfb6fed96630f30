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
  const sorted = query.sort.length > 0 ? sortedBy(matching, query.sort) : matching;
  if (!isPaged) return { rows: sorted, total: matching.length };
  const from = Math.max(0, (query.page.number - 1) * query.page.size - shift);
  return { rows: sorted.slice(from, from + query.page.size), total: matching.length };
}

type Key = number | string | null;

/** A list in an order, by the list itself: a table keeps the one it answered until it is written to. */
const sortedLists = new WeakMap<readonly NationRecord[], Map<string, readonly NationRecord[]>>();

/** The rows in that order. A list that is read page by page is sorted once. */
function sortedBy(rows: readonly NationRecord[], sort: ReadQuery['sort']): readonly NationRecord[] {
  const order = sort.map(({ attribute, descending }) => `${descending ? '-' : ''}${attribute.name}`).join();
  const known = sortedLists.get(rows) ?? new Map<string, readonly NationRecord[]>();
  sortedLists.set(rows, known);
  const sorted = known.get(order) ?? sortRows(rows, sort);
  known.set(order, sorted);
  return sorted;
}

/** Each key is read once: reading a time costs more than comparing it. */
function sortRows(rows: readonly NationRecord[], sort: ReadQuery['sort']): NationRecord[] {
  const keyed = rows.map(row => ({ row, keys: sort.map(({ attribute }) => sortKey(row, attribute)) }));
  return keyed.toSorted((a, b) => compareKeys(a.keys, b.keys, sort) || Number(a.row.id) - Number(b.row.id)).map(({ row }) => row);
}

function compareKeys(a: readonly Key[], b: readonly Key[], sort: ReadQuery['sort']): number {
  for (const [index, { descending }] of sort.entries()) {
    const order = compareValues(a[index] ?? null, b[index] ?? null);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

/** Nulls come after every value (and first when descending), as in PostgreSQL. */
function compareValues(a: Key, b: Key): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

function sortKey(record: NationRecord, attribute: NamedAttribute): Key {
  const value = valueOf(record, attribute);
  if (value === null) return null;
  if (attribute.kind === 'time') return parseInstant(textOf(value)) ?? null;
  if (attribute.kind === 'integer' || attribute.kind === 'decimal' || attribute.kind === 'id') return Number(value);
  if (attribute.kind === 'flag') return value === true ? 1 : 0;
  return textOf(value).toLowerCase();
}
