import { type Json, type NationRecord, textOf } from '../engine/records';
import { formatAmount } from '../rules/derived-texts';
import { sentence, singularOf, type View } from './view';

const LONGEST = 160;

/**
 * What a record is called: its name, or what it connects by their names. Never empty, and short enough for a heading. On the
 * page of a record that `within` is the key of, that one is not named again: an RSVP of an event is called like its guest.
 */
export function titleOf(view: View, type: string, record: NationRecord, within?: string): string {
  const names = namesIn(view);
  const title =
    within === undefined
      ? fullTitle(names, type, record)
      : (titleWithin(names, type, record, within) ?? fullTitle(names, type, record));
  return shortened(title.trim() === '' ? `${singularOf(type)} ${record.id}` : title.trim(), LONGEST);
}

function fullTitle(names: Names, type: string, record: NationRecord): string {
  const bond = BONDS[type];
  if (bond) return `${guest(names, record)} ${bond.joint} ${names(bond.type, record[bond.key])}`;
  return TITLES[type]?.(record, names) ?? textOf(record.name);
}

function titleWithin(names: Names, type: string, record: NationRecord, within: string): string | undefined {
  const bond = BONDS[type];
  if (within === bond?.key) return guest(names, record);
  if (within !== 'signup_id') return undefined;
  return bond ? names(bond.type, record[bond.key]) : OF_A_PERSON[type]?.(record);
}

/** What the record of that id is called; undefined where there is none. */
export function nameOf(view: View, type: string, id: Json | undefined): string | undefined {
  const record = view.nation.table(type).find(textOf(id));
  return record && titleOf(view, type, record);
}

/** A text cut between characters, never inside one, with a sign that it goes on. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const characters = Array.from(text.slice(0, longest * 2));
  return characters.length <= longest ? text : `${characters.slice(0, longest).join('')}…`;
}

type Names = (type: string, id: Json | undefined) => string;
const namesIn =
  (view: View): Names =>
  (type, id) =>
    nameOf(view, type, id) ?? (type === 'signups' ? 'nobody' : `no ${singularOf(type).toLowerCase()}`);

const person = (names: Names, record: NationRecord): string => names('signups', record.signup_id);
const fullName = (record: NationRecord): string => [record.first_name, record.last_name].map(textOf).join(' ').trim();

/** Records that do nothing but tie a person to something. */
const BONDS: Readonly<Record<string, { readonly key: string; readonly type: string; readonly joint: string }>> = {
  signup_taggings: { key: 'tag_id', type: 'signup_tags', joint: 'tagged' },
  memberships: { key: 'membership_type_id', type: 'membership_types', joint: 'as' },
  event_rsvps: { key: 'event_id', type: 'events', joint: 'at' },
  petition_signatures: { key: 'petition_id', type: 'petitions', joint: 'on' },
  path_journeys: { key: 'path_id', type: 'paths', joint: 'on' },
  automation_enrollments: { key: 'automation_id', type: 'automations', joint: 'in' },
};

/** An RSVP has the name that its guest gave; the others know only the person. */
const guest = (names: Names, record: NationRecord): string => fullName(record) || person(names, record);
const amount = (one: NationRecord): string => formatAmount(Number(one.amount_in_cents ?? 0));
const method = (one: NationRecord): string => sentence(textOf(one.contact_method) || 'contact');

/** What is left of a title on the page of its person. */
const OF_A_PERSON: Readonly<Record<string, (record: NationRecord) => string>> = {
  contacts: method,
  donations: amount,
  pledges: amount,
};

const TITLES: Readonly<Record<string, (record: NationRecord, names: Names) => string>> = {
  signups: one => textOf(one.full_name) || textOf(one.email) || textOf(one.phone_number) || `Person ${one.id}`,
  signup_profiles: (one, names) => `Profile of ${person(names, one)}`,
  relationships: (one, names) => `${names('signups', one.first_signup_id)} and ${names('signups', one.second_signup_id)}`,
  contacts: (one, names) => `${method(one)} with ${person(names, one)}`,
  donations: (one, names) => `${amount(one)} from ${person(names, one)}`,
  pledges: (one, names) => `${amount(one)} promised by ${person(names, one)}`,
  events: (one, names) => names('pages', one.page_id),
  petitions: (one, names) => names('pages', one.page_id),
  suggestions: one => textOf(one.headline),
  survey_questions: one => textOf(one.content),
  survey_question_responses: (one, names) => `${person(names, one)}: ${answerOf(one, names)}`,
  path_histories: (one, names) => `${sentence(textOf(one.category))}: ${names('path_journeys', one.path_journey_id)}`,
  mailings: one => textOf(one.name) || textOf(one.subject),
  imports: one => textOf(one.file_name),
  voters: (one, names) => `Voter ${person(names, one)}`,
  ballots: (one, names) => `${names('voters', one.voter_id)}, ${names('elections', one.election_id)}`,
  elections: one =>
    [one.state, one.election_period, 'election', textOf(one.election_at)]
      .map(part => textOf(part))
      .filter(Boolean)
      .join(' '),
};

/** What was answered: the choice, or the words. */
export function answerOf(record: NationRecord, names: Names): string {
  const { survey_question_possible_response_id: choice, content } = record;
  return choice ? names('survey_question_possible_responses', choice) : textOf(content) || 'no answer';
}
