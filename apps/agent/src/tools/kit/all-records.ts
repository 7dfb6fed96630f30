import { type Filter, Included, type RecordPage, type ResourceType } from '@nat/nationbuilder';
import type { ToolContext } from './define-tool';
import { livesIn, type Place, placeField } from './person';
import { chunksOf, idsPerRead, recordsOfIds, type Wanted } from './records-by-id';
import { tellRead } from './read-progress';
import { stableSort } from './row-plan';
import { ToolError } from './tool-error';

/** Records one reading takes at most; beyond, every figure is partial. */
export const readCap = 100_000;

/** Which records of a type are meant. */
export interface Selection {
  type: ResourceType;
  filter?: Filter<ResourceType>;
  /** City and state of the primary address, compared by code; of people only. */
  place?: Place;
  /** Only those whose `key` is one of `ids`. */
  within?: { key: string; ids: readonly string[] };
  /** Another order than the one that does not shift: what changes its place while it is read may be missed. */
  sort?: string;
}

type Reading = Pick<ToolContext, 'nation' | 'signal' | 'progress'>;

/**
 * Every record of a selection, page by page, in an order that does not shift while it is read. Holds one window of pages; the
 * last page says `truncated` when there were more than {@link readCap}. Tells how far it is when it takes long.
 */
export async function* everyPage(selection: Selection, wanted: Wanted, context: Reading): AsyncGenerator<RecordPage> {
  const { type, place } = selection;
  if (!hasPlace(selection)) return yield* allPages(selection, wanted, context);
  if (type !== 'signups')
    throw new ToolError('invalid_place', `${type} have no city and state to select by. Select the people with find_people.`);
  const withPlace = { ...wanted, extraFields: { signups: [placeField] as const } };
  for await (const page of allPages(selection, withPlace, context))
    yield { ...page, records: page.records.filter(record => livesIn(record, place!)) };
}

async function* allPages(selection: Selection, wanted: Wanted, context: Reading): AsyncGenerator<RecordPage> {
  const { type, filter, within } = selection;
  if (filter && within && within.key in filter)
    throw new ToolError('invalid_filter', `The filter of ${type} cannot name ${within.key} beside a selection.`);
  if (within?.key !== 'id') return yield* filteredPages(selection, wanted, context);
  let looked = 0;
  for await (const page of recordsOfIds(type, within.ids, wanted, context, filter)) {
    yield page;
    tellRead((looked += idsPerRead), within.ids.length, context);
  }
}

async function* filteredPages(
  { type, filter, within, sort = stableSort(type) }: Selection,
  wanted: Wanted,
  context: Reading,
): AsyncGenerator<RecordPage> {
  const filters = within ? chunksOf(within.ids, idsPerRead).map(ids => ({ ...filter, [within.key]: ids })) : [filter];
  const { nation, signal } = context;
  let room = readCap;
  for (const [index, one] of filters.entries()) {
    const query = { ...wanted, filter: one as Filter<ResourceType>, sort: sort as never };
    let total: number | undefined;
    for await (const page of nation.pages(type, query, { signal, cap: room })) {
      room -= page.records.length;
      total ??= page.total;
      yield page;
      if (!within) tellRead(readCap - room, total, context);
    }
    // How many records there are of all the ids is not known: the ids are counted.
    if (within) tellRead((index + 1) * idsPerRead, within.ids.length, context);
    if (room > 0) continue;
    if (index < filters.length - 1) yield { records: [], included: new Included(), truncated: true };
    return;
  }
}

function hasPlace({ place }: Selection): boolean {
  return place?.city !== undefined || place?.state !== undefined;
}

/** True when NationBuilder itself can find and count the selection. */
export function isCountable(selection: Selection): boolean {
  return !hasPlace(selection) && selection.within === undefined;
}
