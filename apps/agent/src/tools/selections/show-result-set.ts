import { z } from 'zod';
import { compared } from '../analysis/arrange';
import type { Figure } from '../analysis/measures';
import { everyPage } from '../kit/all-records';
import { defineTool, type ToolContext } from '../kit/define-tool';
import { countedRecords } from '../kit/nouns';
import { listParameters, resultSetId } from '../kit/parameters';
import { rowLinks } from '../kit/read-tools';
import { planRows, smallestField, sortOf } from '../kit/row-plan';
import { rowsOfIds } from '../kit/rows';
import { answer } from '../kit/tool-answer';
import { operationsOfKind } from '../kit/operations-of-kind';
import type { ResultSet } from '../results/result-sets';

const { limit, fields, sort } = listParameters;

/** Shows rows of a selection, read anew. */
export const showResultSet = defineTool({
  name: 'show_result_set',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: operationsOfKind('list'),
  description: 'Rows of a selection as they are now. gone: deleted since.',
  input: z.strictObject({
    result_set: resultSetId.describe('Selection.'),
    offset: z.int().min(0).default(0).describe('Rows passed over.'),
    limit,
    fields,
    sort,
  }),
  title: () => 'Showing a selection',
  run: async ({ result_set: handle, offset, limit: rows, fields: further, sort: by }, context) => {
    const set = await context.resultSets.get(handle);
    const plan = planRows(set.type, further);
    const ids = await orderedIds(set, sortOf(set.type, by), context);
    const asked = ids.slice(offset, offset + rows);
    const shown = await rowsOfIds(asked, plan, context);
    const gone = asked.length - shown.length;
    return answer({
      data: { type: set.type, criteria: set.criteria, rows: shown, ...(gone > 0 && { gone }) },
      count: set.ids.length,
      truncated: set.truncated,
      resultSet: set,
      summary: countedRecords(set.ids.length, set.type),
      links: rowLinks(set.type, shown, context),
    });
  },
});

/** The ids as they were kept, or by an attribute that is read for all of them; what is gone stands last. */
async function orderedIds({ type, ids }: ResultSet, sort: string | undefined, context: ToolContext): Promise<readonly string[]> {
  if (sort === undefined) return ids;
  const name = sort.replace(/^-/, '');
  const direction = sort.startsWith('-') ? -1 : 1;
  const values = new Map<string, Figure>();
  const wanted = { fields: { [type]: name === 'id' ? [smallestField(type)] : [name] } };
  for await (const page of everyPage({ type, within: { key: 'id', ids } }, wanted, context))
    for (const { id, attributes } of page.records)
      values.set(id, name === 'id' ? id : figureOf((attributes as Record<string, unknown>)[name]));
  return [...ids].sort((a, b) => {
    const [one, other] = [values.get(a) ?? null, values.get(b) ?? null];
    return one === null || other === null ? compared(one, other) : direction * compared(one, other);
  });
}

function figureOf(value: unknown): Figure {
  return typeof value === 'number' || typeof value === 'string' ? value : typeof value === 'boolean' ? Number(value) : null;
}
