import { askPlanner, converse } from '../test-support/ask-planner';

const conditionsOf = (question: string): unknown => {
  const { turns } = askPlanner(question);
  const { name, input } = turns.at(-1)!.at(-1)!;
  return name === 'find_people' ? input['all'] : { [name]: input };
};

const signups = (filter: unknown) => ({ from: 'signups', filter });
const donations = (more: object) => ({ from: 'donations', filter: { status: 'succeeded', ...more } });
const thisYear = { succeeded_at: { gte: '2026-01-01T05:00:00Z', lt: '2026-11-22T05:00:00Z' } };

describe('conditions on people become conditions of find_people', () => {
  it.each<[string, unknown[]]>([
    ['Who gave at least $500 in total?', [{ ...donations({}), min_sum_in_cents: 50_000 }]],
    ['How many people gave more than $500 in total this year?', [{ ...donations(thisYear), min_sum_in_cents: 50_001 }]],
    ['Which volunteers have never given?', [signups({ is_volunteer: true }), { ...donations({}), not: true }]],
    ['Which donors do not live in Texas?', [signups({ is_donor: true }), { from: 'signups', state: 'TX', not: true }]],
    ['How many people donated more than twice?', [{ ...donations({}), min_count: 3 }]],
    [
      'Who gave last year but not this year?',
      [
        donations({ succeeded_at: { gte: '2025-01-01T05:00:00Z', lt: '2026-01-01T05:00:00Z' } }),
        { ...donations(thisYear), not: true },
      ],
    ],
    [
      'Who attended the Spring Rally, is not a volunteer and lives in Austin?',
      [
        { from: 'signups', filter: { is_volunteer: false }, city: 'Austin' },
        { from: 'event_rsvps', filter: { event_id: 'e1', attendee: true } },
      ],
    ],
    [
      "Who said yes to the Spring Rally but didn't come?",
      [{ from: 'event_rsvps', filter: { event_id: 'e1', attendee: false, canceled: false } }],
    ],
    ['Who is tagged Volunteer or "major donor"?', [{ from: 'taggings', filter: { tag_id: ['t1', 't4'] } }]],
    [
      'Which people on the Newsletter list are not tagged Volunteer?',
      [
        { from: 'list', id: 'l1' },
        { from: 'taggings', filter: { tag_id: 't1' }, not: true },
      ],
    ],
    [
      'How many active members are not on the Become a volunteer path?',
      [
        { from: 'memberships', filter: { status: 'active' } },
        { from: 'path_journeys', filter: { journey_status: 'active', path_id: 'p1' }, not: true },
      ],
    ],
    [
      'Who signed the Clean river petition last month but is not a member?',
      [
        {
          from: 'petition_signatures',
          filter: { petition_id: 'q1', created_at: { gte: '2026-10-01T04:00:00Z', lt: '2026-11-01T04:00:00Z' } },
        },
        { from: 'memberships', filter: { status: 'active' }, not: true },
      ],
    ],
    [
      'How many people who were not contacted in the last 30 days gave this year?',
      [
        { ...signups({ last_contacted_at: { gte: '2026-10-22T14:00:00Z', lt: '2026-11-21T14:00:00Z' } }), not: true },
        donations(thisYear),
      ],
    ],
  ])('%s', (question, all) => {
    expect(conditionsOf(question)).toEqual(all);
  });
});

it('puts marks of the record itself into one filter of a plain list', () => {
  expect(conditionsOf("How many supporters in Texas aren't volunteers and have no email address?")).toEqual({
    list_signups: { filter: { is_supporter: true, is_volunteer: false, email: null }, state: 'TX', limit: 1 },
  });
});

it('finds a custom field by the words of its name', () => {
  expect(conditionsOf('How many people have the T-shirt size L?')).toEqual({
    list_signups: { filter: { custom_values: { 'Shirt size': 'L' } }, limit: 1 },
  });
  expect(askPlanner('How many people have the hat size L?').answer).toBe(
    'I found no custom field that “hat size L” begins with.',
  );
});

