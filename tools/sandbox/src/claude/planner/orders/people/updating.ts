import { withPossessives } from '../../clauses';
import type { Intent, Reading } from '../../intent';
import { readings, says } from '../../phrases';
import type { Plan, PlanKit } from '../../plan';
import { listed, named } from '../../wording';
import { aboutTarget, changePeople, changing, type ChangeOfPeople } from '../of-people';
import { readTarget, type Target } from '../target';
import { readAssignments, readCleared, readFlag, valuesOf, type Assignment } from './person-fields';

type Values = Record<string, unknown>;

const set = says(
  "(set|change|update|correct|make|edit) <whom> 's <what+>",
  "<whom> 's <field> is now <value+>",
  '(set|change|update|correct) [the] <field> (of|for) <whom> (to|as) <value+>',
);
const clear = says("(clear|remove|delete|empty|erase) <whom> 's <field>", '(clear|empty|erase) the <field> (of|for) <whom>');
const mark = readings('(mark|flag|set) <whom> as <flag>', 'make <whom> <flag>');

/** "Set Sarah Chen's employer to Acme", "Change her city to Dallas", "Mark everyone on the list as do not call" */
export const updating: Intent = {
  needs: ['update_signup', 'bulk_change'],
  examples: ["Set Sarah Chen's employer to Acme Supply"],
  read: (clause, kit) => readSet(clause, kit) ?? readClear(clause, kit) ?? readMark(clause, kit),
};

function readSet(clause: string, kit: PlanKit): Reading | undefined {
  const { whom, field, value, what = `${field} to ${value}` } = set(withPossessives(clause))?.slots ?? {};
  const target = whom === undefined ? undefined : readTarget(whom, kit);
  const assignments = target && readAssignments(what);
  return assignments && aboutTarget(target, () => assign(kit, target, assignments));
}

function readClear(clause: string, kit: PlanKit): Reading | undefined {
  const { whom, field } = clear(withPossessives(clause))?.slots ?? {};
  const target = whom === undefined ? undefined : readTarget(whom, kit);
  const assignments = target && readCleared(field!);
  return assignments && aboutTarget(target, () => assign(kit, target, assignments));
}

function readMark(clause: string, kit: PlanKit): Reading | undefined {
  for (const { whom, flag = '' } of mark(clause)) {
    const marked = readFlag(flag);
    const target = marked && readTarget(whom!, kit);
    if (target)
      return changing(
        kit,
        target,
        setting(marked.values, whomMarked => `${whomMarked} as ${marked.said}`, ['mark', 'Marked']),
      );
  }
  return undefined;
}

function* assign(kit: PlanKit, target: Target, assignments: readonly Assignment[]): Plan {
  const values = yield* valuesOf(kit, assignments);
  const said = assignments.map(({ field, value }) => ({ field: named(field.said), value }));
  const cleared = said.every(({ value }) => value === null);
  const parts = said.map(({ field, value }) => (cleared ? field : `${field} to ${value === null ? 'nothing' : shown(value)}`));
  const what = (whom: string): string =>
    said.length === 1
      ? parts[0]!.replace(said[0]!.field, `the ${said[0]!.field} of ${whom}`)
      : `${listed(parts.map(part => `the ${part}`))} for ${whom}`;
  return yield* changePeople(kit, target, setting(values, what, cleared ? ['clear', 'Cleared'] : ['set', 'Set']));
}

/** What somebody typed themselves, save for what is nobody's to read. */
const shown = (value: string): string => named(value, 'what you gave');

const setting = (values: Values, what: ChangeOfPeople['what'], verb: ChangeOfPeople['verb']): ChangeOfPeople => ({
  verb,
  what,
  one: id => ({ tool: 'update_signup', input: { id, ...values } }),
  many: result_set => ({ tool: 'bulk_change', input: { result_set, change: 'update', values } }),
});
