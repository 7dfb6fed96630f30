import { findOperation, type OneRecord, resourceTypes, type ResourceType } from '@nat/nationbuilder';
import { z } from 'zod';
import { plainText } from '../kit/clean-text';
import { defineTool, type ToolContext, type ToolResult } from '../kit/define-tool';
import { nounOf } from '../kit/nouns';
import { noSuchType } from '../kit/parameters';
import { rowLinks } from '../kit/read-tools';
import { isRecordId } from '../kit/record-ids';
import { planRows } from '../kit/row-plan';
import { toRows } from '../kit/rows';
import { including, sideloadedRows } from '../kit/sideloads';
import { answer } from '../kit/tool-answer';
import { ToolError } from '../kit/tool-error';
import { operationsOfKind } from '../kit/operations-of-kind';

const processes = 'async_processes';
const type = z.string().refine(name => name === processes || resourceTypes.includes(name as never), { error: noSuchType });
const id = z.string().refine(text => /^[\w-]{1,64}$/.test(text), 'must be an id');

/** Reads one record of any type, by its id. */
export const getRecord = defineTool({
  name: 'get_record',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: operationsOfKind('show', 'me', 'process'),
  description: 'One record of any type by id. Of signups, me is the connected person; async_processes tells how far a change is.',
  input: z.strictObject({
    type: type.describe('Type.'),
    id: id.describe('Record id.'),
    include: z.array(z.string()).optional().describe('Related records to bring along.'),
  }),
  title: ({ type: name }) => (name === processes ? 'Asking how far a change is' : `Reading a ${nounOf(name as ResourceType)}`),
  run: ({ type: name, id: recordId, include = [] }, context) =>
    name === processes ? processAnswer(recordId, context) : recordAnswer(name as ResourceType, recordId, include, context),
});

async function recordAnswer(name: ResourceType, recordId: string, include: string[], context: ToolContext): Promise<ToolResult> {
  const { nation, signal } = context;
  if (!findOperation(name, 'show')) throw new ToolError('not_readable', `${name} cannot be read one by one: use find_records.`);
  const plan = including(planRows(name, [], 'show'), include, 'show');
  const isMe = name === 'signups' && recordId === 'me';
  if (!isMe && !isRecordId(recordId)) throw new ToolError('invalid_input', 'An id is digits as text.');
  const one: OneRecord = isMe
    ? ((await nation.me(plan.query, signal)) as OneRecord)
    : await nation.show(name, recordId, plan.query, signal);
  const { record, included } = one;
  const [row] = await toRows([record], plan, included, context);
  return answer({
    data: { ...row, ...sideloadedRows(record, plan, include, included) },
    summary: row!.name ?? `${nounOf(name)} ${record.id}`,
    links: [context.links.to(name, record.id, row!.name), ...rowLinks(name, [row!], context)],
  });
}

/** Looks once at asynchronous work. */
async function processAnswer(token: string, { nation, signal }: ToolContext): Promise<ToolResult> {
  const { completed, status, message } = await nation.process(token, signal);
  const data = { completed, status: plainText(status), message: plainText(message) };
  const unfinished = status === 'gone' ? 'not known any more' : 'not completed yet';
  return answer({ data, summary: completed ? 'completed' : unfinished });
}
