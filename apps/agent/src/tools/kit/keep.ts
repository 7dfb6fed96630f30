import type { ResourceType } from '@nat/nationbuilder';
import { resultSetCap, type ResultSet } from '../results/result-sets';
import { everyPage, type Selection } from './all-records';
import type { ToolContext } from './define-tool';
import { smallestField } from './row-plan';

/** What was found, before it is kept. */
export interface FoundIds {
  readonly type: ResourceType;
  /** In the order they were found; what is more than a selection holds is cut, and the selection then `truncated`. */
  readonly ids: readonly string[];
  /** True when not all matches could be read. */
  readonly truncated: boolean;
}

/** Keeps ids under a handle, frozen: the first 10,000. */
export function keepIds(
  { type, ids, truncated }: FoundIds,
  criteria: string,
  { resultSets }: Pick<ToolContext, 'resultSets'>,
): Promise<ResultSet> {
  const cut = ids.length > resultSetCap;
  return resultSets.save({ type, ids: cut ? ids.slice(0, resultSetCap) : ids, criteria, truncated: truncated || cut });
}

/** Reads the ids of a selection, of at most one record more than can be kept. */
export async function idsOf(selection: Selection, context: Pick<ToolContext, 'nation' | 'signal'>): Promise<FoundIds> {
  const { type } = selection;
  const ids: string[] = [];
  let truncated = false;
  for await (const page of everyPage(selection, { fields: { [type]: [smallestField(type)] } }, context)) {
    for (const { id } of page.records) ids.push(id);
    truncated ||= page.truncated;
    if (ids.length > resultSetCap) break;
  }
  return { type, ids, truncated };
}
