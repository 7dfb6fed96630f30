import { plainText } from '../kit/clean-text';
import type { ToolContext } from '../kit/define-tool';
import { tellRead } from '../kit/read-progress';
import { idOf } from '../writing/find-by-name';
import { textOf } from '../writing/words';

/** A longer list is not read to learn who is on it: the API cannot be asked about single people. */
const readableMembers = 10_000;

/** A list as it is now. */
export interface List {
  id: string;
  name: string;
  /** People on it, as NationBuilder last counted them. */
  count: number;
}

/** The list that was given by id or name. Throws `ToolError` where it is none or several. */
export async function listNamed(given: unknown, context: ToolContext): Promise<List> {
  const id = await idOf('lists', textOf(given), context);
  const fields = { lists: ['name', 'signups_count'] } as const;
  const { record } = await context.nation.show('lists', id, { fields }, context.signal);
  return { id, name: plainText(record.attributes.name) ?? id, count: record.attributes.signups_count ?? 0 };
}

/** Which of the people are on the list; undefined when it is too long to be read. */
export async function membersAmong(
  ids: readonly string[],
  { id, count }: List,
  context: ToolContext,
): Promise<Set<string> | undefined> {
  if (count > readableMembers) return undefined;
  const wanted = new Set(ids);
  const found = new Set<string>();
  const { nation, signal } = context;
  let read = 0;
  for await (const { records } of nation.members(id, { fields: { signups: ['first_name'] } }, { signal })) {
    for (const member of records) if (wanted.has(member.id)) found.add(member.id);
    tellRead((read += records.length), count, context);
  }
  return found;
}
