import { ToolError } from '../../src/tools/kit/tool-error';
import { changeTools } from '../../src/tools/writes';
import { calls } from './calls';
import { Workbench } from './workbench';

let bench: Workbench;
beforeAll(async () => void (bench = await Workbench.start()), 60_000);
afterAll(() => bench.stop());
beforeEach(() => bench.reset());

const refusal = async (name: string, input: object, context = bench.context()): Promise<ToolError> => {
  const error: unknown = await bench.preview(name, input, context).catch((one: unknown) => one);
  if (!(error instanceof ToolError)) throw error;
  return error;
};
const labelled = /^[^,]+/;

it.each(changeTools.map(({ name }) => name))('%s only looks before it writes', async name => {
  const { input, selection } = await calls[name]!(bench);

  const effect = await bench.preview(name, input, selection ? await bench.withSelection(selection) : bench.context());

  expect(await bench.writesSent()).toEqual([]);
  expect(await bench.differences()).toEqual([]);
  expect(effect.targets.ids).toHaveLength(effect.count);
  expect(effect.targets.ids).toEqual(selection ?? [expect.any(String)]);
  expect(effect.sample.length).toBe(Math.min(effect.count, 5));
  for (const { label } of effect.sample) expect(label).toMatch(labelled);
  expect(JSON.stringify(effect)).not.toMatch(/undefined|\[object/);
});

describe('what a card says', () => {
  it('masks what is there of contact data and shows what is to come', async () => {
    const id = await bench.id('signups', { email: { not_eq: null }, is_volunteer: true });
    const { changes } = await bench.preview('update_signup', {
      id,
      email: 'new@example.org',
      is_volunteer: true,
      note: 'Brings cake',
    });
    expect(changes).toEqual([
      { field: 'email', before: '[contact hidden]', after: 'new@example.org' },
      { field: 'note', after: 'Brings cake' },
    ]);
  });

  it('names what ids stand for, before and after', async () => {
    const { input } = await calls.update_path_journey!(bench);
    const { changes } = await bench.preview('update_path_journey', input);
    expect(changes).toEqual([{ field: 'current step', before: 'Signed up', after: 'Called' }]);
  });

  it('says who it is about with their city', async () => {
    const { input } = await calls.create_donation!(bench);
    const { sample, changes } = await bench.preview('create_donation', input);
    const { first_name: first } = await bench.read('signups', sample[0]!.id, ['first_name']);
    expect(sample[0]!.label).toMatch(new RegExp(`^${String(first)} .*, `));
    expect(changes).toContainEqual({ field: 'amount', after: '$25.00' });
    expect(changes).toContainEqual({ field: 'donation tracking code', after: 'Website' });
  });

  it('says it of a record that stands beside a person, too', async () => {
    const { input } = await calls.update_contact!(bench);
    const { sample } = await bench.preview('update_contact', input);
    expect(sample[0]!.label).toMatch(/^\S.+ .+, .+/);
  });

  it('reads a wall time in the zone of the nation, and an end as a duration', async () => {
    const { input } = await calls.create_event!(bench);
    const { changes } = await bench.preview('create_event', input);
    expect(changes).toContainEqual({ field: 'start at', after: '2026-07-04T15:00:00-05:00' });
    expect(changes).toContainEqual({ field: 'duration', after: '12600' });
    expect(changes).toContainEqual({ field: 'time zone', after: 'Central Time (US & Canada)' });
  });

  it('says what is lost for good', async () => {
    const { reversible, notes } = await bench.preview('delete_signup', { id: await bench.id('signups', { is_volunteer: true }) });
    expect(reversible).toBe(false);
    expect(notes).toEqual([expect.stringContaining('cannot be restored'), 'This cannot be undone.']);
  });

  it('says that a twin is there already', async () => {
    const { input } = await calls.create_donation!(bench);
    await bench.run('create_donation', input);
    const { notes } = await bench.preview('create_donation', input);
    expect(notes).toEqual(['A donation of this person with the same amount on the same day is there already.']);
  });
});

describe('names', () => {
  it('asks which when several have the name', async () => {
    const { nation } = bench.context();
    await nation.create('lists', { attributes: { name: 'Phone bank', slug: 'one' } });
    await nation.create('lists', { attributes: { name: 'phone bank', slug: 'two' } });
    const { code, message } = await refusal('add_to_list', { list_id: 'PHONE BANK', signup_id: '110' });
    expect(code).toBe('ambiguous');
    expect(message).toMatch(/^More than one list is called PHONE BANK: Phone bank \(id \d+\), phone bank \(id \d+\)\./);
  });

  it('takes the one that is spelled exactly so', async () => {
    const { nation } = bench.context();
    await nation.create('lists', { attributes: { name: 'Phone bank', slug: 'one' } });
    await nation.create('lists', { attributes: { name: 'phone bank', slug: 'two' } });
    const { changes } = await bench.preview('add_to_list', { list_id: 'phone bank', signup_id: '110' });
    expect(changes).toEqual([{ field: 'list', after: 'phone bank' }]);
  });

  it('tells similar names for one that is none', async () => {
    const { code, message } = await refusal('untag_signup', { signup_id: '110', tag: 'Volunte' });
    expect(code).toBe('not_found');
    expect(message).toMatch(/There is no tag called Volunte\. Similar: Volunteer \(id 61\), volunteers \(id 62\)/);
  });

  it('looks for a step on its path only', async () => {
    const { input } = await calls.assign_to_path!(bench);
    expect((await refusal('assign_to_path', { ...input, current_step_id: 'Nowhere' })).message).toContain(
      'no path step called Nowhere',
    );
  });

  it('asks for the site when there are several', async () => {
    const { code, message } = await refusal('create_event', { name: 'Picnic', start_at: '2026-07-04' });
    expect(code).toBe('ambiguous');
    expect(message).toContain('Demo Nation (id 1), Demo Action Fund (id 2)');
  });
});

describe('what is refused before anything is sent', () => {
  it.each([
    [
      'a mail flag',
      'change_record',
      { type: 'donations', action: 'update', id: '5001', attributes: { send_donor_receipt: true } },
      'send mail',
    ],
    ['a page that is deleted by its status', 'update_event', { id: '301', status: 'deleted' }, 'archived or hidden'],
    [
      'an unknown attribute',
      'change_record',
      { type: 'lists', action: 'update', id: '81', attributes: { descripton: 'x' } },
      'nearest: description',
    ],
    [
      'a read-only attribute',
      'change_record',
      { type: 'lists', action: 'update', id: '81', attributes: { signups_count: 3 } },
      'signups_count',
    ],
    ['an unknown type', 'change_record', { type: 'list', action: 'update', id: '81' }, 'lists'],
    [
      'a verb the type does not have',
      'change_record',
      { type: 'lists', action: 'archive', id: '81' },
      'possible: create, update, delete',
    ],
    ['a wrong choice', 'log_contact', { signup_id: '110', contact_method: 'pigeon' }, 'must be one of delivery, door_knock'],
    [
      'a wrong option of a custom field',
      'update_signup',
      { id: '110', custom_values: { 'shirt size': 'XXL' } },
      'one of S, M, L, XL',
    ],
    ['a custom field that is none', 'update_signup', { id: '110', custom_values: { shoe_size: '44' } }, 'shirt_size'],
    [
      'an end before the start',
      'create_event',
      { name: 'P', start_at: '2026-07-04', end_at: '2026-07-03', site_id: '1' },
      'after start_at',
    ],
    ['a zone that is none', 'update_event', { id: '301', time_zone: 'Central' }, 'no time zone Central'],
    ['an amount of nothing', 'create_donation', { signup_id: '110', amount_in_cents: 0 }, 'at least 1'],
    ['a person by name', 'create_pledge', { signup_id: 'Ana', amount_in_cents: 5 }, 'list_signups'],
    ['nobody', 'tag_signup', { signup_id: '99999999', tag: 'Volunteer' }, 'no person 99999999'],
    ['a change of nothing', 'update_signup', { id: '110' }, 'Nothing to change'],
    [
      'a choice that is none of the question',
      'record_survey_response',
      { signup_id: '110', survey_question_id: '91', answer: 'Space' },
      'Housing (id 201)',
    ],
    ['a match by nothing', 'push_signup', { attributes: { first_name: 'Ana' } }, 'create_signup'],
  ])('%s', async (_, name, input, words) => {
    expect((await refusal(name, input)).message).toContain(words);
    expect(await bench.writesSent()).toEqual([]);
  });

  it('reports a record that is gone', async () => {
    await expect(bench.preview('update_contact', { id: '99999999', content: 'x' })).rejects.toMatchObject({ kind: 'not_found' });
  });
});

describe('tiers', () => {
  const person = (filter: object) => bench.id('signups', filter);

  it('rise with what is said', async () => {
    const { input } = await calls.create_event!(bench);
    expect(await bench.tier('create_event', input)).toBe('change');
    expect(await bench.tier('create_event', { ...input, status: 'published' })).toBe('outbound');
    expect(await bench.tier('update_signup', { id: '110', email_opt_in: false, do_not_call: true })).toBe('change');
    expect(await bench.tier('update_signup', { id: '110', do_not_call: false })).toBe('critical');
    expect(await bench.tier('create_signup', { first_name: 'A', more: { mobile_opt_in: true } })).toBe('critical');
  });

  it('rise with whom something may reach', async () => {
    const { input } = await calls.create_event_rsvp!(bench);
    expect(await bench.tier('create_event_rsvp', input)).toBe('outbound');
    await bench.context().nation.update('events', '301', { attributes: { sends_auto_response: false } });
    expect(await bench.tier('create_event_rsvp', input)).toBe('reversible');
  });

  it('rise with the number of targets: five are many', async () => {
    const ids = await bench.ids('signups', {}, 5);
    const tier = async (count: number) =>
      bench.tier('bulk_tag', { result_set: 'rs_1', tag: 'New' }, await bench.withSelection(ids.slice(0, count)));
    expect([await tier(4), await tier(5)]).toEqual(['reversible', 'critical']);
  });

  it.each([
    ['memberships', 'delete', '701', {}, 'critical'],
    ['membership_types', 'update', '6', { name: 'Friend' }, 'critical'],
    ['lists', 'update', '81', { name: 'Texans' }, 'change'],
    ['lists', 'delete', '81', {}, 'critical'],
    ['automations', 'archive', '71', {}, 'outbound'],
    ['pages', 'update', '41', { status: 'published', title: 'T' }, 'outbound'],
  ])('come from the catalog for %s: %s', async (type, action, id, attributes, tier) => {
    const given = Object.keys(attributes).length > 0 ? { attributes } : {};
    expect(await bench.tier('change_record', { type, action, id, ...given })).toBe(tier);
  });

  it('leaves out who asked not to be contacted, unless that was asked for', async () => {
    const input = { signup_id: await person({ do_not_contact: true }), automation_id: 'Welcome series' };
    expect(await refusal('enroll_in_automation', input)).toMatchObject({ code: 'do_not_contact' });
    const { notes, recipients } = await bench.preview('enroll_in_automation', { ...input, include_do_not_contact: true });
    expect(recipients).toBe(1);
    expect(notes.join(' ')).toMatch(/asked not to be contacted\./);
  });
});
