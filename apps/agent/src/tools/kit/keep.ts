import { everyPage, type Selection } from './all-records';
import type { ToolContext } from './define-tool';
import { smallestField } from './row-plan';
import { resultSetCap, type ResultSet } from '../results/result-sets';

/** Reads the ids of a whole selection and keeps them under a handle, frozen: at most 10,000, and `truncated` says when not all. */
export async function keepSelection(
  selection: Selection,
  criteria: string,
  context: Pick<ToolContext, 'nation' | 'signal' | 'resultSets'>,
): Promise<ResultSet> {
  const { type } = selection;
  const ids: string[] = [];
  let truncated = false;
  for await (const page of everyPage(selection, { fields: { [type]: [smallestField(type) as never] } }, context)) {
    ids.push(...page.records.map(({ id }) => id));
    truncated ||= page.truncated || ids.length > resultSetCap;
    if (ids.length > resultSetCap) break;
  }
  return context.resultSets.save({ type, ids: ids.slice(0, resultSetCap), criteria, truncated });
}
