import { plainName } from '../../clauses';
import type { Intent } from '../../intent';
import { recordNamed } from '../../named-records';
import { readings } from '../../phrases';
import type { Plan, PlanKit, Step } from '../../plan';
import { named } from '../../wording';
import { aboutTarget, changePeople, type ChangeOfPeople } from '../of-people';
import { carryOut } from '../order';
import { keptTarget, readTarget, type Target } from '../target';

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
      if (target) return aboutTarget(target, () => relist(kit, { target, list: plainName(slots['list']!), how }));
    }
    return undefined;
  },
};

function* relist(kit: PlanKit, { target, list, how }: Order): Plan {
  if (how === 'new') return yield* makeList(kit, target, list);
  const id = yield* listId(kit, list);
  return yield* changePeople(kit, target, how === 'remove' ? takingOff(id, list) : puttingOn(id, list));
}

const puttingOn = (list_id: string, list: string): ChangeOfPeople => ({
  verb: ['put', 'Put'],
  what: whom => `${whom} on ${theList(list)}`,
  one: signup_id => ({ tool: 'add_to_list', input: { list_id, signup_id } }),
  many: result_set => ({ tool: 'bulk_list_change', input: { result_set, list_id } }),
});

const takingOff = (list_id: string, list: string): ChangeOfPeople => ({
  verb: ['take', 'Took'],
  what: whom => `${whom} off ${theList(list)}`,
  one: signup_id => ({ tool: 'remove_from_list', input: { list_id, signup_id } }),
  many: result_set => ({ tool: 'bulk_list_change', input: { result_set, list_id, remove: true } }),
});

/** A new list is made of a selection, also where it is of one person. */
function* makeList(kit: PlanKit, target: Target, list: string): Plan {
  const people = yield* keptTarget(kit, target);
  const input = { result_set: people.resultSet, new_list_name: list };
  const what = (whom: string): string => `${whom} on a new list, ${named(list)}`;
  const saying = { verb: ['put', 'Put'] as const, what, whom: people.who, count: people.count };
  return yield* carryOut(kit, { tool: 'bulk_list_change', input }, saying);
}

/** "this list" is the one on the page. */
const isThis = (list: string): boolean => /^this$/i.test(list);
const theList = (list: string): string => (isThis(list) ? 'this list' : `the list ${named(list)}`);

function* listId(kit: PlanKit, list: string): Step<string> {
  return isThis(list) ? kit.thisOne('list') : String((yield* recordNamed(kit, 'list', list))['id']);
}
