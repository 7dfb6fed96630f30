import fc from 'fast-check';
import { operators, resourceOf, type ResourceType, resourceTypes } from '../catalog/catalog';
import { checkFilter, filterableNames } from './check-filter';

const messages = (type: ResourceType, filter: Record<string, unknown>): string[] =>
  checkFilter(type, filter).map(({ message }) => message);

it('accepts every way of comparing that the API documents', () => {
  expect(
    checkFilter('signups', {
      id: ['1', '2'],
      first_name: { prefix: 'An', not_eq: 'Anna', match: undefined },
      last_name: ['Chen', null, 'null'],
      email: null,
      is_volunteer: true,
      donations_amount_in_cents: { gte: 10_000, lt: '20000' },
      created_at: { gte: '2026-05-01', lt: '2026-06-01T00:00:00-05:00' },
      born_at: '1990-01-31',
      recruiter_id: { not_eq: 7 },
      custom_values: { eq: [{ shirt: 'M' }, { shirt: 'L' }] },
      employer: undefined,
      occupation: 'a }} b',
    }),
  ).toEqual([]);
  expect(checkFilter('signup_tags', { signup_id: '7' })).toEqual([]);
});

it('names a wrong attribute, where it stands and the nearest right ones', () => {
  expect(checkFilter('signups', { fist_name: 'Ana' })).toEqual([
    {
      attribute: 'fist_name',
      pointer: 'filter',
      message: 'signups has no attribute "fist_name" (nearest: first_name, last_name, full_name)',
      nearest: ['first_name', 'last_name', 'full_name'],
    },
  ]);
});

it('names the operators that an attribute allows', () => {
  const [problem] = checkFilter('donations', { amount_in_cents: { match: '1' } });
  expect(problem).toEqual({
    attribute: 'amount_in_cents',
    pointer: 'filter.amount_in_cents',
    message: 'amount_in_cents cannot be compared by "match" (allowed: eq, not_eq, gt, gte, lt, lte)',
    operators: ['eq', 'not_eq', 'gt', 'gte', 'lt', 'lte'],
  });
  expect(messages('signup_tags', { signup_id: { not_eq: '7' } })).toEqual([
    'signup_id cannot be compared by "not_eq" (allowed: eq)',
  ]);
});

it.each<[ResourceType, Record<string, unknown>, string]>([
  ['signup_taggings', { signup_tag_id: '1' }, 'it is tag_id'],
  ['events', { name: 'Rally' }, 'the name is on the page'],
  ['signups', { home_address_attributes: {} }, 'signups cannot be filtered by "home_address_attributes"'],
  ['event_rsvps', { phone_number: '1' }, 'event_rsvps cannot be filtered by "phone_number"'],
  ['signups', { primary_address: 'x' }, 'signups has no attribute "primary_address"'],
  ['signups', { constructor: 'x' }, 'signups has no attribute "constructor"'],
  ['donations', { amount_in_cents: 'much' }, 'amount_in_cents must be a whole number'],
  ['donations', { amount_in_cents: 1.5 }, 'amount_in_cents must be a whole number'],
  ['donations', { succeeded_at: { gte: 'last month' } }, 'succeeded_at must be an instant with offset'],
  ['donations', { succeeded_at: { gte: '2026-02-30' } }, 'succeeded_at must be an instant with offset'],
  ['donations', { succeeded_at: { gte: null } }, 'succeeded_at cannot be null with gte'],
  ['donations', { is_private: 'yes' }, 'is_private must be true or false'],
  ['donations', { signup_id: 'Ana' }, 'signup_id must be an id'],
  ['donations', { status: 'paid' }, 'status must be one of succeeded, pending, failed, canceled, not "paid"'],
  ['memberships', { expires_on: '2026-06-01T00:00:00Z' }, 'expires_on must be a date'],
  ['signups', { first_name: { $ne: 1 } }, 'first_name cannot be compared by "$ne"'],
  ['donations', { status: { eq: ['failed', 'pending'] } }, 'status takes one value with eq: give the list itself'],
  ['donations', { status: { not_eq: ['failed', 'pending'] } }, 'status takes one value with not_eq: any of several'],
  ['signups', { employer: 'a }}, b' }, 'employer cannot be asked for'],
  ['signups', { employer: ['a', '{{b}}'] }, 'employer cannot be asked for'],
  ['signups', { employer: 'a, {b}' }, 'employer cannot be asked for'],
  ['signups', { custom_values: { shirt: 'M' } }, 'custom_values must be { eq: { slug: value } }'],
  ['signups', { custom_values: { eq: {} } }, 'custom_values must be { eq: { slug: value } }'],
])('of %s, %j: %s', (type, filter, message) => {
  expect(messages(type, filter)).toEqual([expect.stringContaining(message)]);
});

it.each([{ first_name: {} }, { first_name: { eq: undefined } }, { first_name: [] }, { first_name: { not_eq: [] } }])(
  'refuses %j: a condition that is left out would find everybody',
  filter => expect(checkFilter('signups', filter)).toHaveLength(1),
);

it('compares with what records hold, also where a write has fewer choices', () => {
  expect(checkFilter('pages', { page_type_name: 'Event' })).toEqual([]);
  expect(checkFilter('pages', { status: 'secret' })).toHaveLength(1);
});

it('accepts every documented operator of every attribute of every type, and no other', () => {
  const known = new Set(Object.values(operators).flat());
  for (const type of resourceTypes)
    for (const name of filterableNames(resourceOf(type))) {
      const attribute = resourceOf(type).attributes[name];
      if (attribute?.filter === 'hash') continue;
      const special = resourceOf(type).specialFilters.includes(name);
      const allowed: readonly string[] = special ? ['eq'] : operators[attribute?.filter ?? 'id'];
      for (const operator of known) {
        const refused = checkFilter(type, { [name]: { [operator]: sample(attribute?.kind ?? 'id', attribute?.choices) } });
        expect({ type, name, operator, refused: refused.length > 0 }).toEqual({
          type,
          name,
          operator,
          refused: !allowed.includes(operator),
        });
      }
    }
});

it('bears anything as a filter without throwing', () => {
  const anything = fc.dictionary(fc.string(), fc.anything());
  fc.assert(fc.property(fc.constantFrom(...resourceTypes), anything, (type, filter) => Array.isArray(checkFilter(type, filter))));
});

function sample(kind: string, choices?: readonly unknown[]): unknown {
  const samples: Record<string, unknown> = { id: '1', integer: 1, decimal: '1.5', flag: true, date: '2026-01-01' };
  return choices?.[0] ?? samples[kind] ?? (kind === 'time' ? '2026-01-01T00:00:00Z' : 'x');
}
