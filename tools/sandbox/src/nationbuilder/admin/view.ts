import { resourceOf } from '@nat/nationbuilder';
import type { Nation } from '../engine/records';
import { type Html, html } from '../http/html';

/** What every page is made for. */
export interface View {
  readonly nation: Nation;
  /** `/n/{slug}` under that addressing and empty under `{slug}.localhost`. */
  readonly prefix: string;
}

/** Address of the page of a type or a record, with parameters where there are any. */
export function address({ prefix }: View, type?: string, id?: string, parameters: Record<string, string> = {}): string {
  const path = ['/admin', type, id].filter(part => part !== undefined).join('/');
  const query = new URLSearchParams(parameters).toString();
  return `${prefix}${path}${query === '' ? '' : `?${query}`}`;
}

/** Text of a record. It cannot turn the direction of the text around it. */
export const isolated = (text: string): Html => html`<bdi>${text}</bdi>`;

/** A type in the plural, as a person would say it. */
export const pluralOf = (type: string): string => PLURALS[type] ?? sentence(type);
/** One record of a type. */
export const singularOf = (type: string): string => SINGULARS[type] ?? sentence(resourceOf(type).singular);

/** `path_steps` as `Path steps`. */
export function sentence(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const PLURALS: Readonly<Record<string, string>> = {
  signups: 'People',
  signup_profiles: 'Profiles',
  signup_tags: 'Tags',
  signup_taggings: 'Taggings',
  donation_tracking_codes: 'Tracking codes',
  event_rsvps: 'RSVPs',
  event_ticket_levels: 'Ticket levels',
  survey_question_possible_responses: 'Survey choices',
  survey_question_responses: 'Survey answers',
  path_journey_status_changes: 'Reasons to end a journey',
};
const SINGULARS: Readonly<Record<string, string>> = {
  signups: 'Person',
  signup_profiles: 'Profile',
  signup_tags: 'Tag',
  signup_taggings: 'Tagging',
  donation_tracking_codes: 'Tracking code',
  event_rsvps: 'RSVP',
  event_ticket_levels: 'Ticket level',
  survey_question_possible_responses: 'Survey choice',
  survey_question_responses: 'Survey answer',
  path_journey_status_changes: 'Reason to end a journey',
};

/** `3 people`, `1 person`, `1,300 petition signatures`. */
export function countOf(count: number, type: string): string {
  const noun = count === 1 ? singularOf(type) : pluralOf(type);
  return `${count.toLocaleString('en-US')} ${/^[A-Z]{2}/.test(noun) ? noun : noun.charAt(0).toLowerCase() + noun.slice(1)}`;
}
