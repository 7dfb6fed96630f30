import fc from 'fast-check';
import { converse, askPlanner } from '../test-support/ask-planner';
import { held } from '../test-support/changes';
import { testTools } from '../test-support/tools';
import { readOutcome } from '../tool-outcome';
import { toldChange, type Saying } from './told-change';

const tagOne = 'Tag Sarah Chen as VIP';
const tagMany = 'Tag everyone who gave over $100 last month as major donor';
const many = 'people who gave over $100.00 in a single donation (1–31 October 2026) as “major donor”';

const saying: Saying = {
  verb: ['tag', 'Tagged'],
  what: whom => `${whom} as “VIP”`,
  whom: count => `${count.toLocaleString('en-US')} people`,
  count: 1,
};

/** What is said of an order when its tool answers so. */
const told = (order: string, tool: string, answer: object): string => askPlanner(order, { results: { [tool]: answer } }).answer;
const account = (data: object, count: number, more: object = {}) => ({ ok: true, data, count, action_id: 'act_1', ...more });

describe('a change that was carried out', () => {
  it('of one person is told as done, with the one offer to take it back where that is possible', () => {
    const done = (undoable: boolean) => account({ done: 1 }, 1, { undoable });
    expect(told(tagOne, 'tag_signup', done(true))).toBe('Tagged Sarah Chen as “VIP”. Say “undo that” to take it back.');
    expect(told(tagOne, 'tag_signup', done(false))).toBe('Tagged Sarah Chen as “VIP”. This cannot be taken back.');
  });

  it('of many is told with numbers that add up, and why some were not changed', () => {
    const data = {
      done: 47,
      already_so: 1,
      failed: 3,
      unknown: 2,
      not_tried: 1_200,
      failures: [
        { reason: 'no longer exists', count: 3, ids: ['1'] },
        { reason: 'NationBuilder did not say whether the change was made', count: 2, ids: ['2'] },
      ],
    };
    expect(told(tagMany, 'bulk_tag', account(data, 1_253))).toBe(
      `Tagged 47 of 1,253 ${many}. 1 was so already, 3 failed, of 2 the outcome is not known and 1,200 were not tried. ` +
        'Reasons: no longer exists (3) and NationBuilder did not say whether the change was made (2).',
    );
  });

  it('of any numbers is told with every one of them', () => {
    const part = fc.integer({ min: 0, max: 5_000 });
    const parts = fc.record({ done: part, already_so: part, failed: part, unknown: part, not_tried: part });
    fc.assert(
      fc.property(parts, data => {
        const numbers = Object.values(data);
        const total = numbers.reduce((sum, number) => sum + number, 0);
        fc.pre(total > 1);
        const answer = toldChange(readOutcome(JSON.stringify(account(data, total)), false), saying);
        const said = [...answer.matchAll(/\d[\d,]*/g)].map(([number]) => Number(number.replaceAll(',', '')));
        const rest = numbers.slice(1).filter(number => number > 0);
        expect(said).toEqual(data.done === total ? [total] : [data.done, total, ...rest]);
      }),
    );
  });

  it('is told without a remainder where there is none', () => {
    expect(told(tagMany, 'bulk_tag', account({ done: 2 }, 2))).toBe(`Tagged 2 ${many}.`);
  });

  it.each<[object, string]>([
    [{ done: 0, already_so: 1 }, 'Nothing had to be changed, because it is so already: tag Sarah Chen as “VIP”.'],
    [
      { done: 0, failed: 1, failures: [{ reason: 'no longer exists', count: 1 }] },
      'I could not tag Sarah Chen as “VIP”: no longer exists. Nothing was changed.',
    ],
    [
      { done: 0, unknown: 1, failures: [{ reason: 'NationBuilder did not say', count: 1 }] },
      'It is not known whether this was done: tag Sarah Chen as “VIP” (NationBuilder did not say). Please look at the record before you ask for it again.',
    ],
    [{ done: 0, not_tried: 1 }, 'I did not come to it: tag Sarah Chen as “VIP”. Nothing was changed.'],
  ])('of one person is told truly: %j', (data, answer) => {
    expect(told(tagOne, 'tag_signup', account(data, 1, { undoable: true }))).toBe(answer);
  });
});

