import { queryString } from './query-string';

it('encodes every part of a read as the API wants it', () => {
  const parameters = queryString({
    filter: {
      is_volunteer: true,
      first_name: { prefix: 'An', not_eq: 'Anna' },
      city: 'Austin, TX',
      id: ['1', '2'],
      email: null,
      last_name: 'null',
      left_out: undefined,
    },
    fields: { signups: ['first_name', 'last_name'] },
    extraFields: { signups: ['primary_address'] },
    include: ['signup_tags'],
    sort: '-created_at',
    page: { size: 100, number: 2 },
    count: true,
  });
  expect(Object.fromEntries(parameters)).toEqual({
    'filter[is_volunteer]': 'true',
    'filter[first_name][prefix]': 'An',
    'filter[first_name][not_eq]': 'Anna',
    'filter[city]': '{{Austin, TX}}',
    'filter[id]': '1,2',
    'filter[email]': 'null',
    'filter[last_name]': '{{null}}',
    'fields[signups]': 'first_name,last_name',
    'extra_fields[signups]': 'primary_address',
    include: 'signup_tags',
    sort: '-created_at',
    'page[size]': '100',
    'page[number]': '2',
    'stats[total]': 'count',
  });
});
