import { plainName } from '../../clauses';
import type { Intent } from '../../intent';
import { recordNamed } from '../../named-records';
import { readings } from '../../phrases';
import type { Plan, PlanKit } from '../../plan';
import { named } from '../../wording';
import { aboutTarget, changePeople } from '../of-people';
import { readTarget, type Target } from '../target';

const evenSo = /,? (?:even (?:if|though) (?:\w+ )+not to be contacted|including those who asked not to be contacted|even so)$/i;
const enroll = readings(
  '(enroll|enrol) <whom> (in|into|to|for|on) [the|our] automation [named|called] <automation>',
  '(enroll|enrol) <whom> (in|into|to|for|on) [the|our] <automation>',
  '(add|put|sign|place|start) <whom> (in|into|to|on|up for) [the|our] automation [named|called] <automation>',
  '(add|put|place|start) <whom> (in|into|to|on) [the|our] <automation> automation',
  'start [the|our] <automation> automation for <whom>',
);

/** "Enroll Sarah Chen in the Welcome series", "Enroll the active members in the Welcome series" */
export const enrolling: Intent = {
  needs: ['list_automations', 'enroll_in_automation', 'bulk_change'],
  examples: ['Enroll Sarah Chen in the Welcome series'],
  read(clause, kit) {
    const asked = clause.replace(evenSo, '');
    for (const { whom, automation } of enroll(asked)) {
      const target = readTarget(whom!, kit);
      const name = plainName(automation!, /\s+automation$/i);
      if (target) return aboutTarget(target, () => enrolled(kit, target, { name, even: asked !== clause }));
    }
    return undefined;
  },
};

function* enrolled(kit: PlanKit, target: Target, { name, even }: { name: string; even: boolean }): Plan {
  const automation = yield* recordNamed(kit, 'automation', name);
  const automation_id = String(automation['id']);
  const expressly = even && { include_do_not_contact: true };
  return yield* changePeople(kit, target, {
    verb: ['enroll', 'Enrolled'],
    what: whom => `${whom} in the automation ${named(automation['name'], 'without a name')}`,
    one: signup_id => ({ tool: 'enroll_in_automation', input: { signup_id, automation_id, ...expressly } }),
    many: result_set => ({
      tool: 'bulk_change',
      input: { result_set, change: 'enroll', values: { automation_id }, ...expressly },
    }),
    instead: 'I could tag them instead, so that they can be found later.',
  });
}
