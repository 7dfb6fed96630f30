import type { ResourceType } from '@nat/nationbuilder';
import { z } from 'zod';
import { receivedOnly } from '../analysis/received-only';
import { defineTool } from '../kit/define-tool';
import { filterOf } from '../kit/filters';
import { countedRecords, nounsOf } from '../kit/nouns';
import { listParameters, resourceType } from '../kit/parameters';
import { criteriaOf, keepMatches, rowLinks } from '../kit/read-tools';
import { planRows, sortOf } from '../kit/row-plan';
import { countOfPage, toRows } from '../kit/rows';
import { including, sideloadedRows } from '../kit/sideloads';
import { answer } from '../kit/tool-answer';
import { operationsOfKind } from '../kit/operations-of-kind';

/** Finds records of any type. */
export const findRecords = defineTool({
  name: 'find_records',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: operationsOfKind('list'),
  description: 'Records of any type, for types without a tool of their own.',
  input: z.strictObject({
    type: resourceType.describe('Type of records.'),
    include: z.array(z.string()).optional().describe('Related records to bring along.'),
    ...listParameters,
  }),
  title: ({ type }) => `Looking up ${nounsOf(type as ResourceType)}`,
  run: async (input, context) => {
    const type = input.type as ResourceType;
    const { filter: given, include = [], limit: size } = input;
    const plan = including(planRows(type, input.fields), include, 'list');
    const conditions = receivedOnly(type, given);
    const filter = await filterOf(type, conditions, context);
    const query = { ...plan.query, filter, sort: sortOf(type, input.sort) as never, page: { size, number: 1 }, count: true };
    const { records, included, total } = await context.nation.list(type, query, context.signal);
    const rows = await toRows(records, plan, included, context);
    const kept = input.keep ? await keepMatches({ type, filter }, criteriaOf(type, conditions), context) : undefined;
    const { count, truncated } = countOfPage({ records, total }, size);
    return answer({
      data: rows.map((row, index) => ({ ...row, ...sideloadedRows(records[index]!, plan, include, included) })),
      count,
      truncated,
      resultSet: kept,
      summary: countedRecords(count, type),
      links: rowLinks(type, rows, context),
    });
  },
});
