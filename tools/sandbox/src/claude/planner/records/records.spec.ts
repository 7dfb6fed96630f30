import { askPlanner } from '../test-support/ask-planner';

const lookUpOf = (question: string) => askPlanner(question).turns.at(-1)!.at(-1);
const thisYear = { gte: '2026-01-01T05:00:00Z', lt: '2026-11-22T05:00:00Z' };
const count = { fn: 'count' };
const cents = { fn: 'sum', of: 'amount_in_cents' };

describe('questions about records become one look-up', () => {
  it.each<[string, string, object]>([
    ['How many memberships are in grace period?', 'count_records', { type: 'memberships', filter: { status: 'grace period' } }],
    [
      'Which memberships expire in the next 30 days?',
      'list_memberships',
      { filter: { status: 'active', expires_on: { gte: '2026-11-22', lte: '2026-12-21' } }, limit: 20 },
    ],
    ['How many RSVPs were canceled?', 'count_records', { type: 'event_rsvps', filter: { canceled: true } }],
    ['How many mailings did we send this year?', 'count_records', { type: 'mailings', filter: { published_at: thisYear } }],
    [
      'How many door knocks were refused since January?',
      'count_records',
      { type: 'contacts', filter: { contact_method: 'door_knock', contact_status: 'refused', created_at: thisYear } },
    ],
    [
      'How many pending donations over $20 are there?',
      'aggregate_records',
      { type: 'donations', filter: { status: 'pending', amount_in_cents: { gt: 2_000 } }, measures: [count, cents] },
    ],
    [
      'How much did we raise in each quarter of this year?',
      'aggregate_records',
      {
        type: 'donations',
        filter: { status: 'succeeded', succeeded_at: thisYear },
        measures: [count, cents],
        group_by: 'succeeded_at:quarter',
      },
    ],
    [
      'How many active members does each membership type have?',
      'aggregate_records',
      { type: 'memberships', filter: { status: 'active' }, measures: [count], group_by: 'membership_type_id' },
    ],
    [
      'Which petition got the most signatures this year?',
      'aggregate_records',
      {
        type: 'petition_signatures',
        filter: { created_at: thisYear },
        measures: [count],
        group_by: 'petition_id',
        order: '-count',
        limit: 5,
      },
    ],
    [
      'How many memberships expired last month?',
      'count_records',
      { type: 'memberships', filter: { status: 'expired', expires_on: { gte: '2026-10-01', lte: '2026-10-31' } } },
    ],
    [
      'Who has not moved on their path for 30 days?',
      'list_path_journeys',
      { filter: { journey_status: 'active', last_moved_at: { lt: '2026-10-22T14:00:00Z' } }, limit: 20 },
    ],
  ])('%s', (question, name, input) => {
    expect(lookUpOf(question)).toEqual({ name, input });
  });
});

describe('figures are told with their unit, their period and what they are of', () => {
  it.each([
    ['How many donations are pending, and how much is that?', '1 pending donation, $50.00 in all, all time.\n\nThat is $50.00.'],
    ['How many pledges are open?', '1 open pledge, $50.00 left to come, all time.'],
    ['How many contacts did we log last month?', '1 logged contact, 1–31 October 2026.'],
    ['How many memberships are in their grace period?', '1 membership in the grace period.'],
    [
      'Which memberships end in the next 30 days?',
      '1 active membership, 22 November – 21 December 2026: Sarah Chen (3 December 2026).',
    ],
    ['How many people are on each path?', 'Active path journeys by path:\n- Become a volunteer: 1'],
    ['How many people signed each petition?', 'Petition signatures by petition:\n- Clean river: 1'],
    ['How do we contact people? Count by method.', 'Logged contacts by method:\n- phone call: 1\n- door knock: 1'],
    ['Who has logged the most contacts?', 'Bob Stone is first with 2 logged contacts.'],
    ['Which event had the most attendees?', 'Spring Rally is first with 2 attendees.'],
    [
      'How much did we raise in each month since October?',
      'Donations by month, 1 October – 21 November 2026:\n- October 2026: $350.00 (2)\n- November 2026: $1,590.00 (3)',
    ],
    ['What did people answer to the first survey question?', 'Answers to “What matters most?”:\n- Transit: 1'],
    ['Which people look like duplicates?', '1 group of people looks like duplicates:\n- John Smith and John Smith'],
    ['Which tags are not used at all?', 'There are no unused tags.'],
    ['What petitions do we have?', '1 petition: Clean river.'],
    ['Which list is the largest?', 'The largest list is Newsletter (1,400 people).'],
    ['How many voters are in our voter file?', '1 voter in the voter file.'],
    [
      'How many people are at each step of the first path?',
      'Active people at each step of the path Become a volunteer:\n- Interested: 1',
    ],
  ])('%s', (question, answer) => {
    expect(askPlanner(question).answer).toBe(answer);
  });
});

it.each([
  'How many RSVPs were canceled last month?',
  'How many memberships were active last year?',
  'Which event had the most attendees this year?',
  'How many active path journeys were there in May?',
  'How many memberships end?',
  'How many pending failed donations are there?',
])('refuses a period that the records do not tell, the lack of one that is needed, and what cannot be at once: %s', question => {
  expect(askPlanner(question)).toMatchObject({ turns: [], answer: expect.stringMatching(/^I did not understand/) });
});