it('a change that goes on in the background is told as going on, not as done', () => {
  const running = { ok: true, data: { action_id: 'act_1', status: 'running', done: 120, total: 2_500 } };
  expect(told(tagMany, 'bulk_tag', running)).toBe(
    `This goes on in the background: tag 2 ${many}. 120 of 2,500 are done so far. The outcome will stand in this conversation when it has ended.`,
  );
});

describe('a change that a person said no to', () => {
  const denied = { ok: false, code: 'denied', message: 'The person said no.' };

  it('is acknowledged, and not asked for again', () => {
    const { turns, answer } = askPlanner(tagOne, { results: { tag_signup: denied } });
    expect(turns.flat().filter(({ name }) => name === 'tag_signup')).toHaveLength(1);
    expect(answer).toBe('You said no, so I did not tag Sarah Chen as “VIP”. Nothing was changed.');
  });

  it.each([
    [tagOne, 'tag_signup', 'Tell me what should be different, and I will prepare that.'],
    [tagMany, 'bulk_tag', 'Tell me whom to leave out, and I will prepare it for the others.'],
    ['Delete Bob Stone', 'delete_signup', 'I could mark the record as not to be contacted instead.'],
  ])('gets one other offer where a reason was given: %s', (order, tool, offer) => {
    const answer = told(order, tool, { ...denied, reason: 'too early,\nask in May' });
    expect(answer).toContain(`Nothing was changed. Your reason: “too early, ask in May”. ${offer}`);
    expect(answer.endsWith(offer)).toBe(true);
  });
});

it('a change that waits where nobody can approve is told as waiting', () => {
  expect(told(tagMany, 'bulk_tag', held(['1', '2']) as object)).toBe(
    `Nothing was changed. This needs an approval: it would tag 2 ${many}. It concerns Sarah Chen and Bob Stone. It can be taken back.`,
  );
});

describe('a change that was refused', () => {
  it.each([
    ['limit_reached', 'No more tool calls are possible in this question.'],
    ['do_not_contact', 'Sarah Chen asked not to be contacted.'],
    ['ambiguous', 'Several tags are called VIP.'],
    ['role_required', 'This needs the role member.'],
  ])('is told in the words of the tool, without its code: %s', (code, message) => {
    const answer = told(tagOne, 'tag_signup', { ok: false, code, message });
    expect(answer).toBe(`I could not tag Sarah Chen as “VIP”: ${message} Nothing was changed.`);
  });

  it('says once that nothing was changed, also where the tool says it', () => {
    const expired = { ok: false, code: 'expired', message: 'Nobody approved this change in time. Nothing was changed.' };
    expect(told(tagOne, 'tag_signup', expired)).toBe(
      'I could not tag Sarah Chen as “VIP”: Nobody approved this change in time. Nothing was changed.',
    );
  });

  it('after it was begun is told by what the tool says of it, and not as unchanged', () => {
    const begun = { ok: false, code: 'not_done', message: 'Outcome unknown: Sarah Chen.', action_id: 'act_1', undoable: false };
    expect(told(tagOne, 'tag_signup', begun)).toBe(
      'This did not come to its end: tag Sarah Chen as “VIP”. Outcome unknown: Sarah Chen.',
    );
  });

  it('with an outcome that nobody knows is not told as unchanged', () => {
    const answer = told(tagOne, 'tag_signup', { ok: false, code: 'nb_unknown', message: 'NationBuilder did not answer.' });
    expect(answer).toBe(
      'It is not known whether this was done: tag Sarah Chen as “VIP” (NationBuilder did not answer). Please look at the record before you ask for it again.',
    );
  });

  it('because it was one of too many is made for all of them at once', () => {
    // given a tool that takes four calls in one question
    let taken = 0;
    const limited = () => (++taken > 4 ? { ok: false, code: 'use_bulk', message: 'Use bulk_tag.' } : undefined);
    // and one of the four that fails for another reason
    const tag_signup = (input: object) =>
      limited() ??
      ('signup_id' in input && input.signup_id === '3' ? { ok: false, code: 'not_found', message: 'Gone.' } : undefined);
    const names = ['Sarah Chen', 'Bob Stone', 'person 3', 'person 4', 'Zoë Łukasz', 'Harbor Union'];
    // when each is asked for by an order of its own
    const { turns, answer } = askPlanner(names.map(name => `tag ${name} as VIP`).join(', and '), { results: { tag_signup } });
    // then the two that were refused become one selection and one change
    const [selected, changed] = turns.slice(-2);
    expect(selected).toEqual([{ name: 'find_people', input: { all: [{ from: 'signups', filter: { id: ['5', '7'] } }] } }]);
    expect(changed).toEqual([{ name: 'bulk_tag', input: { result_set: 'rs_1', tag: 'VIP' } }]);
    expect(answer.match(/Tagged 2 people as “VIP”\./g)).toHaveLength(1);
  });
});

