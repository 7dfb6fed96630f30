import { type NationRecord, textOf } from '../engine/records';
import type { Change } from '../writes/change';
import type { Rules, Step, Values } from '../writes/rule';
import { freeSlug } from './slugs';

/** From the most open to the most closed. */
const permissionLevels = ['anyone', 'logged_in', 'members', 'control_panel_users', 'admins'];

export const pageRules: Rules = {
  pages: {
    defaults: step => ({
      title: step.record.name,
      headline: step.record.name,
      slug: freeSlug(textOf(step.record.name), slug => pageWithSlug(step.change, { ...step.record, slug }) !== undefined),
      status: 'unlisted',
      permission_level: 'anyone',
      author_id: step.change.authorId,
    }),
    check(step) {
      const { change, record, before, given, fail } = step;
      if (pageWithSlug(change, record)) fail('slug', 'has already been taken', 'taken');
      if (before && given.page_type_name && given.page_type_name !== before.page_type_name)
        fail('page_type_name', 'cannot be changed', 'readonly');
      if (isWithin(change, record, record.parent_id)) fail('parent_id', 'must not be the page itself or one below it');
    },
    derive: derivePage,
  },
  petitions: {
    // A petition is a page: one does not go without the other.
    follow({ change, before, after }) {
      if (!after) change.delete('pages', textOf(before?.page_id));
    },
  },
  petition_signatures: {
    derive: ({ change, record }) => ({ page_id: change.find('petitions', record.petition_id)?.page_id ?? null }),
    follow({ change, before, after, orders }) {
      const petition = change.find('petitions', after?.petition_id);
      const isAnswered = (petition?.is_auto_response ?? true) === true;
      if (after && !before && isAnswered && orders.trigger_autoresponses === true)
        change.mailPerson('petition autoresponse', 'petition_signatures', after.id, after.signup_id);
    },
  },
};

/** Another page of the same site that has the slug of this one. */
export function pageWithSlug(change: Change, page: Values): NationRecord | undefined {
  return change.where('pages', 'slug', textOf(page.slug)).find(other => other.id !== page.id && other.site_id === page.site_id);
}

function isWithin(change: Change, page: NationRecord, parentId: NationRecord[string]): boolean {
  for (let above = change.find('pages', parentId), depth = 0; above && depth < 50; depth += 1) {
    if (above.id === page.id) return true;
    above = change.find('pages', above.parent_id);
  }
  return false;
}

function derivePage({ change, record, before }: Step): Values {
  const parent = change.find('pages', record.parent_id);
  const above = parent ? textOf(parent.effective_permission_level) : 'anyone';
  const published = record.status === 'published' && before?.status !== 'published';
  return {
    url_path: `/${textOf(record.slug)}`,
    parent_slug: parent?.slug ?? null,
    ancestors_permission_level: parent ? above : null,
    effective_permission_level: stricter(above, textOf(record.permission_level)),
    ...(published && { published_at: change.at }),
  };
}

const stricter = (a: string, b: string): string => (permissionLevels.indexOf(a) > permissionLevels.indexOf(b) ? a : b);
