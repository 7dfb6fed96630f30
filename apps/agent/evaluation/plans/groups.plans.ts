import { byKey, counted, groups, plan, row, rows } from '../question-plan';

/** Tags, lists and contacts: how people are grouped and reached. */
export const groupPlans = [
  plan(
    'tagged-volunteer',
    [
      () => [['list_signup_tags', { filter: { name: { eql: 'Volunteer' } } }]],
      answers => [['list_signup_taggings', { filter: { tag_id: row(answers).id }, limit: 1 }]],
    ],
    counted,
  ),
  plan(
    'tagged-either',
    [
      () => [['list_signup_tags', { filter: { name: ['Volunteer', 'volunteers'] } }]],
      answers => [['find_people', { all: [{ from: 'taggings', filter: { tag_id: rows(answers).map(({ id }) => id) } }] }]],
    ],
    counted,
  ),
  plan('most-used-tags', ['list_signup_tags', { sort: '-taggings_count', limit: 5 }], answers =>
    rows(answers).map(({ name, taggings_count: count }) => ({ name, count })),
  ),
  plan('unused-tags', ['list_signup_tags', { filter: { taggings_count: 0 } }], answers => rows(answers).map(({ id }) => id)),
  plan(
    'tagged-not-volunteer',
    [
      () => [['list_signup_tags', { filter: { name: { eql: 'Volunteer' } } }]],
      answers => [
        [
          'find_people',
          {
            all: [
              { from: 'taggings', filter: { tag_id: row(answers).id } },
              { from: 'signups', filter: { is_volunteer: true }, not: true },
            ],
          },
        ],
      ],
    ],
    counted,
  ),
  plan('largest-list', ['list_lists', { sort: '-signups_count', limit: 1 }], answers => {
    const { id, name, signups_count: people } = row(answers);
    return { id, name, people };
  }),
  plan('number-of-lists', ['list_lists', { limit: 1 }]),
  plan(
    'largest-list-in-austin',
    [
      () => [['list_lists', { sort: '-signups_count', limit: 1 }]],
      answers => [
        [
          'find_people',
          {
            all: [
              { from: 'list', id: row(answers).id },
              { from: 'signups', city: 'Austin' },
            ],
          },
        ],
      ],
    ],
    counted,
  ),
  plan(
    'largest-list-donors',
    [
      () => [['list_lists', { sort: '-signups_count', limit: 1 }]],
      answers => [
        [
          'find_people',
          {
            all: [
              { from: 'list', id: row(answers).id },
              { from: 'donations', filter: { succeeded_at: { gte: '2026-01-01' } } },
            ],
          },
        ],
      ],
    ],
    counted,
  ),
  plan('contacts-last-month', ['list_contacts', { filter: { created_at: { gte: '2026-05-01', lt: '2026-06-01' } }, limit: 1 }]),
  plan(
    'contacts-by-method',
    ['aggregate_records', { type: 'contacts', measures: [{ fn: 'count' }], group_by: 'contact_method', limit: 20 }],
    byKey('count'),
  ),
  plan('answered-calls', ['list_contacts', { filter: { contact_method: 'phone_call', contact_status: 'answered' }, limit: 1 }]),
  plan(
    'most-active-contacter',
    ['aggregate_records', { type: 'contacts', measures: [{ fn: 'count' }], group_by: 'author_id', order: '-count', limit: 1 }],
    answers => ({ id: groups(answers)[0]!.key, count: groups(answers)[0]!.count }),
  ),
];
