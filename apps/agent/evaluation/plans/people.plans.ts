import { byKey, counted, plan, rows } from '../question-plan';

const signups = (id: string, filter: object, more: object = {}) => plan(id, ['list_signups', { filter, limit: 1, ...more }]);

/** Who the people of the nation are. */
export const peoplePlans = [
  signups('volunteers-in-austin', { is_volunteer: true }, { city: 'Austin' }),
  signups('volunteers', { is_volunteer: true }),
  plan(
    'people-and-organizations',
    [
      () => [
        ['count_records', { type: 'signups', filter: { signup_type: 0 } }],
        ['count_records', { type: 'signups', filter: { signup_type: 1 } }],
      ],
    ],
    ([people, organizations]) => ({ people: people!.count, organizations: organizations!.count }),
  ),
  signups('do-not-contact', { do_not_contact: true }),
  signups('do-not-call', { do_not_call: true }),
  signups('no-email', { email: null }),
  signups('never-contacted', { last_contacted_at: null }),
  signups('joined-last-month', { created_at: { gte: '2026-05-01', lt: '2026-06-01' } }),
  plan(
    'joined-by-month',
    [
      'aggregate_records',
      {
        type: 'signups',
        filter: { created_at: { gte: '2026-01-01' } },
        measures: [{ fn: 'count' }],
        group_by: 'created_at:month',
      },
    ],
    byKey('count'),
  ),
  plan(
    'people-by-state',
    ['aggregate_records', { type: 'signups', measures: [{ fn: 'count' }], group_by: 'state', limit: 20 }],
    byKey('count'),
  ),
  signups('deceased', { is_deceased: true }),
  plan('sarah-chen', ['list_signups', { filter: { full_name: 'Sarah Chen' } }], answers => rows(answers).map(({ id }) => id)),
  plan('john-smith', ['list_signups', { filter: { first_name: { match: 'John' }, last_name: { match: 'Smith' } } }], answers =>
    rows(answers).map(({ id }) => id),
  ),
  signups('flagged-duplicates', { is_possible_duplicate: true }),
  plan('duplicate-groups', ['find_duplicates', {}], counted),
  signups('unsubscribed', { unsubscribed_at: { not_eq: null } }),
  signups('bouncing', { email1_is_bouncing: true }),
  signups('supporters-not-volunteers', { is_supporter: true, is_volunteer: false }),
  signups('contacted-30-days', { last_contacted_at: { gte: '2026-05-16T12:00:00Z', lte: '2026-06-15T12:00:00Z' } }),
  signups('no-last-name', { last_name: null }),
  plan('shirt-size', ['list_signups', { filter: { custom_values: { 'shirt size': 'L' } }, limit: 1 }]),
];
