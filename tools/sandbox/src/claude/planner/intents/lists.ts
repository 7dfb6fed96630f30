import { plainName } from '../clauses';
import type { Intent } from '../intent';
import { largestList, recordNamed } from '../named-records';
import { says } from '../phrases';
import { countOf, rowsOf, type Plan, type PlanKit } from '../plan';
import { counted, listed, named, numberOf, type Row } from '../wording';

const listName = (row: Row): string => named(row['name'], 'a list without a name');

function listLabel(row: Row): string {
  const size = numberOf(row['signups_count']);
  return size === undefined ? listName(row) : `${listName(row)} (${counted(size, 'person', 'people')})`;
}

const number = says('{count} [{our}] [mailing] lists [are there|do we have|exist|have we|are in (the|our) nation]');
const names = says('({list}|what|what are) [{our}] [mailing] lists [are there|do we have|exist|have we]');
const largest = says(
  '(which|what) [of our|of the] [mailing] (list|lists) (is|are) [the] (largest|biggest|longest)',
  '(which|what) [mailing] list has [the] most (people|members|signups|persons|contacts)',
  '[what is|which is|show [me]|name] [{our}] (largest|biggest|longest) [mailing] list',
);

/** "What lists do we have?", "How many lists are there?", "Which list is the largest?" */
export const listLists: Intent = {
  needs: ['list_lists'],
  examples: ['What lists do we have?', 'Which list is the largest?'],
  read(clause, kit) {
    if (largest(clause)) return () => largestOf(kit);
    if (number(clause)) return () => tell(kit, true);
    return names(clause) ? () => tell(kit, false) : undefined;
  },
};

function* largestOf(kit: PlanKit): Plan {
  return `The largest list is ${listLabel(yield* largestList(kit))}.`;
}

function* tell(kit: PlanKit, onlyCount: boolean): Plan {
  const result = yield* kit.call('lists', 'list_lists', { limit: 20 }, {});
  const { count, partial } = countOf(result);
  if (count === 0) return 'There are no lists.';
  const opening = `There ${count === 1 ? 'is' : 'are'} ${partial && onlyCount ? 'at least ' : ''}${counted(count, 'list')}`;
  return onlyCount ? `${opening}.` : `${opening}: ${listed(rowsOf(result).map(listLabel), count, 20)}.`;
}

const onIt = '(on|in) [{our}] (list <list>|<name> list)';
const size = says(
  `{count} [{our}] {people} [are|do we have] ${onIt}`,
  'how (big|long|large) is [{our}] (list <list>|<name> list)',
);

/** "How many people are on the Newsletter list?" */
export const listSize: Intent = {
  needs: ['list_lists'],
  examples: ['How many people are on the Newsletter list?'],
  read(clause, kit) {
    const match = size(clause);
    const name = plainName(match?.slots['list'] ?? match?.slots['name'] ?? '');
    return name === '' || /^(?:this|largest|biggest|longest|do not (?:call|contact)|mailing)$|\b(?:who|and|that)\b/i.test(name)
      ? undefined
      : () => sizeOf(kit, name);
  },
};

function* sizeOf(kit: PlanKit, name: string): Plan {
  const list = yield* recordNamed(kit, 'list', name);
  const people = numberOf(list['signups_count']);
  if (people === undefined) return `The list ${listName(list)} exists, but its size was not given.`;
  return `${counted(people, 'person is', 'people are')} on the list ${listName(list)}.`;
}