it('counts in groups', () => {
  const byState = { type: 'signups', measures: [{ fn: 'count' }], group_by: 'state' };
  expect(conditionsOf('How many volunteers live in each state?')).toEqual({
    aggregate_records: { ...byState, filter: { is_volunteer: true } },
  });
  // of people who are known by other records: the groups of their selection
  expect(conditionsOf('How many people who attended the Spring Rally live in each state?')).toEqual({
    aggregate_records: { ...byState, result_set: 'rs_1' },
  });
});

it('says what was counted, every condition of it', () => {
  expect(askPlanner('How many people attended the Spring Rally and never gave?').answer).toBe(
    '1 person attended Spring Rally (18 April 2026) and has never given.',
  );
  expect(askPlanner('Who gave in October but not this month?').answer).toBe(
    '0 people gave (1–31 October 2026) and did not give (1–21 November 2026).',
  );
});

it('keeps every condition of the clause before in "and how many in Waco"', () => {
  const { turns } = askPlanner('How many volunteers who attended the Spring Rally live in Austin, and how many in Waco?');
  expect(turns.at(-1)!.map(({ input }) => input['all'] as unknown)).toEqual(
    ['Austin', 'Waco'].map(city => [
      { from: 'signups', filter: { is_volunteer: true }, city },
      { from: 'event_rsvps', filter: { event_id: 'e1', attendee: true } },
    ]),
  );
});

describe('"them"', () => {
  it('are the people of the question before, found anew where they were not kept', () => {
    const [, second] = converse(['How many volunteers live in Austin?', 'How many of them gave this year?']);
    expect(second!.turns).toEqual([
      [{ name: 'find_people', input: { all: [{ ...signups({ is_volunteer: true }), city: 'Austin' }, donations(thisYear)] } }],
    ]);
    expect(second!.answer).toMatch(/^2 volunteers live in Austin and gave \(1 January – 21 November 2026\)\.$/);
  });

  it('are also "those", where the word stands by itself', () => {
    const [, second] = converse(['Who attended the Spring Rally?', 'And how many of those are volunteers?']);
    expect(second!.turns.flat()[0]!.input).toEqual({
      all: [
        { from: 'signups', filter: { is_volunteer: true } },
        { from: 'result_set', id: 'rs_1' },
      ],
    });
  });

  it('are the selection that was kept for it, and of that the next one', () => {
    const asked = converse(['Who attended the Spring Rally?', 'Which of them live in Waco?', 'Tag them as Waco']);
    expect(asked[1]!.turns.at(-1)!.at(-1)!.input).toEqual({
      all: [
        { from: 'signups', city: 'Waco' },
        { from: 'result_set', id: 'rs_1' },
      ],
    });
    expect(asked[2]!.turns.at(-1)!.at(-1)).toEqual({ name: 'bulk_tag', input: { result_set: 'rs_2', tag: 'Waco' } });
    expect(asked[2]!.answer).toContain('Tagged 1 person as “Waco”.');
  });

  it('are nobody where nobody was asked about', () => {
    const { answer, turns } = askPlanner('How many of them are volunteers?');
    expect(turns).toEqual([]);
    expect(answer).toMatch(/^I do not know whom you mean\./);
  });
});

describe('"this" is what the page shows', () => {
  it.each([
    ['Who is on this list and never gave?', 'list 81', { from: 'list', id: '81' }],
    ['How many people on this list are donors?', 'list 81', { from: 'list', id: '81' }],
    [
      'How many people attended this event and never gave?',
      'event 7',
      { from: 'event_rsvps', filter: { event_id: '7', attendee: true } },
    ],
  ])('%s', (question, page, condition) => {
    const results = { find_people: { ok: true, data: { people: [] }, count: 0, result_set: 'rs_1' } };
    const { turns } = askPlanner(question, { page, results });
    expect(turns.at(-1)!.at(-1)!.input['all']).toContainEqual(condition);
  });

  it('and nothing else', () => {
    const { turns, answer } = askPlanner('Who is on this list?', { page: 'event 7' });
    expect(turns).toEqual([]);
    expect(answer).toBe('I cannot tell which list you mean: the page you look at shows none.');
  });
});
