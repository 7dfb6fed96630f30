import { z } from 'zod';
import { NationSlug } from '../ids';

/** What a page of the control panel shows; decides what "this person" or "this list" can mean. */
const pageKinds = [
  'person',
  'people',
  'list',
  'event',
  'donation',
  'path',
  'survey',
  'petition',
  'mailing',
  'membership',
  'page',
  'dashboard',
  'other',
] as const;
type PageKind = (typeof pageKinds)[number];

const recordId = z.string().regex(/^\d{1,20}$/);

/** What a question may be about: the page its user looks at. Ids only; the server reads the record itself. */
export const PageContext = z.strictObject({
  nationSlug: NationSlug,
  kind: z.enum(pageKinds),
  /** The record of that kind which the page shows. */
  recordId: recordId.optional(),
  /** Of a page: its site. Of anything else: the page of the website that it stands on. */
  parentId: recordId.optional(),
});
export type PageContext = z.output<typeof PageContext>;

/** Where nations live at NationBuilder. */
export const nationBuilderOrigin = 'https://{slug}.nationbuilder.com';

/** Longer addresses are not looked at. */
const longestAddress = 2_048;

type Page = Omit<PageContext, 'nationSlug'>;

/**
 * The page of a control panel address, by the address alone. Undefined for every address that is not surely of a nation:
 * another host, scheme or port, user info, a slug that is none. A page of the nation that is not known is `other`. Pure, never
 * throws; runs in browsers too.
 *
 * @param address as the browser shows it.
 * @param origin where nations live, with `{slug}` in its place: the double's in development.
 */
export function pageContextOf(address: string, origin: string = nationBuilderOrigin): PageContext | undefined {
  const place = address.length <= longestAddress ? placeOf(address, origin) : undefined;
  return place && { nationSlug: place.nationSlug, ...pageOf(place.path.split('/').filter(segment => segment !== '')) };
}

function placeOf(address: string, origin: string): { nationSlug: NationSlug; path: string } | undefined {
  const url = parsed(address);
  if (!url || url.username !== '' || url.password !== '') return undefined;
  const whole = `${url.protocol}//${url.host}${url.pathname}`;
  const [before = '', after = ''] = origin.split('{slug}');
  if (!whole.startsWith(before)) return undefined;
  const [label = ''] = whole.slice(before.length).split(/[./:]/, 1);
  const path = whole.slice(before.length + label.length + after.length);
  const nationSlug = NationSlug.safeParse(label);
  const exact = whole === `${before}${label}${after}${path}` && (path === '' || path.startsWith('/'));
  return exact && nationSlug.success ? { nationSlug: nationSlug.data, path } : undefined;
}

function parsed(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}

/** Kinds whose records have a page of their own, `/admin/{type}/{id}`, by the type's name in the API. */
const recordPages: Record<string, { one: PageKind; many: PageKind }> = {
  signups: { one: 'person', many: 'people' },
  lists: { one: 'list', many: 'list' },
  events: { one: 'event', many: 'event' },
  donations: { one: 'donation', many: 'donation' },
  paths: { one: 'path', many: 'path' },
  surveys: { one: 'survey', many: 'survey' },
  petitions: { one: 'petition', many: 'petition' },
  mailings: { one: 'mailing', many: 'mailing' },
  memberships: { one: 'membership', many: 'membership' },
  pages: { one: 'page', many: 'page' },
};

/** Other pages about a kind. Their ids are of other records, so none is told. */
const relatedPages: Record<string, PageKind> = {
  people: 'people',
  signup_tags: 'people',
  signup_taggings: 'people',
  signup_profiles: 'people',
  contacts: 'people',
  custom_fields: 'people',
  relationships: 'people',
  imports: 'people',
  streams: 'people',
  voters: 'people',
  event_rsvps: 'event',
  event_ticket_levels: 'event',
  finances: 'donation',
  financial_transactions: 'donation',
  donation_tracking_codes: 'donation',
  pledges: 'donation',
  path_steps: 'path',
  path_journeys: 'path',
  path_histories: 'path',
  path_journey_status_changes: 'path',
  survey_questions: 'survey',
  survey_question_possible_responses: 'survey',
  survey_question_responses: 'survey',
  petition_signatures: 'petition',
  broadcasters: 'mailing',
  emails: 'mailing',
  membership_types: 'membership',
  sites: 'page',
  suggestion_boxes: 'page',
  suggestions: 'page',
  dashboard: 'dashboard',
};

/** Parts of the editor of a website page that show what stands on it. */
const pageTabs: Record<string, PageKind> = {
  event: 'event',
  events: 'event',
  rsvps: 'event',
  event_rsvps: 'event',
  petition: 'petition',
  petitions: 'petition',
  signatures: 'petition',
  petition_signatures: 'petition',
  survey: 'survey',
  surveys: 'survey',
  donation: 'donation',
  donations: 'donation',
};

function pageOf([area, type, id, ...rest]: string[]): Page {
  if (area !== 'admin') return { kind: 'other' };
  if (type === undefined) return { kind: 'dashboard' };
  if (type === 'sites' && rest.length > 0) return sitePageOf(id, rest);
  const record = own(recordPages, type);
  if (!record) return { kind: own(relatedPages, type) ?? 'other' };
  return isId(id) ? { kind: record.one, recordId: id } : { kind: record.many };
}

/** `/admin/sites/{site}/pages/{page}/{tab}`: the editor of a page, or of what stands on it. */
function sitePageOf(site: string | undefined, [part, page, tab]: string[]): Page {
  if (part !== 'pages' || !isId(site)) return { kind: 'other' };
  if (!isId(page)) return { kind: own(pageTabs, page ?? '') ?? 'page' };
  const kind = own(pageTabs, tab ?? '');
  return kind ? { kind, parentId: page } : { kind: 'page', recordId: page, parentId: site };
}

function isId(segment: string | undefined): segment is string {
  return recordId.safeParse(segment).success;
}

/** Names out of an address are looked up among ours alone: `constructor` is none. */
function own<Value>(table: Record<string, Value>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
