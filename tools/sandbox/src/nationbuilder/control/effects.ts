import type { Double } from '../double';
import type { Json, Mail, NationRecord, RecordChange } from '../engine/records';

/** Mail of all nations that was not sent, oldest first within a nation. */
export const outboxOf = (double: Double): (Mail & { nation: string })[] =>
  double.allNations().flatMap(nation => nation.outbox.map(mail => ({ nation: nation.slug, ...mail })));

/** A record that is not as the seed made it. Of an updated one only the properties that differ, those that came null before. */
interface ShownChange {
  readonly nation: string;
  readonly type: string;
  readonly id: string;
  readonly change: 'created' | 'updated' | 'deleted';
  readonly before: Json;
  readonly after: Json;
}

/** What differs from the seed, in all nations. `list_places` are the people on lists. */
export const changesOf = (double: Double): ShownChange[] =>
  double.allNations().flatMap(nation => nation.changes().map(change => ({ nation: nation.slug, ...shown(change) })));

function shown({ type, id, before, after }: RecordChange): Omit<ShownChange, 'nation'> {
  if (!before || !after) {
    const whole = (record: NationRecord | undefined): Json => (record ? (record as Json) : null);
    return { type, id, change: before ? 'deleted' : 'created', before: whole(before), after: whole(after) };
  }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter(name => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null));
  const part = (record: NationRecord): Json => Object.fromEntries(changed.map(name => [name, record[name] ?? null]));
  return { type, id, change: 'updated', before: part(before), after: part(after) };
}