it('five people who are named are changed as a selection', () => {
  const { turns } = askPlanner('Tag Sarah Chen, Bob Stone, Zoë Łukasz, Harbor Union and person 4 as VIP');
  expect(turns.at(-1)).toEqual([{ name: 'bulk_tag', input: { result_set: 'rs_1', tag: 'VIP' } }]);
});

describe('orders in one question', () => {
  it('ask for their changes in one turn, after everything was looked up', () => {
    const { turns, answer } = askPlanner('Tag Sarah Chen as VIP, and add the volunteers in Austin to the Newsletter list');
    expect(turns.at(-1)!.map(({ name }) => name)).toEqual(['tag_signup', 'bulk_list_change']);
    expect(
      turns
        .slice(0, -1)
        .flat()
        .map(({ name }) => name),
    ).not.toContain('tag_signup');
    expect(answer).toMatch(/^Tagged Sarah Chen as “VIP”\.\n\nPut 3 volunteers who live in Austin on the list Newsletter\./);
  });

  it('stand beside a question, whose answer is told too', () => {
    const { answer } = askPlanner('How many donors live in Texas, and tag Sarah Chen as VIP');
    expect(answer).toMatch(/^3 donors live in Texas\.\n\nTagged Sarah Chen as “VIP”\./);
  });

  it('may be approved and denied apart', () => {
    const results = { tag_signup: { ok: false, code: 'denied', message: 'No.' } };
    const { answer } = askPlanner('Tag Sarah Chen as VIP, and delete Bob Stone', { results });
    expect(answer).toMatch(
      /^You said no, so I did not tag Sarah Chen as “VIP”\. That part was not done\.\n\nDeleted Bob Stone\./,
    );
  });
});

describe('taking back', () => {
  it('means the newest change of the conversation, by its id', () => {
    const [, , third] = converse([tagOne, 'How many volunteers are there?', 'Undo that']);
    expect(third!.turns).toEqual([[{ name: 'undo_action', input: { action_id: 'act_1' } }]]);
  });

  it('means all changes of a question where that is said, the newest first', () => {
    const [first, second] = converse(['Tag Sarah Chen and Bob Stone as VIP', 'Undo all of that']);
    expect(first!.answer).toBe(
      'Tagged Sarah Chen as “VIP”. Tagged Bob Stone as “VIP”.\n\nSay “undo that” to take back the last change, or “undo all of that”.',
    );
    expect(second!.turns).toEqual([
      [
        { name: 'undo_action', input: { action_id: 'act_2' } },
        { name: 'undo_action', input: { action_id: 'act_1' } },
      ],
    ]);
  });

  it('means the last change of all where no change was made in this conversation', () => {
    expect(askPlanner('Take that back').turns).toEqual([[{ name: 'undo_action', input: {} }]]);
  });

  it('is told with what was taken back, and what was not', () => {
    const undone = account({ done: 47, failed: 3, failures: [{ reason: 'changed since', count: 3 }] }, 50);
    expect(told('Undo the last change', 'undo_action', undone)).toBe(
      'Took back that change for 47 of 50 records. 3 failed. Reasons: changed since (3).',
    );
    expect(told('Undo the last change', 'undo_action', account({ done: 1 }, 1))).toBe('Took back that change.');
    const refused = { ok: false, code: 'not_undoable', message: 'Messages cannot be called back.' };
    expect(told('Undo that', 'undo_action', refused)).toBe(
      'I could not take back that change: Messages cannot be called back. Nothing was changed.',
    );
  });
});

