import { resourceOf, type ResourceType } from '@nat/nationbuilder';
import type { ToolContext } from '../kit/define-tool';
import type { JournalItem } from '../kit/journal';
import { differing } from '../writing/changes';
import { type NowThere, readRecord, readRecords } from '../writing/records';

type Values = Readonly<Record<string, unknown>>;

/** A record that was written, with what the write left of it and what had been there before. */
export type Written = Pick<JournalItem, 'id' | 'type' | 'before' | 'after'>;

/**
 * What somebody changed since a write, by name and as it is now: what is there is neither what the write left nor what was there
 * before it, and so taken back already. Empty when nothing was, or when nobody knows what the write left.
 *
 * @throws NationBuilderError `not_found` when the record is gone.
 */
export async function changedSince(written: Written, context: ToolContext): Promise<Values> {
  if (!written.after) return {};
  const [own, page] = namesOf([written]);
  return changesIn(written, await readRecord(written.type, written.id, own, context, page));
}

/** The same of many records, in their order, a hundred per call. Of a record that is gone nothing was changed. */
export async function changedAmong(all: readonly Written[], context: ToolContext): Promise<Values[]> {
  const changed = new Map<Written, Values>();
  for (const type of new Set(all.map(one => one.type))) {
    const known = all.filter(one => one.type === type && one.after);
    const [own, page] = namesOf(known);
    const ids = [...new Set(known.map(({ id }) => id))];
    const now = await readRecords(type, ids, own, context, page);
    for (const one of known) changed.set(one, now.has(one.id) ? changesIn(one, now.get(one.id)!) : {});
  }
  return all.map(one => changed.get(one) ?? {});
}

/** Names of what was written to the records themselves, and to their pages. */
function namesOf(all: readonly Written[]): [own: string[], page: string[]] {
  const names = [...new Set(all.flatMap(({ type, after = {} }) => Object.keys(after).map(name => [type, name] as const)))];
  const own = names.filter(([type, name]) => isOwn(type, name)).map(([, name]) => name);
  const page = names.filter(([type, name]) => !isOwn(type, name)).map(([, name]) => name);
  return [[...new Set(own)], [...new Set(page)]];
}

const isOwn = (type: ResourceType, name: string): boolean => Object.hasOwn(resourceOf(type).attributes, name);

function changesIn({ type, before = {}, after = {} }: Written, now: NowThere): Values {
  return {
    ...changesOf(
      type,
      now.values,
      picked(after, name => isOwn(type, name)),
      before,
    ),
    ...changesOf(
      'pages',
      now.page?.values ?? {},
      picked(after, name => !isOwn(type, name)),
      before,
    ),
  };
}

function changesOf(type: ResourceType, now: Values, after: Values, before: Values): Values {
  const isBack = (name: string): boolean =>
    Object.hasOwn(before, name) && differing(type, now, { [name]: before[name] }).length === 0;
  const names = differing(type, now, after).filter(name => !isBack(name));
  return Object.fromEntries(names.map(name => [name, partsOf(now[name], after[name])]));
}

/** Of an address and of the nation's own fields the parts that were written. */
function partsOf(now: unknown, written: unknown): unknown {
  if (!isValues(now) || !isValues(written) || written.delete === true) return now ?? null;
  return Object.fromEntries(Object.keys(written).map(part => [part, now[part] ?? null]));
}

const isValues = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value);

const picked = (values: Values, chosen: (name: string) => boolean): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => chosen(name)));
