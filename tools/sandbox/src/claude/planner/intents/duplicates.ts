import type { Intent } from '../intent';
import { says } from '../phrases';
import { countOf, rowsOf, type Plan, type PlanKit } from '../plan';
import { counted, listed, named, type Row } from '../wording';

const likely = '[possible|potential|likely|probable] (duplicate|duplicates|duplicate (people|records|profiles|signups))';
const asked = says(
  `(which|what|{list}) [{our}] [{people}|records|profiles|signups] (look|looks|seem|appear|could be|might be|may be|are) [to be|like|as if they were] ${likely} [of each other]`,
  `({list}|what|find|search for|look for|check for|{count}) [{our}|any] ${likely} [are there|do we have|there are|in (our|the) (nation|database)]`,
  'do we have [any] duplicates',
  '(who|which people) (is|are) [in (our|the) (nation|database)] twice',
  '(which|what) [{people}|records] are (duplicated|the same)',
);
const by = says(
  '<question> by [the same] (<key>)',
  '<question> with the same <key>',
  '<question> sharing [a|an|the [same]] <key>',
);
const keys: Record<string, RegExp> = {
  email: /^e-?mails?(?: address(?:es)?)?$/i,
  phone: /^(?:tele)?phone(?: numbers?)?$/i,
  name: /^names?$/i,
};

/** "Which people look like duplicates?", "Find duplicates by phone" */
export const findDuplicates: Intent = {
  needs: ['find_duplicates'],
  examples: ['Which people look like duplicates?'],
  read(clause, kit) {
    if (asked(clause)) return () => tell(kit, undefined);
    const narrow = by(clause);
    const key = Object.keys(keys).find(name => keys[name]!.test(narrow?.slots['key'] ?? ''));
    return narrow && key && asked(narrow.slots['question']!) ? () => tell(kit, key) : undefined;
  },
};

function* tell(kit: PlanKit, key: string | undefined): Plan {
  const result = yield* kit.call('duplicates', 'find_duplicates', key ? { by: key } : {});
  const groups = rowsOf(result);
  const { count, partial } = countOf(result);
  const number = Math.max(count, groups.length);
  if (number === 0) return 'No two people look like the same person.';
  const lines = groups.slice(0, 10).map(group => `- ${listed(membersOf(group), membersOf(group).length, 5)}`);
  const hidden = number - lines.length;
  const what = counted(number, 'group of people looks', 'groups of people look');
  return [
    `${partial && result.truncated ? 'At least ' : ''}${what} like duplicates:`,
    ...lines,
    ...(hidden > 0 ? [`and ${hidden} more.`] : []),
  ].join('\n');
}

/** The people of a group, by name. */
function membersOf(group: Row): string[] {
  return rowsOf({ data: group['people'] }).map(row => named(row['name'] ?? row['full_name']));
}
