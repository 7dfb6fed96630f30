import type { ResourceType } from '../catalog/catalog';
import { findOperation, operationNames } from '../catalog/find-operation';
import { checkRead } from './check-read';
import { refuse } from './problems';

const check = (type: ResourceType, query: object, name = 'list') => checkRead(findOperation(type, name)!, query);
const messages = (type: ResourceType, query: object, name = 'list'): string[] =>
  check(type, query, name).map(({ message }) => message);

it('accepts a read with all its parts', () => {
  const query = {
    filter: { status: 'succeeded' },
    include: ['signup', 'page'],
    sideloadFilter: { signups: { is_volunteer: true } },
    fields: { donations: ['amount_in_cents'], signups: ['full_name'], pages: ['name'] },
    extraFields: { donations: ['billing_address'], signups: ['primary_address'] },
    sort: ['-succeeded_at', 'id'],
    page: { size: 100, number: 1 },
    count: true,
  };
  expect(check('donations', query)).toEqual([]);
});

it.each<[ResourceType, string]>([
  ['automations', 'enrollments'],
  ['donation_tracking_codes', 'donations'],
  ['elections', 'ballots'],
  ['signup_tags', 'signups'],
  ['surveys', 'survey_questions'],
])('a list of %s does not sideload %s, one record does', (type, name) => {
  expect(messages(type, { include: [name] })).toEqual([
    `${type} does not take include "${name}" on list: show one record to include it`,
  ]);
  expect(messages(type, { include: [name] }, 'create')).toHaveLength(1);
  expect(messages(type, { include: [name] }, 'show')).toEqual([]);
});

it.each<[ResourceType, object, string, string?]>([
  ['donations', { include: ['donor'] }, 'donations has no relationship "donor"'],
  ['donations', { include: ['signup.tags'] }, 'donations has no relationship "signup.tags"'],
  ['donations', { sort: '-amount_in_cent' }, 'donations cannot be sorted by "amount_in_cent" (nearest: amount_in_cents'],
  ['signups', { sort: 'custom_values' }, 'signups cannot be sorted by "custom_values"'],
  ['donations', { fields: { donations: ['amounts'] } }, 'donations has no attribute "amounts" (nearest: amount'],
  ['donations', { fields: { signups: ['full_name'] } }, 'nothing is answered of type "signups"'],
  ['signups', { fields: { signups: ['home_address_attributes'] } }, 'has no attribute "home_address_attributes"'],
  ['signups', { extraFields: { signups: ['address'] } }, 'signups has no extra field "address"'],
  ['donations', { sideloadFilter: { signups: { is_donor: true } } }, 'nothing is sideloaded of type "signups"'],
  ['donations', { include: ['signup'], sideloadFilter: { signups: { donor: true } } }, 'signups has no attribute "donor"'],
  ['donations', { page: { size: 101, number: 1 } }, 'a page has 1 to 100 records'],
  ['donations', { page: { size: 20, number: 0 } }, 'a page has 1 to 100 records'],
  ['donations', { filter: { status: 'paid' } }, 'status must be one of'],
  ['signups', { filter: { is_donor: true } }, 'meSignup takes no filter', 'me'],
  ['lists', { sort: 'first_name' }, 'listSignupListings takes no sort', 'signups'],
  ['suggestions', { fields: { suggestions: ['slug'] } }, 'updateSuggestion takes no fields', 'update'],
])('of %s, %j: %s', (type, query, message, name = 'list') => {
  expect(messages(type, query, name)).toEqual([expect.stringContaining(message)]);
});

it('knows every operation of a type by its name', () => {
  expect(operationNames('lists').sort()).toEqual(
    ['add_signups', 'create', 'delete', 'list', 'remove_signups', 'show', 'signups', 'tag', 'untag', 'update'].sort(),
  );
  expect(operationNames('path_journeys')).not.toContain('delete');
  expect(findOperation('signups', 'push')).toMatchObject({ id: 'pushSignup', method: 'PATCH' });
  expect(findOperation('sites', 'show')).toBeUndefined();
});

it('is refused as invalid, with ten problems told at most and nothing about a status', () => {
  const names = Array.from({ length: 30 }, (_, n) => `wrong_${n}`);
  const problems = check('donations', { fields: { donations: names } });
  expect(problems).toHaveLength(30);
  expect(() => refuse(problems)).toThrow(expect.objectContaining({ kind: 'invalid' }));
  try {
    refuse(problems);
  } catch (error) {
    const { failure } = error as { failure: { fields: unknown[]; detail: string; status?: number } };
    expect([failure.fields.length, failure.status]).toEqual([10, undefined]);
    expect(failure.detail.length).toBeLessThanOrEqual(1_000);
  }
  expect(() => refuse([])).not.toThrow();
});
