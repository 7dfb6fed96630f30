import type { OneRecord } from '@nat/nationbuilder';
import { z } from 'zod';
import { defineTool, type ToolContext } from '../kit/define-tool';
import { keepIds } from '../kit/keep';
import { labelOf } from '../kit/names';
import { countedRecords } from '../kit/nouns';
import { listParameters, recordId } from '../kit/parameters';
import { rowLinks } from '../kit/read-tools';
import { tellRead } from '../kit/read-progress';
import { planRows } from '../kit/row-plan';
import { rowsOfIds } from '../kit/rows';
import { answer } from '../kit/tool-answer';
import { resultSetCap } from '../results/result-sets';

const { limit, keep } = listParameters;
const onlyIds = { fields: { signups: ['created_at'] as const } };

/** The people of a list. NationBuilder neither filters nor sorts them, and says their number with the list. */
export const getListMembers = defineTool({
  name: 'get_list_members',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: ['listSignupListings', 'showList', 'listSignups'],
  description: 'People on one list. To select among them use find_people.',
  input: z.strictObject({ id: recordId.describe('Id of the list.'), limit, keep }),
  title: () => 'Looking up the people of a list',
  run: async ({ id, limit: rows, keep: keeps }, context) => {
    const { nation, signal } = context;
    const shownList = nation.show('lists', id, { fields: { lists: ['name', 'signups_count'] } }, signal);
    const [{ record: list }, ids] = await Promise.all([
      shownList,
      memberIds(id, { list: shownList, cap: keeps ? resultSetCap + 1 : rows }, context),
    ]);
    const name = labelOf('lists', list);
    const shown = await rowsOfIds(ids.slice(0, rows), planRows('signups'), context);
    const criteria = `people: on the list ${name ?? id}`;
    const kept = keeps ? await keepIds({ type: 'signups', ids, truncated: false }, criteria, context) : undefined;
    const count = kept?.truncated === false ? ids.length : (list.attributes.signups_count ?? ids.length);
    return answer({
      data: shown,
      count,
      resultSet: kept,
      summary: `${countedRecords(count, 'signups')} on ${name ?? `list ${id}`}`,
      links: [context.links.to('lists', id, name), ...rowLinks('signups', shown, context)],
    });
  },
});

interface Members {
  /** Says how many people there are, which the pages do not. */
  list: Promise<OneRecord<'lists'>>;
  cap: number;
}

async function memberIds(id: string, { list, cap }: Members, context: ToolContext): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of context.nation.members(id, onlyIds, { signal: context.signal, cap })) {
    ids.push(...page.records.map(person => person.id));
    const { signups_count: size } = (await list).record.attributes;
    tellRead(ids.length, size ?? undefined, context);
  }
  return ids;
}
