import { listPlaces, textOf } from '../engine/records';
import type { Change } from '../writes/change';
import type { Rules } from '../writes/rule';
import { slugOf } from './slugs';

export const tagRules: Rules = {
  signup_tags: {
    defaults: () => ({ taggings_count: 0, imported: false, from_sharing_nation: false, shared_with_nations: false }),
    check({ change, record, fail }) {
      const taken = change.where('signup_tags', 'name', textOf(record.name)).some(tag => tag.id !== record.id);
      if (taken) fail('name', 'has already been taken', 'taken');
    },
  },
  signup_taggings: {
    check({ change, record, fail }) {
      if (isTagged(change, textOf(record.signup_id), textOf(record.tag_id))) fail('tag_id', 'has already been taken', 'taken');
    },
    follow({ change, before, after }) {
      const tag = textOf((after ?? before)?.tag_id);
      change.set('signup_tags', tag, { taggings_count: change.count('signup_taggings', 'tag_id', tag) });
    },
  },
  lists: {
    defaults: ({ change, record }) => ({
      author_id: change.authorId,
      slug: slugOf(textOf(record.name)),
      signups_count: 0,
    }),
  },
  [listPlaces]: {
    follow({ change, before, after }) {
      const list = textOf((after ?? before)?.list_id);
      change.set('lists', list, { signups_count: change.count(listPlaces, 'list_id', list) });
    },
  },
};

const isTagged = (change: Change, signupId: string, tagId: string): boolean =>
  change.where('signup_taggings', 'signup_id', signupId).some(tagging => tagging.tag_id === tagId);

/** Tags a person who has not got the tag yet. @returns whether that changed anything. */
export function tagPerson(change: Change, signupId: string, tagId: string): boolean {
  if (isTagged(change, signupId, tagId)) return false;
  change.create('signup_taggings', { signup_id: signupId, tag_id: tagId });
  return true;
}

/** Id of the tag of that name, made when it is missing. */
export function tagNamed(change: Change, name: string): string {
  return (change.where('signup_tags', 'name', name)[0] ?? change.create('signup_tags', { name })).id;
}

/** Applies a `tag_list`: names separated by commas. */
export function applyTagList(change: Change, signupId: string, tagList: string): void {
  const names = tagList.split(',').map(name => name.trim());
  for (const name of names.filter(Boolean)) tagPerson(change, signupId, tagNamed(change, name));
}
