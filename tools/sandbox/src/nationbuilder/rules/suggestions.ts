import { validationFailed } from '../engine/api-error';
import { type NationRecord, textOf } from '../engine/records';
import type { Change } from '../writes/change';
import type { Rules, Step, Values } from '../writes/rule';
import { pageWithSlug } from './pages';
import { freeSlug } from './slugs';

/** Stage of a suggestion that nobody has looked at: "Submitted". */
const submitted = 7;

export const suggestionRules: Rules = {
  suggestion_boxes: {
    defaults: step => ({
      ...pageDefaults(step, textOf(step.record.name), 'Suggestion box'),
      title: step.record.name,
      headline: step.record.name,
      allow_image: false,
      require_image: false,
      send_auto_responses: true,
      send_response_notifications: true,
      send_official_response_notifications: true,
    }),
    check: mustBeUnique,
    follow: ({ change, before, after }) => keepPage(change, before?.page_id, after && { ...after }),
  },
  suggestions: {
    defaults(step) {
      const { change, record } = step;
      const site_id = change.find('suggestion_boxes', record.suggestion_box_id)?.site_id;
      const placed = { ...step, record: { ...record, site_id, status: record.status ?? 'published' } };
      return {
        ...pageDefaults(placed, textOf(record.headline), 'Suggestion'),
        site_id,
        status: 'published',
        response_type_id: submitted,
        has_image: false,
      };
    },
    check: mustBeUnique,
    derive: ({ change, record, before }) => {
      const isResponded = textOf(record.official_response) !== '';
      const isFirst = isResponded && textOf(before?.official_response) === '';
      return {
        is_responded: isResponded,
        ...(isFirst && {
          responded_at: record.responded_at ?? change.at,
          response_author_id: record.response_author_id ?? change.authorId,
        }),
      };
    },
    follow({ change, before, after, given, orders }) {
      keepPage(change, before?.page_id, after && { ...after, name: after.headline, title: after.headline });
      if (after && given.official_response && orders.notify_followers === true)
        change.mail('official response', 'suggestions', after.id, { to: null, signupId: null });
    },
  },
};

/** Both are pages of a type of their own; the slug and the page are made together. */
function pageDefaults({ change, record }: Step, name: string, page_type_name: string): Values {
  const { site_id, status, external_id } = record;
  const slug = freeSlug(name, one => pageWithSlug(change, { site_id, slug: one }) !== undefined);
  // A slug that is taken is refused in `check`, for the suggestion and not for its page.
  const wanted = record.slug && !pageWithSlug(change, record) ? record.slug : slug;
  const page = change.create('pages', { site_id, status, external_id, name, slug: wanted, page_type_name });
  return { slug, page_id: page.id };
}

/** The page shows what its suggestion or box says, and goes with it. */
function keepPage(change: Change, pageId: Values[string], after: Values | undefined): void {
  if (!after) return change.delete('pages', textOf(pageId));
  const { name, title, slug, status, site_id, headline, external_id } = after;
  const page = { name, title, slug, status, site_id, headline, external_id, url_path: `/${textOf(slug)}` };
  change.set('pages', after.page_id, page);
}

/** @throws ApiError 400 `validation_failed`, the form that only these two types have. */
function mustBeUnique({ change, record, given }: Step): void {
  const taken: string[] = [];
  if (pageWithSlug(change, { id: record.page_id, site_id: record.site_id, slug: record.slug })) taken.push('slug');
  if (given.external_id && isExternalIdTaken(change, record)) taken.push('external_id');
  if (taken.length > 0)
    throw validationFailed(taken.map(attribute => ({ attribute, message: 'has already been taken', code: 'taken' })));
}

/** An external id is one among all pages, suggestions and boxes; that of its own page does not count. */
function isExternalIdTaken(change: Change, { external_id, page_id }: NationRecord): boolean {
  const pagesWithIt = ['suggestions', 'suggestion_boxes'].flatMap(type =>
    change.where(type, 'external_id', textOf(external_id)).map(row => row.page_id),
  );
  const pages = change.where('pages', 'external_id', textOf(external_id)).map(page => page.id);
  return [...pagesWithIt, ...pages].some(id => id !== page_id);
}
