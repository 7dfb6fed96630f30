import type { ResourceType } from '@nat/nationbuilder';
import { filterWords, type GivenFilter } from '../kit/filters';
import { nounsOf } from '../kit/nouns';
import { ToolError } from '../kit/tool-error';
import { receivedOnly } from './received-only';

export const sourceNames = [
  'signups',
  'donations',
  'taggings',
  'list',
  'event_rsvps',
  'memberships',
  'contacts',
  'path_journeys',
  'petition_signatures',
  'survey_responses',
  'result_set',
] as const;
export type SourceName = (typeof sourceNames)[number];

interface Source {
  /** Type of the records that say who is meant; of lists and selections the people themselves. */
  readonly type: ResourceType;
  /** What the `id` of a condition is an id of, as an attribute of the type. */
  readonly idKey?: string;
  readonly operations: readonly string[];
}

/** Where people can be found, and what leads from there to them. */
export const sources: Readonly<Record<SourceName, Source>> = {
  signups: { type: 'signups', idKey: 'id', operations: ['listSignups'] },
  donations: { type: 'donations', operations: ['listDonations'] },
  taggings: { type: 'signup_taggings', idKey: 'tag_id', operations: ['listSignupTaggings'] },
  list: { type: 'signups', operations: ['listSignupListings', 'showList'] },
  event_rsvps: { type: 'event_rsvps', idKey: 'event_id', operations: ['listEventRsvps'] },
  memberships: { type: 'memberships', idKey: 'membership_type_id', operations: ['listMemberships'] },
  contacts: { type: 'contacts', operations: ['listContacts'] },
  path_journeys: { type: 'path_journeys', idKey: 'path_id', operations: ['listPathJourneys'] },
  petition_signatures: { type: 'petition_signatures', idKey: 'petition_id', operations: ['listPetitionSignatures'] },
  survey_responses: {
    type: 'survey_question_responses',
    idKey: 'survey_question_id',
    operations: ['listSurveyQuestionResponses'],
  },
  result_set: { type: 'signups', operations: [] },
};

/** One condition on people, as the model puts it. */
export interface PeopleCondition {
  from: SourceName;
  filter?: GivenFilter;
  /** Of what the source is about: a tag, a list, an event, … or a selection. */
  id?: string;
  city?: string;
  state?: string;
  not?: boolean;
  min_count?: number;
  min_sum_in_cents?: number;
}

/** The filter of a condition with its `id` in place. Throws a {@link ToolError} for parts that do not go together. */
export function givenFilterOf({ from, filter, id, ...rest }: PeopleCondition): GivenFilter {
  const { type, idKey } = sources[from];
  const needsId = from === 'list' || from === 'result_set';
  if (needsId && (id === undefined || filter !== undefined))
    throw misfit(`A condition from ${from} takes its id and no filter. Add a condition from signups to narrow it.`);
  if (rest.min_sum_in_cents !== undefined && from !== 'donations') throw misfit('min_sum_in_cents goes with donations only.');
  if ((rest.city ?? rest.state) !== undefined && from !== 'signups')
    throw misfit('city and state go with a condition from signups: add one.');
  if (id !== undefined && !needsId && idKey === undefined) throw misfit(`A condition from ${from} takes no id: use its filter.`);
  if (id !== undefined && idKey !== undefined && filter && Object.hasOwn(filter, idKey))
    throw misfit(`${idKey} is given twice: as id and in the filter.`);
  const byId = id !== undefined && idKey !== undefined ? { [idKey]: id } : {};
  return receivedOnly(type, { ...filter, ...byId });
}

const misfit = (message: string): ToolError => new ToolError('invalid_condition', message);

/** A condition in plain words, such as `not donations: status succeeded`. */
export function conditionWords(condition: PeopleCondition): string {
  const { from, id, city, state, not, min_count: count, min_sum_in_cents: sum } = condition;
  const { type } = sources[from];
  const words = [
    from === 'list' || from === 'result_set' ? id : filterWords(type, givenFilterOf(condition)),
    city && `city ${city}`,
    state && `state ${state}`,
    count && `at least ${count}`,
    sum && `at least ${sum} cents`,
  ];
  const what = from === 'list' || from === 'result_set' ? from.replace('_', ' ') : nounsOf(type);
  const said = words.filter(Boolean).join(', ');
  return `${not ? 'not ' : ''}${what}${said && `: ${said}`}`;
}
