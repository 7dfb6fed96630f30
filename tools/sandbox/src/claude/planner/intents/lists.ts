import { plainName } from '../clauses';
import type { Intent } from '../intent';
import { CannotAnswer, countOf, rowsOf, type Plan, type PlanKit } from '../plan';
import { counted, listed, named, numberOf, type Row } from '../wording';

const listName = (row: Row): string => named(row['name'], 'a list without a name');

function listLabel(row: Row): string {
  const size = numberOf(row['signups_count']);
  return size === undefined ? listName(row) : `${listName(row)} (${counted(size, 'person', 'people')})`;
}

/** "List the lists", "What lists do we have?", "How many lists are there?" */
export const listLists: Intent = {
  needs: ['list_lists'],
  example: 'What lists do we have?',
  read(clause, kit) {
    const match = clause.match(
      /^(list|show(?: me)?|what|which|how many)(?: are)?(?: all)?(?: of)?(?: the| our| my)? lists(?: are there| do we have| exist)?$/i,
    );
    return match ? () => tell(kit, /^how many/i.test(match[1]!)) : undefined;
  },
};

function* tell(kit: PlanKit, onlyCount: boolean): Plan {
  const result = yield* kit.call('lists', 'list_lists', { limit: 20 }, {});
  const { count, partial } = countOf(result);
  if (count === 0) return 'There are no lists.';
  const opening = `There ${count === 1 ? 'is' : 'are'} ${partial && onlyCount ? 'at least ' : ''}${counted(count, 'list')}`;
  return onlyCount ? `${opening}.` : `${opening}: ${listed(rowsOf(result).map(listLabel), count, 20)}.`;
}

const size =
  /^(?:how many (?:people|persons|signups|contacts)(?: are| do we have)?|how (?:big|long) is|count (?:the )?people) ?(?:on|in)? (?:the |our )?(?:list (.+)|(.+?) list)$/i;

/** "How many people are on the Newsletter list?" */
export const listSize: Intent = {
  needs: ['list_lists'],
  example: 'How many people are on the Newsletter list?',
  read(clause, kit) {
    const match = clause.match(size);
    const name = plainName(match?.[1] ?? match?.[2] ?? '');
    return name === '' ? undefined : () => sizeOf(kit, name);
  },
};

function* sizeOf(kit: PlanKit, name: string): Plan {
  const result = yield* kit.call('lists', 'list_lists', { name, limit: 20 }, { name });
  const rows = rowsOf(result);
  const exact = rows.filter(row => String(row['name']).toLowerCase() === name.toLowerCase());
  const fitting = exact.length > 0 ? exact : rows;
  if (fitting.length === 0) throw new CannotAnswer(`I found no list named “${named(name)}”.`);
  if (fitting.length > 1) return `${counted(fitting.length, 'list')} match “${named(name)}”: ${listed(fitting.map(listLabel))}.`;
  const people = numberOf(fitting[0]!['signups_count']);
  if (people === undefined) return `The list ${listName(fitting[0]!)} exists, but its size was not given.`;
  return `${counted(people, 'person is', 'people are')} on the list ${listName(fitting[0]!)}.`;
}
