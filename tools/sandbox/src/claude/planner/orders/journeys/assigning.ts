import { plainName } from '../../clauses';
import type { Intent } from '../../intent';
import { recordNamed } from '../../named-records';
import { readings } from '../../phrases';
import type { Plan, PlanKit } from '../../plan';
import { named } from '../../wording';
import { aboutTarget, changePeople } from '../of-people';
import { readTarget, type Target } from '../target';

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
      if (target) return aboutTarget(target, () => onPath(kit, target, plainName(path!)));
    }
    return undefined;
  },
};

function* onPath(kit: PlanKit, target: Target, name: string): Plan {
  const path = yield* recordNamed(kit, 'path', name);
  const path_id = String(path['id']);
  return yield* changePeople(kit, target, {
    verb: ['put', 'Put'],
    what: whom => `${whom} on the path ${named(path['name'], 'without a name')}`,
    one: signup_id => ({ tool: 'assign_to_path', input: { signup_id, path_id } }),
    many: result_set => ({ tool: 'bulk_change', input: { result_set, change: 'assign_to_path', values: { path_id } } }),
  });
}
