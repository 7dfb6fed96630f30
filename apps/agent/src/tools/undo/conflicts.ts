import { resourceOf, type ResourceType } from '@nat/nationbuilder';
import type { ToolContext } from '../kit/define-tool';
import type { JournalItem } from '../kit/journal';
import { type Change, changesOf, differing } from '../writing/changes';
import { namesOfIds } from '../writing/names-of-ids';
import { type NowThere, readRecord, readRecords } from '../writing/records';
import { cleared, isValues, picked, type Values } from '../writing/values';

/** A record that was written, with what the write left of it and what had been there before. */
export type Written = Pick<JournalItem, 'id' | 'type' | 'before' | 'after'>;

/**
 * What somebody changed since a write, by name and as it is now: what is there is neither what the write left nor what was there
 * before it, and so taken back already. Empty when nothing was, or when nobody knows what the write left.
 *
 * @throws NationBuilderError `not_found` when the record is gone.
 */
export async function changedSince(written: Written, context: ToolContext): Promise<Values> {
  const { id, type, after } = written;
  if (!after) return {};
  const { own, page } = parted(type, after);
  return changesIn(written, await readRecord(type, id, Object.keys(own), context, Object.keys(page)));
}

/** The same of many records, in their order, a hundred per call. Of a record that is gone nothing was changed. */
export async function changedAmong(all: readonly Written[], context: ToolContext): Promise<Values[]> {
  const found = new Map<Written, Values>();
  for (const type of new Set(all.map(one => one.type))) {
    const known = all.filter(one => one.type === type && one.after);
    const { own, page } = parted(type, Object.assign({}, ...known.map(({ after }) => after)) as Values);
    const ids = [...new Set(known.map(({ id }) => id))];
    const now = await readRecords(type, ids, Object.keys(own), context, Object.keys(page));
    for (const one of known) found.set(one, now.has(one.id) ? changesIn(one, now.get(one.id)!) : {});
  }
  return all.map(one => found.get(one) ?? {});
}

/** What goes with a record that somebody changed since, as a card shows it. */
export async function lossOf(type: ResourceType, changed: Values, context: ToolContext): Promise<Change[]> {
  const { own, page } = parted(type, changed);
  return [
    ...changesOf('pages', page, cleared(Object.keys(page)), context.timeZone),
    ...changesOf(type, own, cleared(Object.keys(own)), context.timeZone, await namesOfIds(type, own, context)),
  ];
}

/** Values of a record itself, and those of its page. */
function parted(type: ResourceType, values: Values): { own: Values; page: Values } {
  const { attributes } = resourceOf(type);
  const names = Object.keys(values);
  return {
    own: picked(
      values,
      names.filter(name => Object.hasOwn(attributes, name)),
    ),
    page: picked(
      values,
      names.filter(name => !Object.hasOwn(attributes, name)),
    ),
  };
}

function changesIn({ type, before = {}, after = {} }: Written, now: NowThere): Values {
  const { own, page } = parted(type, after);
  return { ...changed(type, now.values, own, before), ...changed('pages', now.page?.values ?? {}, page, before) };
}

function changed(type: ResourceType, now: Values, after: Values, before: Values): Values {
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
