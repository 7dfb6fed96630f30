import { type Json, type NationRecord, textOf } from '../engine/records';
import { formatAmount } from '../seed/giving';
import { sentence, singularOf, type View } from './view';

const LONGEST = 160;

/** What a record is called: its name, or what it connects by their names. Never empty, and short enough for a heading. */
export function titleOf(view: View, type: string, record: NationRecord): string {
  const title = (TITLES[type]?.(record, namesIn(view)) ?? textOf(record.name)).trim();
  return shortened(title === '' ? `${singularOf(type)} ${record.id}` : title, LONGEST);
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

const TITLES: Readonly<Record<string, (record: NationRecord, names: Names) => string>> = {
  signups: one => textOf(one.full_name) || textOf(one.email) || textOf(one.phone_number) || `Person ${one.id}`,
  signup_profiles: (one, names) => `Profile of ${person(names, one)}`,
  signup_taggings: (one, names) => `${names('signup_tags', one.tag_id)} on ${person(names, one)}`,
  relationships: (one, names) => `${names('signups', one.first_signup_id)} and ${names('signups', one.second_signup_id)}`,
  contacts: (one, names) => `${sentence(textOf(one.contact_method) || 'contact')} with ${person(names, one)}`,
  donations: (one, names) => `${formatAmount(Number(one.amount_in_cents ?? 0))} from ${person(names, one)}`,
  pledges: (one, names) => `${formatAmount(Number(one.amount_in_cents ?? 0))} promised by ${person(names, one)}`,
  memberships: (one, names) => `${names('membership_types', one.membership_type_id)}: ${person(names, one)}`,
  events: (one, names) => names('pages', one.page_id),
  event_rsvps: (one, names) => `${fullName(one) || person(names, one)} at ${names('events', one.event_id)}`,
  petitions: (one, names) => names('pages', one.page_id),
  petition_signatures: (one, names) => `${person(names, one)} on ${names('petitions', one.petition_id)}`,
  suggestions: one => textOf(one.headline),
  survey_questions: one => textOf(one.content),
  survey_question_responses: (one, names) => `${person(names, one)}: ${answerOf(one, names)}`,
  path_journeys: (one, names) => `${person(names, one)} on ${names('paths', one.path_id)}`,
  path_histories: (one, names) => `${sentence(textOf(one.category))}: ${names('path_journeys', one.path_journey_id)}`,
  automation_enrollments: (one, names) => `${person(names, one)} in ${names('automations', one.automation_id)}`,
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
