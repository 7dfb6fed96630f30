import { resourceOf, type ResourceType } from '@nat/nationbuilder';
import type { ToolContext } from '../kit/define-tool';
import type { JournalItem } from '../kit/journal';
import { differing } from '../writing/changes';
import { readRecord } from '../writing/records';

type Values = Readonly<Record<string, unknown>>;

/**
 * Names of what somebody changed since an update wrote it: what is there now is neither what the update left nor what was there
 * before it, and so taken back already. Empty when nothing was, or when nobody knows what the update left.
 */
export async function changedSince(
  item: Pick<JournalItem, 'id' | 'type' | 'before' | 'after'>,
  context: ToolContext,
): Promise<string[]> {
  const { id, type, before = {}, after } = item;
  if (!after) return [];
  const { attributes } = resourceOf(type);
  const own = picked(after, name => Object.hasOwn(attributes, name));
  const page = picked(after, name => !Object.hasOwn(attributes, name));
  const now = await readRecord(type, id, Object.keys(own), context, Object.keys(page));
  const isBack = (of: ResourceType, values: Values, name: string): boolean =>
    Object.hasOwn(before, name) && differing(of, values, { [name]: before[name] }).length === 0;
  const nowOnPage = now.page?.values ?? {};
  return [
    ...differing(type, now.values, own).filter(name => !isBack(type, now.values, name)),
    ...differing('pages', nowOnPage, page).filter(name => !isBack('pages', nowOnPage, name)),
  ];
}

const picked = (values: Values, chosen: (name: string) => boolean): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => chosen(name)));
