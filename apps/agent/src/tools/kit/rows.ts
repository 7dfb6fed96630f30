import type { Included, JsonApiRecord, ResourceRecord, ResourceType } from '@nat/nationbuilder';
import { everyPage, isCountable, type Selection } from './all-records';
import type { ToolContext } from './define-tool';
import { Names } from './names';
import { recordRow, type Row } from './record-row';
import { recordsOfIds } from './records-by-id';
import { planRows, type RowPlan, smallestField } from './row-plan';

type Reading = Pick<ToolContext, 'nation' | 'signal'>;

/** The first rows of what was found, and how many there are in all. */
export interface FoundRows {
  rows: Row[];
  count: number;
  truncated: boolean;
  /** Ids of all matches, where every page was read anyway. */
  ids?: readonly string[];
}

/**
 * The first `limit` rows and the exact number of all matches. NationBuilder filters, sorts and counts; where only code can
 * select, every page is read.
 */
export async function findRows(
  selection: Selection,
  plan: RowPlan,
  { sort, limit }: { sort?: string; limit: number },
  context: Reading,
): Promise<FoundRows> {
  if (!isCountable(selection)) return scanRows({ ...selection, sort }, plan, limit, context);
  const { filter } = selection;
  const query = { ...plan.query, filter, sort: sort as never, page: { size: limit, number: 1 }, count: true };
  const { records, included, total } = await context.nation.list(plan.type, query, context.signal);
  return { rows: await toRows(records, plan, included, context), ...countOfPage({ records, total }, limit) };
}

/** How many match, by their first page. One that NationBuilder did not count says it only when it is not full. */
export function countOfPage(
  { records, total }: { records: readonly unknown[]; total?: number },
  size: number,
): { count: number; truncated: boolean } {
  return { count: total ?? records.length, truncated: total === undefined && records.length >= size };
}

async function scanRows(selection: Selection, plan: RowPlan, limit: number, context: Reading): Promise<FoundRows> {
  const ids: string[] = [];
  let truncated = false;
  for await (const page of everyPage(selection, { fields: { [plan.type]: [smallestField(plan.type)] } }, context)) {
    for (const { id } of page.records) ids.push(id);
    truncated ||= page.truncated;
  }
  return { rows: await rowsOfIds(ids.slice(0, limit), plan, context), count: ids.length, truncated, ids };
}

/** Rows of these records, in their order; those that are gone are left out. */
export async function rowsOfIds(ids: readonly string[], plan: RowPlan, context: Reading): Promise<Row[]> {
  const byId = new Map<string, Row>();
  for await (const { records, included } of recordsOfIds(plan.type, ids, plan.query, context))
    for (const row of await toRows(records, plan, included, context)) byId.set(row.id, row);
  return ids.flatMap(id => byId.get(id) ?? []);
}

/** One record, read anew, with further `fields`. Throws a `NationBuilderError` `not_found` for an id of nothing, or of another nation. */
export async function getRow(
  type: ResourceType,
  id: string,
  fields: readonly string[] | undefined,
  context: Reading,
): Promise<Row> {
  const plan = planRows(type, fields, 'show');
  const { record, included } = await context.nation.show(type, id, plan.query, context.signal);
  const [row] = await toRows([record], plan, included, context);
  return row!;
}

/** Rows of records that were read, with the names of what stands beside them. */
export async function toRows(
  records: readonly ResourceRecord[],
  plan: RowPlan,
  included: Included,
  context: Reading,
): Promise<Row[]> {
  const names = new Names();
  names.learn(included.all());
  await names.lookUp(unnamed(records, plan, included), context);
  return records.map(record => recordRow(record, plan, included, names));
}

/** Related records that no sideload brings. */
function unnamed(records: readonly ResourceRecord[], { related }: RowPlan, included: Included): Map<ResourceType, Set<string>> {
  const wanted = new Map<ResourceType, Set<string>>();
  for (const { key, type, include } of related) {
    if (key === undefined) continue;
    const ids = wanted.get(type) ?? new Set<string>();
    for (const record of records) {
      const id = record.attributes[key];
      const sideloaded = include !== undefined && included.one(record as JsonApiRecord, include) !== undefined;
      if (typeof id === 'string' && id !== '' && !sideloaded) ids.add(id);
    }
    wanted.set(type, ids);
  }
  return wanted;
}
