import { plainName, withPossessives } from '../../clauses';
import { aboutPerson, type Intent, type Reading } from '../../intent';
import { recordNamed } from '../../named-records';
import { readings } from '../../phrases';
import { CannotAnswer, rowsOf, WhichOne, type FindsPerson, type Plan, type PlanKit, type Step } from '../../plan';
import { fieldsOf } from '../../tool-outcome';
import { listed, named, type Row } from '../../wording';
import { carryOut, ofOne } from '../order';
import { idOf, nameOfPerson, readPerson } from '../target';

const onPath = '(on|of|in|along|from) [the|our] (<path> path|path <named>)';
const forms = (phrase: string): string[] => [`${phrase} ${onPath}`, phrase];
const toNext = readings(
  ...forms('(move|advance|promote|push) <whom> (to|onto|on to) [the|their|her|his] next step'),
  ...forms('(move|advance|promote) <whom> (forward|on|up|one step|one step forward|a step forward|along)'),
  ...forms('advance <whom>'),
);
const toStep = readings(
  ...forms('(move|advance|put) <whom> (to|on|at|onto) [the] step <step>'),
  ...forms('(move|advance|put) <whom> (to|on|at|onto) [the] <step> step'),
);
const done = readings(
  ...forms("(complete|finish|close|end) <whom> 's (path|journey)"),
  '(complete|finish|end) the journey of <whom>',
  `(mark|set) <whom> as (done|finished|complete|completed) (with|on) [the|our] (<path> path|path <named>)`,
);
const off = readings(
  '(take|remove|drop) <whom> (off|from|off of|out of) [the|our] (<path> path|path <named>)',
  "(abandon|stop) <whom> 's (path|journey)",
);

/** What is to become of somebody's journey. */
type Move = { to: 'next' } | { to: 'step'; step: string } | { to: 'done' } | { to: 'off' };

/** "Move Sarah Chen to the next step of the Volunteer path", "Take her off the Volunteer path" */
export const moving: Intent = {
  needs: ['list_path_journeys', 'get_path', 'update_path_journey'],
  examples: ['Move Sarah Chen to the next step of the Volunteer onboarding path'],
  read(clause, kit) {
    const asked = withPossessives(clause);
    return (
      read(kit, toNext(asked), () => ({ to: 'next' })) ??
      read(kit, toStep(asked), ({ step = '' }) => ({ to: 'step', step: plainName(step) })) ??
      read(kit, done(asked), () => ({ to: 'done' })) ??
      read(kit, off(asked), () => ({ to: 'off' }))
    );
  },
};

function read(
  kit: PlanKit,
  ways: Record<string, string>[],
  moveOf: (slots: Record<string, string>) => Move,
): Reading | undefined {
  for (const slots of ways) {
    const find = readPerson(slots['whom']!, kit);
    const path = slots['path'] ?? slots['named'];
    if (find) return aboutPerson(find, () => move(kit, find, path && plainName(path), moveOf(slots)));
  }
  return undefined;
}

function* move(kit: PlanKit, find: FindsPerson, pathName: string | undefined, to: Move): Plan {
  const person = yield* find(kit);
  const who = nameOfPerson(person);
  const journey = yield* journeyOf(kit, person, pathName);
  const id = idOf(journey);
  const path = named(journey['path'], 'without a name');
  if (to.to === 'done') {
    const call = { tool: 'move_path_journey', input: { id, action: 'complete' } };
    return yield* carryOut(kit, call, ofOne(['complete', 'Completed'], `the path ${path} for ${who}`));
  }
  if (to.to === 'off') {
    const call = { tool: 'delete_path_journey', input: { id } };
    return yield* carryOut(kit, call, ofOne(['take', 'Took'], `${who} off the path ${path}`));
  }
  const step = yield* stepOf(kit, journey, to, { who, path });
  const call = { tool: 'update_path_journey', input: { id, current_step_id: idOf(step) } };
  return yield* carryOut(kit, call, ofOne(['move', 'Moved'], `${who} to the step ${stepName(step)} of the path ${path}`));
}

/** The one journey that somebody is on now; ends the plan when there is none, or with the choice of paths. */
function* journeyOf(kit: PlanKit, person: Row, pathName: string | undefined): Step<Row> {
  const path = pathName === undefined ? undefined : yield* recordNamed(kit, 'path', pathName);
  const filter = { signup_id: idOf(person), journey_status: 'active', ...(path && { path_id: idOf(path) }) };
  const journeys = rowsOf(yield* kit.call('path journeys', 'list_path_journeys', { filter, limit: 20 }));
  const who = nameOfPerson(person);
  if (journeys.length === 1) return { ...journeys[0]!, ...(path && { path: path['name'] }) };
  if (journeys.length === 0) {
    const where = path ? `not on the path ${named(path['name'], 'without a name')}` : 'on no path';
    throw new CannotAnswer(`${who} is ${where} now. Nothing was changed.`);
  }
  const byPath = journeys.map(row => ({ ...row, name: row['path'] }));
  const chosen = kit.chosen(byPath);
  if (chosen) return chosen;
  const names = journeys.map(row => `“${named(row['path'], 'without a name')}”`);
  throw new WhichOne(`${who} is on ${names.length} paths: ${listed(names)}. Which one do you mean?`);
}

const stepName = (step: Row): string => named(step['name'], 'without a name');

interface Spoken {
  who: string;
  path: string;
}

/** The step after the present one, or the one of that name; ends the plan with the steps there are. */
function* stepOf(kit: PlanKit, journey: Row, to: Move, { who, path }: Spoken): Step<Row> {
  const { data } = yield* kit.call('this path', 'get_path', { id: String(journey['path_id']) });
  const steps = rowsOf({ data: fieldsOf(data)?.['steps'] });
  const names = listed(steps.map(stepName), steps.length, 20);
  if (to.to !== 'step') {
    const now = steps.findIndex(step => idOf(step) === String(journey['current_step_id']));
    const step = steps[now + 1];
    if (step) return step;
    throw new CannotAnswer(
      `${who} is at the last step of the path ${path}${now >= 0 ? `, ${stepName(steps[now]!)}` : ''}. Nothing was changed. I could complete the path instead.`,
    );
  }
  const plain = (text: unknown): string => String(text).trim().toLowerCase();
  const fitting = steps.filter(step => plain(step['name']) === plain(to.step));
  if (fitting.length === 1) return fitting[0]!;
  throw new CannotAnswer(`The path ${path} has no step “${named(to.step)}”. Its steps: ${names}. Nothing was changed.`);
}
