import { type AnyWrite, keyValue, relatedValue, resourceOf, type ResourceRecord, type ResourceType } from '@nat/nationbuilder';
import type { ToolContext } from '../kit/define-tool';
import { dayOf } from '../kit/zoned-time';

type Values = Readonly<Record<string, unknown>>;

/** What there is to say when a record like the one that is to be made is there already. */
interface Twin {
  /** A second one is not made. */
  once?: true;
  /** Told, and another one is made all the same. */
  note?: string;
  /** What tells it, where the natural key of the catalog says too little or too much. */
  by?: readonly string[];
  /** Further conditions. */
  also?: Values;
  /** An attribute whose day is that of the write; today where the write does not give it. */
  on?: string;
}

/** NationBuilder has no idempotency key, so what is there is looked for before it is made again (api.md section 11). */
const twins: { readonly [T in ResourceType]?: Twin } = {
  signups: { note: 'Somebody with this e-mail address, number, id or name is there already: push_signup would update them.' },
  signup_tags: { once: true },
  signup_taggings: { once: true },
  event_rsvps: { once: true },
  path_journeys: { once: true, also: { journey_status: 'active' } },
  automation_enrollments: { once: true },
  petition_signatures: { once: true },
  survey_question_responses: {
    once: true,
    by: ['signup_id', 'survey_question_id', 'survey_question_possible_response_id', 'content'],
  },
  relationships: { once: true },
  signup_profiles: { once: true },
  voters: { once: true },
  ballots: { once: true },
  lists: { note: 'A list of this name is there already.', by: ['name'] },
  events: { note: 'An event of this name at this time is there already.' },
  donations: { note: 'A donation of this person with the same amount on the same day is there already.', on: 'succeeded_at' },
  pledges: { note: 'A pledge of this person with the same amount was recorded today.', on: 'created_at' },
  memberships: { note: 'The person has an active membership of this type already.', also: { status: 'active' } },
};

/** Records that are the same as one that is to be made. */
export interface Alike {
  ids: string[];
  once: boolean;
  note?: string;
}

/** Looks for what is there already; undefined for a type of which there may be any number. */
export async function alike(type: ResourceType, write: AnyWrite, context: ToolContext): Promise<Alike | undefined> {
  const twin = twins[type];
  const key = twin && keyOf(type, twin, write);
  if (!twin || !key) return undefined;
  const { nation, signal, clock, timeZone } = context;
  const own = key.filter(name => !name.includes('.'));
  const related = key.filter(name => name.includes('.'));
  const on = twin.on === undefined ? {} : { [twin.on]: sameDay(write.attributes?.[twin.on], clock.now(), timeZone) };
  const equal = Object.fromEntries(own.map(name => [name, { eq: keyValue(write, name) }]));
  const query = { filter: { ...equal, ...twin.also, ...on }, include: related.map(name => name.split('.')[0]) } as never;
  const { records, included, truncated } = await nation.listAll(type, query, signal, looked);
  const same = (record: ResourceRecord): boolean =>
    related.every(name => relatedValue(record, included, name) === keyValue(write, name));
  const ids = records.filter(same).map(({ id }) => id);
  const note = ids.length > 0 ? twin.note : truncated ? tooMany : undefined;
  return { ids, once: twin.once ?? false, ...(note && { note }) };
}

const tooMany = 'There are too many to look through them all: it may be there already.';

/** Records looked through at most where a key is no filter, as the person of a reply is none. */
const looked = 2_000;

/**
 * The first natural key of which the write has every value; of a key of our own those that it has. None where one of them cannot
 * be asked for, such as a long answer: by the others alone, another answer would be taken for it.
 */
function keyOf(type: ResourceType, { by }: Twin, write: AnyWrite): readonly string[] | undefined {
  const canBeFound = (name: string): boolean => keyValue(write, name) !== undefined;
  if (!by) return resourceOf(type).naturalKeys.find(names => names.every(canBeFound));
  const given = by.filter(name => (write.attributes?.[name] ?? '') !== '');
  return given.length > 0 && given.every(canBeFound) ? given : undefined;
}

function sameDay(value: unknown, now: number, timeZone: string): { gte: string; lt: string } {
  const { from, until } = dayOf(typeof value === 'string' ? Date.parse(value) : now, timeZone);
  return { gte: from, lt: until };
}
