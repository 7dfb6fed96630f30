import type { ResourceType } from '@nat/nationbuilder';
import { z } from 'zod';
import { everyPage, isCountable, type Selection } from '../kit/all-records';
import { defineTool, type ToolContext } from '../kit/define-tool';
import { filterOf } from '../kit/filters';
import { countedRecords, nounsOf } from '../kit/nouns';
import { filter, placeParameters, resourceType } from '../kit/parameters';
import { smallestField } from '../kit/row-plan';
import { answer } from '../kit/tool-answer';
import { operationsOfKind } from '../kit/operations-of-kind';
import { receivedOnly } from './received-only';

/** How many there are. */
export const countRecords = defineTool({
  name: 'count_records',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: operationsOfKind('list'),
  description: 'How many records match.',
  input: z.strictObject({
    type: resourceType.describe('Type of records.'),
    filter: filter.optional().describe('Conditions.'),
    ...placeParameters,
  }),
  title: ({ type }) => `Counting ${nounsOf(type as ResourceType)}`,
  run: async ({ type: name, filter: given, city, state }, context) => {
    const type = name as ResourceType;
    const selection = { type, filter: await filterOf(type, receivedOnly(type, given), context), place: { city, state } };
    const { count, truncated } = await countOf(selection, context);
    return answer({ data: { count }, count, truncated, summary: countedRecords(count, type) });
  },
});

/** The number of matches: NationBuilder's where it can count them, else of what was read. */
export async function countOf(
  selection: Selection,
  context: Pick<ToolContext, 'nation' | 'signal'>,
): Promise<{ count: number; truncated: boolean }> {
  const { type, filter: conditions } = selection;
  if (isCountable(selection))
    return { count: await context.nation.count(type, { filter: conditions }, context.signal), truncated: false };
  let [count, truncated] = [0, false];
  for await (const page of everyPage(selection, { fields: { [type]: [smallestField(type)] } }, context)) {
    count += page.records.length;
    truncated ||= page.truncated;
  }
  return { count, truncated };
}
