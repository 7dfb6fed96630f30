import type { ToolContext } from '../kit/define-tool';
import { tellRead } from '../kit/read-progress';
import { chunksOf, idsPerRead } from '../kit/records-by-id';

/** A tag as it is now. */
export interface Tag {
  id: string;
  name: string;
  /** People who have it. */
  count: number;
}

/** Counts who has a tag. */
export function countTagged({ id }: Pick<Tag, 'id'>, { nation, signal }: ToolContext): Promise<number> {
  return nation.count('signup_taggings', { filter: { tag_id: id } }, signal);
}

/**
 * Which of the people have the tag. Reads whichever is shorter: everybody who has it, page by page, or the people by hundreds;
 * keeps nothing but ids of these people.
 */
export async function taggedAmong(ids: readonly string[], tag: Tag, context: ToolContext): Promise<Set<string>> {
  const { nation, signal } = context;
  const fields = { signup_taggings: ['signup_id'] } as const;
  const found = new Set<string>();
  if (tag.count === 0) return found;
  const wanted = new Set(ids);
  const keep = (records: { attributes: { signup_id?: unknown } }[]): void => {
    for (const { attributes } of records) if (wanted.has(String(attributes.signup_id))) found.add(String(attributes.signup_id));
  };
  if (tag.count <= ids.length) {
    const query = { filter: { tag_id: tag.id }, fields, sort: 'id' } as const;
    let read = 0;
    for await (const { records } of nation.pages('signup_taggings', query, { signal })) {
      keep(records);
      tellRead((read += records.length), tag.count, context);
    }
    return found;
  }
  for (const [index, part] of chunksOf(ids, idsPerRead).entries()) {
    const filter = { tag_id: tag.id, signup_id: part };
    const page = { size: idsPerRead, number: 1 };
    keep((await nation.list('signup_taggings', { filter, fields, page }, signal)).records);
    tellRead((index + 1) * idsPerRead, ids.length, context);
  }
  return found;
}
