import { findOperation, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { z } from 'zod';
import type { ResultSet } from '../results/result-sets';
import type { Selection } from './all-records';
import { defineTool, type ReadTool, type ToolContext } from './define-tool';
import { filterOf, filterWords, type GivenFilter } from './filters';
import { type FoundIds, idsOf, keepIds } from './keep';
import { countedRecords, nounOf, nounsOf } from './nouns';
import { type ListInput, listParameters, recordId } from './parameters';
import type { Row } from './record-row';
import { planRows, sortOf } from './row-plan';
import { findRows, type FoundRows, getRow } from './rows';
import { answer, type Answer } from './tool-answer';
import { ToolError } from './tool-error';

interface ListDefinition<Shape extends z.ZodRawShape> {
  readonly type: ResourceType;
  /** Told to the model: what the records are, and what they are mostly selected by. */
  readonly description: string;
  /** Parameters of this list alone. */
  readonly parameters?: Shape;
  /** Operations beside the list that it may call. */
  readonly operations?: readonly string[];
  /** What people see while it runs, where the parameters of its own say more. */
  readonly title?: (input: z.output<z.ZodObject<Shape>>) => string;
  /** What the parameters of its own come to: conditions on top of the filter, and an order unless another was asked for. */
  readonly narrow?: (input: z.output<z.ZodObject<Shape>>, context: ToolContext) => Narrowed | Promise<Narrowed>;
}

interface Narrowed {
  readonly filter?: GivenFilter;
  readonly sort?: string;
  readonly place?: Selection['place'];
}

/** `list_{type}`: finds, counts and keeps records of one type. All there is to it but its words comes from the catalog. */
export function listTool<Shape extends z.ZodRawShape = {}>(definition: ListDefinition<Shape>): ReadTool {
  const { type, description, parameters, narrow } = definition;
  return defineTool({
    name: `list_${type}`,
    version: 2,
    effect: 'read',
    minRole: 'read_only',
    operations: [operationOf(type, 'list'), ...(definition.operations ?? [])],
    description,
    input: z.strictObject({ ...parameters, ...listParameters }),
    title: given => definition.title?.(given as never) ?? `Looking up ${nounsOf(type)}`,
    run: async (given, context) => {
      const input = given as ListInput & z.output<z.ZodObject<Shape>>;
      const { filter, sort, place } = (await narrow?.(input, context)) ?? {};
      const twice = Object.keys(filter ?? {}).find(name => input.filter && Object.hasOwn(input.filter, name));
      if (twice !== undefined) throw new ToolError('invalid_filter', `${twice} is given twice: beside the filter and in it.`);
      const narrowed = { ...input.filter, ...filter };
      return answer(await listAnswer(type, { ...input, filter: narrowed, sort: input.sort ?? sort, place }, context));
    },
  }) as ReadTool;
}

/** Finds the rows, keeps the matches where that was asked for, and says it in plain words. */
export async function listAnswer(
  type: ResourceType,
  { filter: given, sort, limit, fields, keep, place }: ListInput & { place?: Selection['place'] },
  context: ToolContext,
): Promise<Answer & FoundRows> {
  const plan = planRows(type, fields);
  const selection: Selection = { type, filter: await filterOf(type, given, context), place };
  const found = await findRows(selection, plan, { sort: sortOf(type, sort), limit }, context);
  const { ids, truncated } = found;
  const matches = ids ? { type, ids, truncated } : selection;
  const kept = keep ? await keepMatches(matches, criteriaOf(type, given, place), context) : undefined;
  return {
    ...found,
    data: found.rows,
    resultSet: kept,
    summary: countedRecords(found.count, type),
    links: rowLinks(type, found.rows, context),
  };
}

/** Keeps what was found, or all of a selection that has not been read yet. */
export async function keepMatches(matches: FoundIds | Selection, criteria: string, context: ToolContext): Promise<ResultSet> {
  return keepIds('ids' in matches ? matches : await idsOf(matches, context), criteria, context);
}

/** How records were selected, in plain words: `people: is_volunteer true, city Austin`. */
export function criteriaOf(type: ResourceType, filter: GivenFilter | undefined, place: Selection['place'] = {}): string {
  const words = [filterWords(type, filter), place.city && `city ${place.city}`, place.state && `state ${place.state}`];
  return `${nounsOf(type)}: ${words.filter(Boolean).join(', ') || 'all'}`;
}

/** Show-me links of rows: of the person where a row is about one, else of the record. */
export function rowLinks(type: ResourceType, rows: readonly Row[], { links }: Pick<ToolContext, 'links'>) {
  return rows.map(row => {
    const name = row.name ?? row.donor;
    return typeof row.signup_id === 'string' && name !== undefined
      ? links.to('signups', row.signup_id, name)
      : links.to(type, row.id, name);
  });
}

interface GetDefinition {
  readonly type: ResourceType;
  readonly description: string;
  /** Further attributes that a list leaves out. */
  readonly fields?: readonly string[];
  readonly operations?: readonly string[];
  /** What is told beside the record itself; read at the same time. */
  readonly related?: (id: string, context: ToolContext) => Promise<Record<string, unknown>>;
}

/** `get_{singular}`: one record by its id, read anew. */
export function getTool({ type, description, fields, operations = [], related }: GetDefinition): ReadTool {
  return defineTool({
    name: `get_${resourceOf(type).singular}`,
    version: 2,
    effect: 'read',
    minRole: 'read_only',
    operations: [operationOf(type, 'show'), ...operations],
    description,
    input: z.strictObject({ id: recordId.describe('Record id.') }),
    title: () => `Reading a ${nounOf(type)}`,
    run: async ({ id }, context) => {
      const [row, beside] = await Promise.all([getRow(type, id, fields, context), related?.(id, context)]);
      return answer({
        data: { ...row, ...beside },
        summary: row.name ?? `${nounOf(type)} ${id}`,
        links: [context.links.to(type, id, row.name), ...rowLinks(type, [row], context)],
      });
    },
  }) as ReadTool;
}

/** Id of an operation. Throws where the type does not have it: a defect of the definition. */
export function operationOf(type: ResourceType, name: string): string {
  const operation = findOperation(type, name);
  if (!operation) throw new Error(`${type} has no operation ${name}`);
  return operation.id;
}
