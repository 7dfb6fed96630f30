import { plainName } from '../clauses';
import type { Intent } from '../intent';
import { recordNamed } from '../named-records';
import { daysBefore } from '../nation-time';
import { numberIn, says } from '../phrases';
import { CannotAnswer, countOf, rowsOf, type Plan, type PlanKit } from '../plan';
import { groupLines } from '../records/groups';
import { counted, listed, named } from '../wording';

const onPath = '[on|in|along|with] [their|his or her|the|a|any] [path|paths|journey]';
const still = '[for|in|during|since] [more than|over|at least|the last|the past] <#number> (<unit>)';
const stuck = says(
  `(who|which people|{list} people who|{list} everyone who|{count} [{our}] {people}|which journeys) (has|have) not (moved|progressed|advanced|moved on|moved forward) ${onPath} ${still}`,
  `(who|which people|{count} [{our}] {people}) (is|are|has been|have been) stuck ${onPath} ${still}`,
  `(which|{list}|{count}) [{our}] [path] journeys (have not moved|are stuck|have been stuck) ${still}`,
);
const days: Record<string, number> = { day: 1, week: 7, month: 30 };

/** "Who has not moved on their path for 30 days?" */
export const stuckJourneys: Intent = {
  needs: ['list_path_journeys'],
  examples: ['Who has not moved on their path for 30 days?'],
  read(clause, kit) {
    const { number, unit = '' } = stuck(clause)?.slots ?? {};
    const size = days[unit.toLowerCase().replace(/s$/, '')];
    return number && size ? () => unmoved(kit, numberIn(number) * size) : undefined;
  },
};

function* unmoved(kit: PlanKit, age: number): Plan {
  const filter = { journey_status: 'active', last_moved_at: { lt: daysBefore(kit.now, age) } };
  const result = yield* kit.call('path journeys', 'list_path_journeys', { filter, limit: 20 });
  const { count, partial } = countOf(result);
  const names = rowsOf(result).map(row => named(row['name']));
  const opening = `${partial ? 'At least ' : ''}${counted(count, 'active path journey has', 'active path journeys have')} not moved for more than ${age} days`;
  return names.length > 0 ? `${opening}: ${listed(names, count)}.` : `${opening}.`;
}

const steps = says(
  '{count} [{our}] [active] {people} [are] (at|on|in) (each|every) step of [{our}] (<path> path|path <name>)',
  '({list}|count|break down) [{our}] [active] {people} (by|per) step (of|on) [{our}] (<path> path|path <name>)',
  '{count} [{our}] [active] {people} [are] (by|per) step (of|on) [{our}] (<path> path|path <name>)',
);

/** "How many people are at each step of the first path?" */
export const peopleByStep: Intent = {
  needs: ['list_paths', 'aggregate_records'],
  examples: ['How many people are at each step of the first path?'],
  read(clause, kit) {
    const { path, name } = steps(clause)?.slots ?? {};
    const said = path ?? name;
    return said === undefined ? undefined : () => byStep(kit, plainName(said));
  },
};

function* byStep(kit: PlanKit, name: string): Plan {
  const first = /^(?:very )?first$/i.test(name);
  const path = first
    ? rowsOf(yield* kit.call('paths', 'list_paths', { sort: 'id', limit: 1 }, { limit: 1 }))[0]
    : yield* recordNamed(kit, 'path', name);
  if (!path) throw new CannotAnswer('There are no paths.');
  const filter = { path_id: path['id'], journey_status: 'active' };
  const input = { type: 'path_journeys', filter, measures: [{ fn: 'count' }], group_by: 'current_step_id' };
  const result = yield* kit.call('steps', 'aggregate_records', input);
  const lines = groupLines(rowsOf(result), { currency: kit.currency, chronological: false });
  const where = `the path ${named(path['name'], 'without a name')}`;
  return lines.length > 0 ? `Active people at each step of ${where}:\n${lines.join('\n')}` : `No one is active on ${where}.`;
}
