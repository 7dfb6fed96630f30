import type { Filter, ResourceType } from '@nat/nationbuilder';
import { everyPage, readCap, type Selection } from '../kit/all-records';
import type { ToolContext } from '../kit/define-tool';
import { filterOf } from '../kit/filters';
import { personIdOf } from '../kit/person';
import { tellRead } from '../kit/read-progress';
import type { Wanted } from '../kit/records-by-id';
import { smallestField } from '../kit/row-plan';
import { peopleOfSet } from '../selections/people-of-set';
import { givenFilterOf, type PeopleCondition, sources } from './people-sources';

type Context = Pick<ToolContext, 'nation' | 'signal' | 'timeZone' | 'resultSets' | 'progress'>;

export interface Found {
  /** Ids in the order they were found. */
  people: string[];
  /** True when not all records could be read. */
  truncated: boolean;
}

/** Up to so many people are looked up by their ids, instead of reading everybody who meets a condition. */
const lookedUpById = 1_000;

/**
 * People who meet every condition: sets of ids, intersected and subtracted. Only ids are held. What narrows most is read
 * first, and conditions on people themselves last, of those who are left.
 */
export async function meetingAll(conditions: readonly PeopleCondition[], context: Context): Promise<Found> {
  for (const condition of conditions) givenFilterOf(condition); // refused before anything is read
  const wanted = conditions.filter(({ not }) => !not);
  const start: readonly PeopleCondition[] = wanted.length > 0 ? wanted : [{ from: 'signups' }];
  const ordered = [...bySource(start), ...bySource(conditions.filter(({ not }) => not))];
  let left: Set<string> | undefined;
  let truncated = false;
  for (const condition of ordered) {
    const found = await peopleOf(condition, left, context);
    truncated ||= found.truncated;
    const there = new Set(found.people);
    const before = left;
    left = before ? new Set([...before].filter(id => there.has(id) !== (condition.not === true))) : there;
    if (left.size === 0) break;
  }
  return { people: [...(left ?? [])], truncated };
}

const bySource = (conditions: readonly PeopleCondition[]): PeopleCondition[] =>
  [...conditions].sort((a, b) => Number(a.from === 'signups') - Number(b.from === 'signups'));

async function peopleOf(condition: PeopleCondition, left: ReadonlySet<string> | undefined, context: Context): Promise<Found> {
  const { from, id, city, state } = condition;
  if (from === 'result_set') return peopleOfSet(await context.resultSets.get(id!), context);
  if (from === 'list') return membersOf(id!, context);
  const { type } = sources[from];
  const given = givenFilterOf(condition);
  const few = from === 'signups' && left !== undefined && left.size <= lookedUpById && !('id' in given);
  const selection: Selection = {
    type,
    filter: (await filterOf(type, given, context)) as Filter<ResourceType>,
    ...(from === 'signups' && { place: { city, state } }),
    ...(few && { within: { key: 'id', ids: [...left] } }),
  };
  return from === 'signups' ? ids(selection, context) : counted(selection, condition, context);
}

async function ids(selection: Selection, context: Context): Promise<Found> {
  const found: Found = { people: [], truncated: false };
  for await (const page of everyPage(selection, { fields: { signups: ['created_at'] } }, context)) {
    for (const { id } of page.records) found.people.push(id);
    found.truncated ||= page.truncated;
  }
  return found;
}

/** People by how many records of theirs match, and what those come to. */
async function counted(selection: Selection, condition: PeopleCondition, context: Context): Promise<Found> {
  const { min_count: minCount = 1, min_sum_in_cents: minSum } = condition;
  const sums = new Map<string, { count: number; cents: number }>();
  let truncated = false;
  for await (const page of everyPage(selection, wantedOf(selection.type), context)) {
    for (const record of page.records) {
      const person = personIdOf(record, page.included);
      if (person === undefined) continue;
      const sum = sums.get(person) ?? { count: 0, cents: 0 };
      const { amount_in_cents: cents } = record.attributes as { amount_in_cents?: unknown };
      sums.set(person, { count: sum.count + 1, cents: sum.cents + (Number.isSafeInteger(cents) ? (cents as number) : 0) });
    }
    truncated ||= page.truncated;
  }
  const enough = [...sums].filter(([, { count, cents }]) => count >= minCount && (minSum === undefined || cents >= minSum));
  return { people: enough.map(([person]) => person), truncated };
}

function wantedOf(type: ResourceType): Wanted {
  if (type === 'event_rsvps')
    return { fields: { event_rsvps: ['event_id'], signups: ['created_at'] }, include: ['signup'] as never };
  const cents = type === 'donations' ? ['amount_in_cents'] : [];
  return { fields: { [type]: ['signup_id', ...cents] } };
}

async function membersOf(listId: string, context: Context): Promise<Found> {
  const { nation, signal } = context;
  const found: Found = { people: [], truncated: false };
  // The pages do not say how many there are: the list does.
  const { record: list } = await nation.show('lists', listId, { fields: { lists: ['signups_count'] } }, signal);
  const query = { fields: { signups: [smallestField('signups') as 'created_at'] } };
  for await (const page of nation.members(listId, query, { signal, cap: readCap })) {
    for (const { id } of page.records) found.people.push(id);
    found.truncated ||= page.truncated;
    tellRead(found.people.length, list.attributes.signups_count ?? undefined, context);
  }
  return found;
}
