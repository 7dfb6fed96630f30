import { findOperation, type RecordWrite, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { plainText } from '../kit/clean-text';
import type { ToolContext } from '../kit/define-tool';
import { dayOf } from './zone-time';

type Write = RecordWrite<ResourceType>;
type Values = Readonly<Record<string, unknown>>;

/**
 * How a record that was made is recognized, since NationBuilder has no idempotency key (api.md section 11).
 *
 * - `by`: attributes that are equal.
 * - `also`: further conditions.
 * - `on`: an attribute whose day is the same; today where the write does not give it.
 * - `once`: there is only one; a second is not made.
 */
interface NaturalKey {
  by: readonly string[];
  also?: Values;
  on?: string;
  once?: true;
  /** Told when such a record is there and another one is to be made. */
  note?: string;
}

const keys: { readonly [T in ResourceType]?: NaturalKey } = {
  signup_tags: { by: ['name'], once: true },
  signup_taggings: { by: ['signup_id', 'tag_id'], once: true },
  contacts: { by: ['signup_id', 'contact_method'], on: 'created_at' },
  donations: {
    by: ['signup_id', 'amount_in_cents'],
    on: 'succeeded_at',
    note: 'A donation of this person with the same amount on the same day is there already.',
  },
  pledges: {
    by: ['signup_id', 'amount_in_cents'],
    on: 'created_at',
    note: 'A pledge of this person with the same amount was recorded today.',
  },
  memberships: {
    by: ['signup_id', 'membership_type_id'],
    also: { status: 'active' },
    note: 'The person has an active membership of this type already.',
  },
  path_journeys: { by: ['signup_id', 'path_id'], also: { journey_status: 'active' }, once: true },
  automation_enrollments: { by: ['signup_id', 'automation_id'], once: true },
  petition_signatures: { by: ['petition_id', 'signup_id'], once: true },
  survey_question_responses: {
    by: ['signup_id', 'survey_question_id', 'survey_question_possible_response_id', 'content'],
    once: true,
  },
  relationships: { by: ['first_signup_id', 'second_signup_id', 'relationship_type'], once: true },
  signup_profiles: { by: ['signup_id'], once: true },
  voters: { by: ['signup_id'], once: true },
  ballots: { by: ['election_id', 'voter_id'], once: true },
  lists: { by: ['name'], note: 'A list of this name is there already.' },
  event_rsvps: { by: [], once: true },
  events: { by: ['start_at'], note: 'An event of this name at this time is there already.' },
};

/** True when a second record of the same key is not made. */
export const isOnce = (type: ResourceType): boolean => keys[type]?.once === true;

/** What to know of records like the one that is to be made. */
export interface Alike {
  ids: string[];
  once: boolean;
  note?: string;
}

/** Records that are the same by their natural key, newest last. For a type without one: those that agree in what a create needs. */
export async function alike(type: ResourceType, write: Write, context: ToolContext): Promise<Alike> {
  const key = keys[type] ?? { by: resourceOf(type).requiredOnCreate };
  const { once = false, note } = key;
  return { ids: await idsAlike(type, key, write, context), once, ...(note && { note }) };
}

async function idsAlike(type: ResourceType, key: NaturalKey, write: Write, context: ToolContext): Promise<string[]> {
  const values = (write.attributes ?? {}) as Values;
  if (type === 'event_rsvps') return repliesAlike(write, context);
  if (type === 'signups') return peopleAlike(values, context);
  if (type === 'events') return eventsAlike(values, write, context);
  const filter = filterOf(type, key, values, context);
  return filter ? ids(type, filter, context) : [];
}

/** Undefined where nothing tells such a record from any other. */
function filterOf(type: ResourceType, { by, also, on }: NaturalKey, values: Values, context: ToolContext): Values | undefined {
  const { attributes } = resourceOf(type);
  const given = by.filter(name => values[name] !== undefined && values[name] !== null && attributes[name]?.filter !== 'none');
  const equal = given.flatMap(name => (Object.hasOwn(attributes, name) ? [[name, { eq: values[name] }] as const] : []));
  if (equal.length === 0) return undefined;
  return { ...Object.fromEntries(equal), ...also, ...(on && { [on]: sameDay(values[on], context) }) };
}

function sameDay(value: unknown, { clock, timeZone }: ToolContext): { gte: string; lt: string } {
  const { from, until } = dayOf(typeof value === 'string' ? Date.parse(value) : clock.now(), timeZone);
  return { gte: from, lt: until };
}

async function ids(type: ResourceType, filter: Values, { nation, signal }: ToolContext): Promise<string[]> {
  if (!findOperation(type, 'list')) return [];
  const [field] = resourceOf(type).defaultFields;
  const query = { filter, fields: { [type]: [field] }, page: { size: 100, number: 1 } } as never;
  const { records } = await nation.list(type, query, signal);
  return records.map(({ id }) => id);
}

/** Replies have no key of their person: everybody's reply to the event is looked through. */
async function repliesAlike({ attributes = {}, related }: Write, { nation, signal }: ToolContext): Promise<string[]> {
  const { event_id: eventId, email } = attributes as Values;
  const person = ((related ?? {}) as Record<string, { id?: string }>).signup?.id;
  const filter = { event_id: eventId, ...(person === undefined && { email }) } as never;
  const query = { filter, fields: { event_rsvps: ['event_id'], signups: ['first_name'] }, include: ['signup'] } as const;
  const { records, included } = await nation.listAll('event_rsvps', query, signal);
  return records.filter(one => person === undefined || included.one(one as never, 'signup')?.id === person).map(({ id }) => id);
}

/** People of the same e-mail address, phone number or external id; of a name alone there may be many. */
async function peopleAlike(values: Values, context: ToolContext): Promise<string[]> {
  const key = ['email', 'external_id', 'mobile_number', 'phone_number'].find(name => typeof values[name] === 'string');
  const names = ['first_name', 'last_name'].filter(name => typeof values[name] === 'string');
  const by = key ? [key] : names;
  if (by.length === 0) return [];
  return ids('signups', Object.fromEntries(by.map(name => [name, { eq: values[name] }])), context);
}

async function eventsAlike(values: Values, { related }: Write, { nation, signal }: ToolContext): Promise<string[]> {
  const page = ((related ?? {}) as Record<string, { create?: Values }>).page?.create;
  const query = {
    filter: { start_at: values.start_at },
    fields: { events: ['start_at'], pages: ['name'] },
    include: ['page'],
  } as never;
  const { records, included } = await nation.listAll('events', query, signal);
  const name = plainText(page?.name);
  return records.filter(one => plainText(included.one(one as never, 'page')?.attributes.name) === name).map(({ id }) => id);
}
