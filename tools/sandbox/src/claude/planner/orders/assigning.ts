import { plainName } from '../clauses';
import type { Intent } from '../intent';
import { recordNamed } from '../named-records';
import { readings } from '../phrases';
import type { Plan, PlanKit } from '../plan';
import { named } from '../wording';
import { carryOut } from './order';
import { keptPeople, nameOfPerson, readTarget, type Target } from './target';

const assign = readings(
  '(assign|add|put|place|move|start) <whom> (to|on|onto|in|into) [the|our] path [named|called] <path>',
  '(assign|add|put|place|move|start) <whom> (to|on|onto|in|into) [the|our] <path> path',
);

/** "Put Sarah Chen on the Volunteer onboarding path" */
export const assigning: Intent = {
  needs: ['assign_to_path', 'bulk_change'],
  examples: ['Put Sarah Chen on the Volunteer onboarding path'],
  read(clause, kit) {
    for (const { whom, path } of assign(clause)) {
      const target = readTarget(whom!, kit);
      if (target) return () => onPath(kit, target, plainName(path!));
    }
    return undefined;
  },
};

function* onPath(kit: PlanKit, target: Target, name: string): Plan {
  const path = yield* recordNamed(kit, 'path', name);
  const id = String(path['id']);
  const change = (who: string): string => `put ${who} on the path ${named(path['name'], 'without a name')}`;
  if (target.kind === 'person') {
    const person = yield* target.find(kit);
    const input = { signup_id: String(person['id']), path_id: id };
    return yield* carryOut(kit, { tool: 'assign_to_path', input, would: change(nameOfPerson(person)) });
  }
  const { resultSet, who } = yield* keptPeople(kit, target.selection);
  const input = { result_set: resultSet, change: 'assign_to_path', values: { path_id: id } };
  return yield* carryOut(kit, { tool: 'bulk_change', input, would: change(who) });
}