describe('what was changed lately', () => {
  const row = { action_id: 'act_1', title: 'Tagging many people', at: '2026-11-20T12:00:00Z' };
  const data = [
    { ...row, status: 'running', undoable: false },
    { ...row, status: 'partially_failed', summary: 'Tagged 47 of 50 people: 3 failed (no longer exists).', undoable: true },
  ];

  it('is told in the words of the ledger', () => {
    expect(
      askPlanner('What have you changed lately?', { results: { recent_changes: { ok: true, data, count: 2 } } }).answer,
    ).toBe(
      'Your latest 2 changes, newest first:\n- 20 November 2026: Tagging many people (still running).\n' +
        '- 20 November 2026: Tagged 47 of 50 people: 3 failed (no longer exists). It can be taken back.',
    );
  });

  it.each(['Show my recent changes', 'What did you do?', 'Is it finished yet?', 'What was changed today?'])('%s', question => {
    expect(askPlanner(question)).toEqual({
      turns: [[{ name: 'recent_changes', input: {} }]],
      answer: 'You have changed nothing here yet.',
    });
  });
});

describe('nothing is changed', () => {
  it('for nobody, for somebody among several, or without the tool', () => {
    expect(askPlanner('Tag everyone who gave over $5,000 as whale').answer).toBe(
      'I found no people who gave over $5,000.00 in a single donation. Nothing was changed.',
    );
    const tools = testTools.filter(({ name }) => name !== 'bulk_tag');
    expect(askPlanner('Tag all donors as donor', { tools }).answer).toContain('the tool bulk_tag is not offered to me');
  });

  it('by a tag that is half a sentence', () => {
    const { turns } = askPlanner('No, tag her after all: call me', { page: 'person 2' });
    expect(turns).toEqual([]);
  });

  it.each([
    'Tag everyone who likes cats as cat person',
    'Add everyone to the',
    'Delete everyone who dislikes us',
    'Tag the donors and the volunteers as friend',
    'Set Sarah Chen',
    "Set Sarah Chen's employer to Acme and her favorite band",
    'Record a $0 donation from Bob Stone',
    'Tag everyone as VIP again, because they came',
    'Record a donation from Bob Stone',
    'Record a 50 donation from Bob Stone',
    'RSVP everyone who is nice to the Spring Rally',
    'Move the donors to the next step',
    'Undo everything since May',
    'Send everyone in Austin a text',
    'Delete the Newsletter list',
  ])('by an order that cannot be read whole: %s', order => {
    const { turns, answer } = askPlanner(order);
    expect(turns).toEqual([]);
    expect(answer).toMatch(/^I did not understand “.+Nothing was changed\./);
  });

  it('by an order whose person, event, field or step is not there', () => {
    expect(askPlanner("Set Sarah Chen's shoe size to 9").answer).toMatch(
      /^I know no field “shoe size” of a person\. The nation has these of its own: Shirt size\. Nothing was changed\.$/,
    );
    expect(askPlanner('Cancel the RSVP of Bob Stone to the Spring Rally').answer).toBe(
      'Bob Stone has not replied to Spring Rally. Nothing was changed.',
    );
    expect(askPlanner('Move Bob Stone to the next step').answer).toBe('Bob Stone is on no path now. Nothing was changed.');
    // whose journey is completed
    expect(askPlanner('Move Sarah Chen to the next step').answer).toBe('Sarah Chen is on no path now. Nothing was changed.');
    expect(askPlanner('Move her to the Golden step', { page: 'person 4' }).answer).toBe(
      'The path Become a volunteer has no step “Golden”. Its steps: Interested and Trained. Nothing was changed.',
    );
    expect(askPlanner('Delete the last contact with Bob Stone').answer).toBe(
      'I found no such contact of Bob Stone. Nothing was changed.',
    );
  });

  it('by adding a second person of one name, unless that is said', () => {
    expect(askPlanner('Add a new person named Bob Stone').answer).toMatch(
      /^There is someone of that name already: Bob Stone \(Austin, TX\)\. Nothing was changed\./,
    );
    expect(askPlanner('Add another person named Bob Stone').turns.at(-1)![0]!.name).toBe('create_signup');
  });
});

it('writes a file of whom was asked for', () => {
  const { turns, answer } = askPlanner('Export the volunteers in Austin as CSV');
  expect(turns.flat()).toEqual([
    { name: 'find_people', input: { all: [{ from: 'signups', filter: { is_volunteer: true }, city: 'Austin' }] } },
    { name: 'export_records', input: { result_set: 'rs_1', columns: ['name', 'city', 'state'] } },
  ]);
  expect(answer).toBe('The CSV file with 3 rows is ready: 3 volunteers who live in Austin, by name, city, state.');
});
