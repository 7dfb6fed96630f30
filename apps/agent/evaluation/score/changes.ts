import type { Change } from '../run/nat-under-test';
import type { TaskRun } from '../run/run-task';
import type { ExpectedChange } from '../tasks/task';
import { matches } from '../tasks/matching';

type Fields = Record<string, unknown>;

/**
 * What NationBuilder keeps up by itself: of a type, the fields that follow from records of another one. They are no change of
 * their own as long as such a record changed too. Seen in the double, which keeps up what the vendor is known to.
 */
const derived: Record<string, Record<string, readonly string[]>> = {
  signups: {
    contacts: ['contact_status', 'last_contacted_at', 'last_contacted_by_id'],
    donations: ['donations_amount_in_cents', 'donations_count', 'last_donated_at'],
    pledges: ['donations_pledged_amount_in_cents'],
  },
  signup_tags: { signup_taggings: ['taggings_count'] },
  lists: { list_places: ['signups_count'] },
  events: { event_rsvps: ['attending_count'] },
  automations: { automation_enrollments: ['total_enrollments_count'] },
  path_journeys: { path_histories: ['ended_at', 'last_moved_at'] },
};

/** Every change has to be expected, and every expected one has to be there; none in another nation. Returns what is wrong. */
export function judgeChanges({ changes, nation }: TaskRun, expected: readonly ExpectedChange[]): string[] {
  const problems: string[] = [];
  const changedTypes = new Set(changes.map(({ type }) => type));
  let left = [...changes];
  for (const one of expected) {
    const found = left.filter(change => change.nation === nation && isExpected(change, one, changedTypes));
    const wrong = one.of ? notOf(found, one.of) : found.length === 1 ? [] : [`${found.length} of them`];
    if (wrong.length > 0) problems.push(`${wrong.join(' and ')}: ${JSON.stringify(one)}`);
    left = left.filter(change => !found.includes(change));
  }
  const more = left.slice(0, 5).map(change => JSON.stringify(change).slice(0, 300));
  return left.length > 0 ? [...problems, `${left.length} that nobody asked for: ${more.join(' · ')}`] : problems;
}

/** Which are missing, and which are there that should not be. */
function notOf(found: readonly Change[], of: Record<string, number[]>): string[] {
  return Object.entries(of).flatMap(([field, ids]) => {
    const those = found.map(({ id, before, after }) => Number(field === 'id' ? id : ((after ?? before) as Fields)[field]));
    const [missing, more] = [ids.filter(id => !those.includes(id)), those.filter(id => !ids.includes(id))];
    const twice = those.filter((id, index) => those.indexOf(id) !== index);
    return Object.entries({ without: missing, with: more, twice }).flatMap(([how, some]) =>
      some.length > 0 ? [`${how} ${field} ${some.join(', ')}`] : [],
    );
  });
}

function isExpected({ type, change, id, ...fields }: Change, expected: ExpectedChange, changedTypes: Set<string>): boolean {
  const [before, after] = [fields.before ?? {}, fields.after ?? {}] as [Fields, Fields];
  return (
    type === expected.type &&
    change === expected.change &&
    (expected.id === undefined || expected.id === id) &&
    matches(expected.before, before) &&
    matches(expected.after, after) &&
    (change !== 'updated' || [before, after].flatMap(Object.keys).every(name => mayDiffer(name, expected, changedTypes)))
  );
}

/** Of an update nothing else differs than what is expected of it, and what follows from something else. */
function mayDiffer(name: string, { type, before, after }: ExpectedChange, changedTypes: Set<string>): boolean {
  if (name === 'updated_at' || name in before || name in after) return true;
  return Object.entries(derived[type] ?? {}).some(([cause, names]) => changedTypes.has(cause) && names.includes(name));
}
