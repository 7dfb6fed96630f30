import { plainName } from '../clauses';
import type { Intent } from '../intent';
import { recordNamed } from '../named-records';
import { readings } from '../phrases';
import type { Plan, PlanKit, Step } from '../plan';
import { named } from '../wording';
import { carryOut } from './order';
import { keptPeople, nameOfPerson, readTarget, type Target } from './target';

const onto = readings(
  '(add|put|copy|place) <whom> (to|on|onto|in|into) [the|our|my] list [named|called] <list>',
  '(add|put|copy|place) <whom> (to|on|onto|in|into) [the|our|my] <list> list',
);
const toNew = readings(
  '(add|put|save|copy) <whom> (to|on|onto|in|into|as) a new list [named|called] <list>',
  '(save|keep) <whom> as [a|the] list [named|called] <list>',
  '(create|make|build|start) a [new] list [named|called] <list> (of|with|from|for) <whom>',
  '(create|make|build|start) a [new] list (of|with|from|for) <whom> (named|called) <list>',
);
const offOf = readings(
  '(remove|take|drop|delete) <whom> (from|off|off of) [the|our|my] list [named|called] <list>',
  '(remove|take|drop|delete) <whom> (from|off|off of) [the|our|my] <list> list',
);

interface Order {
  target: Target;
  list: string;
  how: 'add' | 'new' | 'remove';
}

/** "Add them to the Newsletter list", "Create a list of volunteers in Austin called Door knockers" */
export const listing: Intent = {
  needs: ['find_people', 'bulk_list_change'],
  examples: ['Add the volunteers in Austin to the Newsletter list'],
  read(clause, kit) {
    const forms = [
      ...toNew(clause).map(slots => ({ how: 'new' as const, slots })),
      ...onto(clause).map(slots => ({ how: 'add' as const, slots })),
      ...offOf(clause).map(slots => ({ how: 'remove' as const, slots })),
    ];
    for (const { how, slots } of forms) {
      const target = readTarget(slots['whom']!, kit);
      if (target) return () => relist(kit, { target, list: plainName(slots['list']!), how });
    }
    return undefined;
  },
};

function* relist(kit: PlanKit, { target, list, how }: Order): Plan {
  const place = how === 'new' ? { new_list_name: list } : { list_id: yield* listId(kit, list) };
  const change = (who: string): string =>
    how === 'remove'
      ? `take ${who} off ${theList(list)}`
      : `put ${who} on ${how === 'new' ? `a new list, ${named(list)}` : theList(list)}`;
  if (target.kind === 'person') {
    const person = yield* target.find(kit);
    const input = { ...place, signup_id: String(person['id']) };
    const tool = how === 'remove' ? 'remove_from_list' : 'add_to_list';
    return yield* carryOut(kit, { tool, input, would: change(nameOfPerson(person)) });
  }
  const { resultSet, who } = yield* keptPeople(kit, target.selection);
  const input = { result_set: resultSet, ...place, ...(how === 'remove' && { remove: true }) };
  return yield* carryOut(kit, { tool: 'bulk_list_change', input, would: change(who) });
}

/** "this list" is the one on the page. */
const isThis = (list: string): boolean => /^this$/i.test(list);
const theList = (list: string): string => (isThis(list) ? 'this list' : `the list ${named(list)}`);

function* listId(kit: PlanKit, list: string): Step<string> {
  return isThis(list) ? kit.thisOne('list') : String((yield* recordNamed(kit, 'list', list))['id']);
}
