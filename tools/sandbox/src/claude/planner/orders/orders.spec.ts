import { askPlanner } from '../test-support/ask-planner';
import { testTools } from '../test-support/tools';

const changeOf = (order: string, page?: string) =>
  askPlanner(order, page ? { page } : {})
    .turns.at(-1)!
    .at(-1);

describe('an order becomes one change', () => {
  it.each([
    ['Tag everyone who gave over $100 last month as major donor', 'bulk_tag', { result_set: 'rs_1', tag: 'major donor' }],
    ['Please tag all donors in Texas with "big giver"', 'bulk_tag', { result_set: 'rs_1', tag: 'big giver' }],
    ['Add the tag VIP to everyone who attended the Spring Rally', 'bulk_tag', { result_set: 'rs_1', tag: 'VIP' }],
    ['Remove the volunteer tag from people who never gave', 'bulk_tag', { result_set: 'rs_1', tag: 'volunteer', remove: true }],
    ['Tag Sarah Chen as VIP', 'tag_signup', { signup_id: '1', tag: 'VIP' }],
    ['Untag Bob Stone from Volunteer', 'untag_signup', { signup_id: '2', tag: 'Volunteer' }],
    ['Add the volunteers in Austin to the Newsletter list', 'bulk_list_change', { result_set: 'rs_1', list_id: 'l1' }],
    [
      'Take everyone who never gave off the list Newsletter',
      'bulk_list_change',
      { result_set: 'rs_1', list_id: 'l1', remove: true },
    ],
    ['Create a list of supporters called "Friends"', 'bulk_list_change', { result_set: 'rs_1', new_list_name: 'Friends' }],
    ['Put Sarah Chen on the Door knockers list', 'add_to_list', { list_id: 'l2', signup_id: '1' }],
    ['Put Bob Stone on the Become a volunteer path', 'assign_to_path', { signup_id: '2', path_id: 'p1' }],
    [
      'Assign the volunteers in Austin to the Become a volunteer path',
      'bulk_change',
      { result_set: 'rs_1', change: 'assign_to_path', values: { path_id: 'p1' } },
    ],
  ])('%s', (order, name, input) => {
    expect(changeOf(order)).toEqual({ name, input });
  });

  it('about the person on the page', () => {
    expect(changeOf('Tag her volunteer', 'person 2')).toEqual({
      name: 'tag_signup',
      input: { signup_id: '2', tag: 'volunteer' },
    });
    expect(askPlanner('Tag her volunteer')).toMatchObject({ turns: [], answer: expect.stringContaining('Nothing was changed.') });
  });

  it('about the list on the page', () => {
    expect(changeOf('Add Sarah Chen to this list', 'list 81')).toEqual({
      name: 'add_to_list',
      input: { list_id: '81', signup_id: '1' },
    });
  });

  it('about whom the question found before', () => {
    const { turns, answer } = askPlanner('Find everyone who attended the Spring Rally, and tag them as rally');
    expect(turns.flat().map(({ name }) => name)).toEqual(['list_events', 'find_people', 'bulk_tag']);
    expect(answer).toContain('it would tag 2 people who attended Spring Rally (18 April 2026) as “rally”');
  });
});

it('tells what waits for an approval, and that nothing was changed', () => {
  expect(askPlanner('Tag everyone who gave over $100 last month as major donor').answer).toBe(
    'Nothing was changed. This needs an approval: it would tag 2 people who gave over $100.00 in a single donation (1–31 October 2026) as “major donor”. It concerns Sarah Chen and Bob Stone. It can be taken back.',
  );
});

it('tells that it was done only where the tool says so', () => {
  const done = { ok: true, data: {} };
  expect(askPlanner('Tag Sarah Chen as VIP', { results: { tag_signup: done } }).answer).toBe('Done: tag Sarah Chen as “VIP”.');
  const failed = { ok: false, code: 'role_required', message: 'This needs the role member.' };
  expect(askPlanner('Tag Sarah Chen as VIP', { results: { tag_signup: failed } }).answer).toBe(
    'I could not tag Sarah Chen as “VIP”: This needs the role member. Nothing was changed.',
  );
});

it('changes nothing for nobody, for somebody among several, or without the tool', () => {
  expect(askPlanner('Tag everyone who gave over $5,000 as whale').answer).toBe(
    'I found no people who gave over $5,000.00 in a single donation. Nothing was changed.',
  );
  expect(askPlanner('Tag John Smith as VIP').answer).toMatch(/^2 people match “John Smith”\. Which one do you mean\?/);
  const tools = testTools.filter(({ name }) => name !== 'bulk_tag');
  expect(askPlanner('Tag all donors as donor', { tools }).answer).toContain('the tool bulk_tag is not offered to me');
});

it.each([
  'Tag everyone who likes cats as cat person',
  'Add everyone to the',
  'Delete everyone who never gave',
  'Tag the donors and the volunteers as friend',
])('refuses what it cannot read whole: %s', order => {
  const { turns, answer } = askPlanner(order);
  expect(turns).toEqual([]);
  expect(answer).toMatch(/^I did not understand “.+Nothing was changed\./);
});

it('writes a file of whom was asked for', () => {
  const { turns, answer } = askPlanner('Export the volunteers in Austin as CSV');
  expect(turns.flat()).toEqual([
    { name: 'find_people', input: { all: [{ from: 'signups', filter: { is_volunteer: true }, city: 'Austin' }] } },
    { name: 'export_records', input: { result_set: 'rs_1', columns: ['name', 'city', 'state'] } },
  ]);
  expect(answer).toBe('The CSV file with 3 rows is ready: 3 volunteers who live in Austin, by name, city, state.');
});
