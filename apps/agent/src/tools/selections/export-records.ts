import { type Filter, policyOf, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { type CsvCell, csvOf } from '@nat/service-kit';
import { z } from 'zod';
import { countOf } from '../analysis/count-records';
import { receivedOnly } from '../analysis/received-only';
import { everyPage, type Selection } from '../kit/all-records';
import { defineTool, type ToolContext } from '../kit/define-tool';
import { filterOf, type GivenFilter } from '../kit/filters';
import { isNamedByPage } from '../kit/names';
import { countedRecords, nounsOf } from '../kit/nouns';
import { filter, resourceType, resultSetId } from '../kit/parameters';
import { relatedOf } from '../kit/related';
import { checkFields, planFile, type RowPlan } from '../kit/row-plan';
import { toRows } from '../kit/rows';
import { answer } from '../kit/tool-answer';
import { ToolError } from '../kit/tool-error';
import { operationsOfKind } from '../kit/operations-of-kind';
import { zonedIso } from '../kit/zoned-time';

/** Writes a CSV file; its rows never pass through the model. */
export const exportRecords = defineTool({
  name: 'export_records',
  version: 1,
  effect: 'read',
  minRole: 'member',
  operations: operationsOfKind('list'),
  description: 'CSV file of a selection, or of all that match. The person gets it beside the answer.',
  input: z.strictObject({
    result_set: resultSetId.optional().describe('Selection.'),
    type: resourceType.optional().describe('Else type of records.'),
    filter: filter.optional().describe('Conditions with type.'),
    columns: z.array(z.string()).min(1).max(40).describe('Attributes; also name, city, state.'),
  }),
  title: () => 'Writing a file',
  run: async ({ result_set: handle, type: name, filter: given, columns }, context) => {
    const { selection, truncated } = await selectionOf(handle, name as ResourceType | undefined, given, context);
    const { type } = selection;
    const plan = planFile(type, attributesOf(type, columns));
    const expected = selection.within?.ids.length ?? (await countOf(selection, context)).count;
    const written: Written = { rows: 0, truncated };
    const today = zonedIso(context.clock.now(), context.timeZone).slice(0, 10);
    const title = `${nounsOf(type).replaceAll(' ', '-')}-${today}.csv`;
    const file = await context.exports.write(
      title,
      expected,
      csvOf(columns, cellsOf(selection, plan, columns, written, context)),
    );
    return answer({
      data: { file: file.name, rows: written.rows, columns },
      count: written.rows,
      truncated: written.truncated,
      summary: `${countedRecords(written.rows, type)} in ${file.name}`,
      exportId: file.id,
    });
  },
});

async function selectionOf(
  handle: string | undefined,
  type: ResourceType | undefined,
  given: GivenFilter | undefined,
  context: ToolContext,
): Promise<{ selection: Selection; truncated: boolean }> {
  if ((handle === undefined) === (type === undefined))
    throw new ToolError('invalid_input', 'Give either result_set, or type with its filter.');
  if (type) {
    const filter = (await filterOf(type, receivedOnly(type, given), context)) as Filter<ResourceType>;
    return { selection: { type, filter }, truncated: false };
  }
  if (given !== undefined) throw new ToolError('invalid_input', 'A filter goes with type; a selection is written as it is.');
  const set = await context.resultSets.get(handle!);
  return { selection: { type: set.type, within: { key: 'id', ids: set.ids } }, truncated: set.truncated };
}

/** Attributes to read for the columns. Refuses names that are none, and those whose values stay in NationBuilder. */
function attributesOf(type: ResourceType, columns: readonly string[]): string[] {
  const { attributes, extraFields } = resourceOf(type);
  const related = relatedOf(type, Object.keys(attributes), 'list');
  return columns.flatMap(column => {
    const attribute = attributes[column] ?? extraFields[column];
    if (attribute) {
      checkFields(type, [column]);
      if (attribute.kind !== 'address' && policyOf(column, attribute) === 'plain') return [column];
      throw new ToolError('invalid_columns', `${column} cannot be exported here: the page of the record shows it.`);
    }
    const beside = related.find(({ label }) => label === column);
    if (beside) return beside.key ?? [];
    if (!madeColumns(type).includes(column)) checkFields(type, [column]);
    return [];
  });
}

/** Columns that are no attributes, made by code: names, and where people live. */
function madeColumns(type: ResourceType): string[] {
  if (type === 'signups') return ['id', 'name', 'city', 'state'];
  return isNamedByPage(type) ? ['id', 'name'] : ['id'];
}

/** What came into the file; `truncated` when that is only a part of the matches. */
interface Written {
  rows: number;
  truncated: boolean;
}

async function* cellsOf(
  selection: Selection,
  plan: RowPlan,
  columns: readonly string[],
  written: Written,
  context: ToolContext,
): AsyncGenerator<CsvCell[][]> {
  for await (const { records, included, truncated } of everyPage(selection, plan.query, context)) {
    written.truncated ||= truncated;
    const rows = await toRows(records, plan, included, context);
    written.rows += rows.length;
    yield rows.map(row => columns.map(column => cellOf(row[column])));
  }
}

function cellOf(value: unknown): CsvCell {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : (value as CsvCell);
}
