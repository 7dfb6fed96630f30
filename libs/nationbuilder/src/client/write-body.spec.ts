import { writeBody } from './write-body';

it('matches new records to their relationship by a temp-id, and links existing ones', () => {
  const signup_tags = [{ create: { name: 'Host' } }, { id: '3', method: 'disassociate' as const }];
  const author = { id: '5', method: 'update' as const, attributes: { employer: 'Acme' } };
  expect(writeBody('signups', { attributes: { first_name: 'Ana' }, related: { signup_tags, author } }, '7')).toEqual({
    data: {
      id: '7',
      type: 'signups',
      attributes: { first_name: 'Ana' },
      relationships: {
        signup_tags: {
          data: [
            { type: 'signup_tags', 'temp-id': 'signup_tags-1', method: 'create' },
            { type: 'signup_tags', id: '3', method: 'disassociate' },
          ],
        },
        author: { data: { type: 'signups', id: '5', method: 'update' } },
      },
    },
    included: [
      { type: 'signup_tags', 'temp-id': 'signup_tags-1', attributes: { name: 'Host' } },
      { type: 'signups', id: '5', attributes: { employer: 'Acme' } },
    ],
  });
});

it('sends a list where a relationship has many, also for one record', () => {
  const body = writeBody('signups', { related: { signup_tags: { id: '3' } } });
  expect(body).toMatchObject({ data: { relationships: { signup_tags: { data: [{ type: 'signup_tags', id: '3' }] } } } });
});

it('makes the page of an event an event page', () => {
  expect(writeBody('events', { related: { page: { create: { name: 'Rally' } } } })).toMatchObject({
    data: { relationships: { page: { data: { 'temp-id': 'page-1' } } } },
    included: [{ type: 'pages', 'temp-id': 'page-1', attributes: { name: 'Rally', page_type_name: 'Event' } }],
  });
});
