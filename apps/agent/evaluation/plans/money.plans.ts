import { byKey, byName, counted, figures, plan, type ToolAnswer } from '../question-plan';

const lastMonth = { gte: '2026-05-01', lt: '2026-06-01' };
const thisYear = { gte: '2026-01-01' };
const lastYear = { gte: '2025-01-01', lt: '2026-01-01' };

interface Totals {
  donors: { signup_id: string; amount_in_cents: number }[];
  totals: { count: number; amount_in_cents: number };
}
const report = (answers: readonly ToolAnswer[]): Totals => answers[0]!.data as Totals;
const totals = (answers: readonly ToolAnswer[]) => {
  const { count, amount_in_cents: cents } = report(answers).totals;
  return { count, cents };
};
const donors = (answers: readonly ToolAnswer[]) =>
  report(answers).donors.map(({ signup_id: id, amount_in_cents: cents }) => ({ id, cents }));
const raised = (id: string, filter: object) => plan(id, ['list_donations', { filter, limit: 1 }], totals);

/** What was given. */
export const moneyPlans = [
  plan(
    'over-100-last-month',
    ['list_donations', { filter: { amount_in_cents: { gt: 10000 }, succeeded_at: lastMonth }, limit: 20 }],
    answers => ({ donors: donors(answers), cents: totals(answers).cents }),
  ),
  raised('raised-last-month', { succeeded_at: lastMonth }),
  raised('raised-this-year', { succeeded_at: thisYear }),
  raised('raised-last-year', { succeeded_at: lastYear }),
  plan(
    'largest-gift-this-year',
    ['list_donations', { filter: { succeeded_at: thisYear }, sort: '-amount_in_cents', limit: 1 }],
    answers => {
      const [gift] = (answers[0]!.data as { donations: Record<string, unknown>[] }).donations;
      return { id: gift!.signup_id, cents: gift!.amount_in_cents };
    },
  ),
  plan('top-ten-this-year', ['list_donations', { filter: { succeeded_at: thisYear }, limit: 1 }], answers =>
    donors(answers).slice(0, 10),
  ),
  plan(
    'average-gift-last-month',
    [
      'aggregate_records',
      { type: 'donations', filter: { succeeded_at: lastMonth }, measures: [{ fn: 'avg', of: 'amount_in_cents' }] },
    ],
    answers => figures(answers).avg,
  ),
  plan('donors-ever', ['find_people', { all: [{ from: 'donations' }] }], counted),
  plan('first-time-donors', ['list_signups', { filter: { first_donated_at: thisYear }, limit: 1 }], counted),
  raised('pending-donations', { status: 'pending' }),
  plan('failed-donations', ['count_records', { type: 'donations', filter: { status: 'failed' } }], counted),
  plan(
    'raised-by-month',
    [
      'aggregate_records',
      {
        type: 'donations',
        filter: { succeeded_at: thisYear },
        measures: [{ fn: 'sum', of: 'amount_in_cents' }],
        group_by: 'succeeded_at:month',
      },
    ],
    byKey('sum'),
  ),
  plan(
    'raised-by-tracking-code',
    [
      'aggregate_records',
      {
        type: 'donations',
        filter: { donation_tracking_code_id: { not_eq: null } },
        measures: [{ fn: 'sum', of: 'amount_in_cents' }],
        group_by: 'donation_tracking_code_id',
      },
    ],
    byName('sum'),
  ),
  raised('without-tracking-code', { donation_tracking_code_id: null }),
  plan('exactly-100', ['list_donations', { filter: { amount_in_cents: 10000 }, limit: 1 }], counted),
  plan('over-1000', ['list_donations', { filter: { amount_in_cents: { gt: 100000 } }, limit: 20 }], answers =>
    (answers[0]!.data as { donations: { id: string }[] }).donations.map(({ id }) => id).toSorted(),
  ),
  plan('three-or-more', ['find_people', { all: [{ from: 'donations', min_count: 3 }] }], counted),
  plan(
    'lapsed-donors',
    [
      'find_people',
      {
        all: [
          { from: 'donations', filter: { succeeded_at: lastYear } },
          { from: 'donations', not: true, filter: { succeeded_at: thisYear } },
        ],
      },
    ],
    counted,
  ),
  plan(
    'open-pledges',
    [
      'aggregate_records',
      {
        type: 'pledges',
        filter: { amount_left_in_cents: { gt: 0 } },
        measures: [{ fn: 'count' }, { fn: 'sum', of: 'amount_left_in_cents' }],
      },
    ],
    answers => ({ count: figures(answers).count, cents: figures(answers).sum }),
  ),
  plan(
    'by-payment-type',
    ['aggregate_records', { type: 'donations', measures: [{ fn: 'count' }], group_by: 'payment_type_name' }],
    byKey('count'),
  ),
  // The figures of memberships stand beside those of gifts: both are money to the nation.
  plan('active-memberships', ['list_memberships', { filter: { status: 'active' }, limit: 1 }], counted),
  plan(
    'ending-soon',
    ['list_memberships', { filter: { status: 'active', expires_on: { gt: '2026-06-15', lte: '2026-07-15' } }, limit: 1 }],
    counted,
  ),
  plan('grace-period', ['list_memberships', { filter: { status: 'grace period' }, limit: 1 }], counted),
  plan(
    'members-by-type',
    [
      'aggregate_records',
      { type: 'memberships', filter: { status: 'active' }, measures: [{ fn: 'count' }], group_by: 'membership_type_id' },
    ],
    byName('count'),
  ),
  plan(
    'members-never-gave',
    [
      'find_people',
      {
        all: [
          { from: 'memberships', filter: { status: 'active' } },
          { from: 'donations', not: true },
        ],
      },
    ],
    counted,
  ),
];
