import { resourceOf, type ResourceType } from '@nat/nationbuilder';
import type { ToolContext } from '../kit/define-tool';
import type { JournalItem } from '../kit/journal';
import { differing } from '../writing/changes';
import { readRecord } from '../writing/records';

type Values = Readonly<Record<string, unknown>>;

/**
 * Names of what somebody changed since an update wrote it: where what is there now is not what the update left. Empty when
 * nothing was, or when nobody knows what the update left.
 */
export async function changedSince(item: JournalItem, context: ToolContext): Promise<string[]> {
  const { id, type, after } = item;
  if (!after) return [];
  const { attributes } = resourceOf(type);
  const own = picked(after, name => Object.hasOwn(attributes, name));
  const page = picked(after, name => !Object.hasOwn(attributes, name));
  const now = await readRecord(type, id, Object.keys(own), context, Object.keys(page));
  return [...differing(type, now.values, own), ...differing('pages' as ResourceType, now.page?.values ?? {}, page)];
}

const picked = (values: Values, chosen: (name: string) => boolean): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => chosen(name)));
