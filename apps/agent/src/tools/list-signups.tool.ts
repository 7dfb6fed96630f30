import type { ReadQuery } from '@nat/nationbuilder';
import { z } from 'zod';
import { defineTool, type ToolContext } from './kit/define-tool';
import { distinctLinks } from './kit/links';
import { counted, dateCondition, filterOf, limit, numberCondition, textCondition } from './kit/parameters';
import { nameOf, placeField, placeOf, samePlace, signupFields, signupRow } from './signup-row';

const place = z.string().trim().min(1).max(100);
const flag = z.boolean();

const filter = z.strictObject({
  first_name: textCondition.optional().describe('First name.'),
  last_name: textCondition.optional().describe('Last name.'),
  full_name: textCondition.optional().describe('Whole name. Use match with the words of a name to find a person.'),
  email: textCondition.optional().describe('E-mail address. Only to filter by: addresses are never returned.'),
  is_volunteer: flag.optional().describe('True for volunteers.'),
  is_donor: flag.optional().describe('True for everyone who has ever given.'),
  is_supporter: flag.optional().describe('True for supporters.'),
  is_prospect: flag.optional().describe('True for prospects.'),
  do_not_contact: flag.optional().describe('True for people who asked not to be contacted at all.'),
  do_not_call: flag.optional().describe('True for people who asked not to be called.'),
  is_deceased: flag.optional().describe('True for people who have died.'),
  signup_type: z.literal([0, 1]).optional().describe('0 for people, 1 for organizations. Leave out for both.'),
  donations_count: numberCondition.optional().describe('How often the person has given in all.'),
  donations_amount_in_cents: numberCondition.optional().describe('What the person has given in all, in cents: $100 is 10000.'),
  first_donated_at: dateCondition.optional().describe('When the person gave for the first time.'),
  last_donated_at: dateCondition.optional().describe('When the person gave most recently.'),
  last_contacted_at: dateCondition.optional().describe('When the person was last contacted.'),
  created_at: dateCondition.optional().describe('When the person was added to the nation: joined, signed up.'),
});

const input = z.strictObject({
  filter: filter.optional().describe('Conditions that must all hold. Leave out to take everyone.'),
  city: place.optional().describe('City of the primary address, such as Austin. Exact name, without regard to case.'),
  state: place.optional().describe('State of the primary address as a two-letter code, such as TX.'),
  sort: z
    .enum(['last_name', '-created_at', 'created_at', '-donations_amount_in_cents', '-donations_count', '-last_donated_at'])
    .optional()
    .describe('Order of the rows; a leading minus is descending.'),
  limit,
});
type Input = z.output<typeof input>;

/** Finds and counts people. */
export const listSignups = defineTool({
  name: 'list_signups',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: ['listSignups'],
  description:
    'Finds and counts the people (called signups) of the nation by any of their attributes and by city or state. Use it for ' +
    'who and how many questions about volunteers, donors, supporters or names. Returns up to 20 rows with id, name, city, ' +
    'state, roles and giving, and in count the exact number of all matches. For donations within a period use list_donations; ' +
    'for people with a tag use list_signup_tags and then list_signup_taggings.',
  input,
  title: ({ city, state }) => `Looking up people${city || state ? ` in ${[city, state].filter(Boolean).join(', ')}` : ''}`,
  run: (request, context) => (request.city || request.state ? byPlace(request, context) : byAttributes(request, context)),
});

const wanted: ReadQuery<'signups'> = { fields: { signups: signupFields }, extraFields: { signups: [placeField] } };

/** NationBuilder filters, sorts and counts. */
async function byAttributes(request: Input, { nation, links, signal }: ToolContext) {
  const query: ReadQuery<'signups'> = { filter: filterOf(request.filter), sort: request.sort, ...wanted, count: true };
  const { records, total } = await nation.list('signups', { ...query, page: { size: request.limit, number: 1 } }, signal);
  return result(records, total ?? records.length, false, links);
}

/** An address cannot be filtered by the API: all matches are read and the place is compared by code. */
async function byPlace(request: Input, { nation, links, signal }: ToolContext) {
  const query: ReadQuery<'signups'> = { filter: filterOf(request.filter), sort: request.sort ?? 'created_at', ...wanted };
  const { records, truncated } = await nation.listAll('signups', query, signal);
  const there = records.filter(record => {
    const { city, state } = placeOf(record);
    return (!request.city || samePlace(city, request.city)) && (!request.state || samePlace(state, request.state));
  });
  return result(there.slice(0, request.limit), there.length, truncated, links);
}

function result(records: Parameters<typeof signupRow>[0][], count: number, truncated: boolean, links: ToolContext['links']) {
  return {
    forModel: { data: records.map(signupRow), count, ...(truncated && { truncated }) },
    summary: `${truncated ? 'at least ' : ''}${counted(count, 'person', 'people')}`,
    links: distinctLinks(records.map(record => links.to('signup', record.id, nameOf(record)))),
  };
}
