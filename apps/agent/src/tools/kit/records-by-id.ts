import {
  type Filter,
  Included,
  NationBuilderError,
  type OneRecord,
  type ReadQuery,
  type RecordPage,
  type ResourceType,
} from '@nat/nationbuilder';
import type { ToolContext } from './define-tool';

/** Ids one filtered read takes: the API's largest page. */
export const idsPerRead = 100;
/** Single reads at once, where ids cannot be filtered by. */
const showsAtOnce = 4;

type Reading = Pick<ToolContext, 'nation' | 'signal'>;
export type Wanted = Pick<ReadQuery, 'fields' | 'extraFields' | 'include'>;

/**
 * Records by id, a hundred per call; those that are gone are left out. That `id` is a filter is not documented (api.md section
 * 4): where NationBuilder refuses it, the records are read one by one.
 *
 * @param filter further conditions that must hold.
 */
export async function* recordsOfIds(
  type: ResourceType,
  ids: readonly string[],
  wanted: Wanted,
  context: Reading,
  filter: Filter<ResourceType> = {},
): AsyncGenerator<RecordPage> {
  for (const chunk of chunksOf(ids, idsPerRead)) {
    const query = { ...wanted, filter: { ...filter, id: chunk } as Filter<ResourceType>, page: { size: idsPerRead, number: 1 } };
    yield await context.nation.list(type, query, context.signal).catch((error: unknown) => {
      const refused = error instanceof NationBuilderError && error.failure.status === 400;
      if (!refused || Object.keys(filter).length > 0) throw error;
      return oneByOne(type, chunk, wanted, context);
    });
  }
}

async function oneByOne(type: ResourceType, ids: string[], wanted: Wanted, { nation, signal }: Reading): Promise<RecordPage> {
  const page: RecordPage = { records: [], included: new Included(), truncated: false };
  for (const chunk of chunksOf(ids, showsAtOnce)) {
    const shown = await Promise.all(chunk.map(id => nation.show(type, id, wanted, signal).catch(gone)));
    for (const one of shown) {
      if (!one) continue;
      page.records.push(one.record);
      page.included.add(one.included.all());
    }
  }
  return page;
}

function gone(error: unknown): OneRecord | undefined {
  if (error instanceof NationBuilderError && error.kind === 'not_found') return undefined;
  throw error;
}

/** Parts of at most `size`. */
export function chunksOf<One>(all: readonly One[], size: number): One[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}
