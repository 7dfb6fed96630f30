import type { Difference } from './workbench';

/** What is written once and then only added to. */
const onlyGrows = new Set(['path_histories']);
/** What tells that something happened, and by whom, but not what is. */
const traces =
  /^(?:id|author_id|created_at|updated_at|.*_changed_at|note_updated_at|last_moved_at|ended_at|published_at|removed_enrollments_count)$/;

/** A value without what says nothing: keys in order, no nulls, no flags that are not set, no zeros, no empty objects. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value === false || value === 0 ? null : value;
  const entries = Object.entries(value).map(([name, part]): [string, unknown] => [name, plain(part)]);
  const kept = entries.filter(([name, part]) => part !== null && !traces.test(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return kept.length === 0 ? null : Object.fromEntries(kept);
}
const text = (values: Difference['before']): string => JSON.stringify(plain(values));

/** Differences that are left when new ids and traces are looked past. */
export function lasting(differences: Difference[]): unknown[] {
  const told = differences.filter(({ type }) => !onlyGrows.has(type));
  const made = told.filter(({ change }) => change === 'created').map(one => `${one.type} ${text(one.after)}`);
  const rest = told.filter(one => {
    if (one.change === 'updated') return text(one.before) !== text(one.after);
    // Made anew: another record of the same values stands for the one that was deleted.
    const twin = one.change === 'deleted' ? made.indexOf(`${one.type} ${text(one.before)}`) : -1;
    if (twin >= 0) made.splice(twin, 1);
    return one.change === 'deleted' && twin < 0;
  });
  return [...rest, ...made];
}

/** The same, each as one line that tells nothing of new ids and traces, in order. */
export function lastingLines(differences: Difference[]): string[] {
  const lines = lasting(differences).map(one => {
    if (typeof one === 'string') return `created ${one}`;
    const { type, id, change, before, after } = one as Difference;
    return `${change} ${type} ${id} ${text(before)} ${text(after)}`;
  });
  return lines.toSorted((a, b) => (a < b ? -1 : 1));
}
