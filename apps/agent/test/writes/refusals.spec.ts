import { NationBuilderError } from '@nat/nationbuilder';
import type { ToolError } from '../../src/tools/kit/tool-error';
import { Workbench } from './workbench';

// What no write does, by whatever tool it is asked for.

let bench: Workbench;
beforeAll(async () => void (bench = await Workbench.start()), 60_000);
afterAll(() => bench.stop());
beforeEach(() => bench.reset());

const record = (type: string, action: string, more: object) => ({ type, action, ...more });
const refused = (name: string, input: object) =>
  bench.preview(name, input).then(
    () => undefined,
    (error: ToolError) => error.code,
  );

it.each(['donations', 'pledges'])('an amount of %s is never nothing or less, by the general tool either', async type => {
  const signupId = await bench.id('signups', { is_volunteer: true });
  for (const cents of [0, -500]) {
    const attributes = {
      signup_id: signupId,
      amount_in_cents: cents,
      ...(type === 'donations' && { payment_type_name: 'Cash' }),
    };
    expect(await refused('change_record', record(type, 'create', { attributes }))).toBe('invalid_input');
  }
  const fraction = { signup_id: signupId, amount_in_cents: 25.5 };
  await expect(bench.preview('create_pledge', fraction)).rejects.toThrow('must be of the type integer');
});

it('a membership may expire, a page may not', async () => {
  const id = await bench.id('memberships', { status: 'active' });
  const { changes } = await bench.preview(
    'change_record',
    record('memberships', 'update', { id, attributes: { status: 'expired' } }),
  );
  expect(changes).toEqual([{ field: 'status', before: 'active', after: 'expired' }]);
  const page = { id: await bench.id('pages'), attributes: { status: 'expired' } };
  expect(await refused('change_record', record('pages', 'update', page))).toBe('invalid_input');
});

describe('people who asked not to be contacted get no mail for a reply', () => {
  const answering = '301';
  const someone = async (): Promise<{ id: string; email: string }> => {
    const id = await bench.id('signups', { do_not_contact: true, email: { not_eq: null } });
    return { id, email: String((await bench.read('signups', id, ['email'])).email) };
  };

  it('that is given by their address', async () => {
    const { email } = await someone();
    expect(await refused('create_event_rsvp', { event_id: answering, first_name: 'A', last_name: 'B', email })).toBe(
      'do_not_contact',
    );
  });

  it('that the general tool makes', async () => {
    const { id, email } = await someone();
    const byId = { attributes: { event_id: answering }, related: { signup: { id } } };
    const byAddress = { attributes: { event_id: answering, first_name: 'A', last_name: 'B', email } };
    for (const given of [byId, byAddress])
      expect(await refused('change_record', record('event_rsvps', 'create', given))).toBe('do_not_contact');
  });

  it('but the reply is made where the event does not answer', async () => {
    const { id } = await someone();
    await bench.context().nation.update('events', answering, { attributes: { sends_auto_response: false } });
    const given = { attributes: { event_id: answering }, related: { signup: { id } } };
    const { recipients } = await bench.preview('change_record', record('event_rsvps', 'create', given));
    expect(recipients).toBeUndefined();
  });
});

describe('people who asked not to be contacted come to no step of a path, by whatever tool', () => {
  const expressly = { include_do_not_contact: true };
  const journeyOf = async (): Promise<string> => {
    const signup = await bench.id('signups', { do_not_contact: true });
    const assign = { signup_id: signup, path_id: 'Become a volunteer', current_step_id: 'Signed up' };
    const { journal } = await bench.run('assign_to_path', { ...assign, ...expressly });
    return journal.items()[0]!.createdId!;
  };

  it('unless that is asked for expressly, and then it can be taken back', async () => {
    const id = await journeyOf();
    const move = { id, current_step_id: 'Called' };
    expect(await refused('update_path_journey', move)).toBe('do_not_contact');
    const attributes = { current_step_id: '112' };
    expect(await refused('change_record', record('path_journeys', 'update', { id, attributes }))).toBe('do_not_contact');
    const { journal } = await bench.run('update_path_journey', { ...move, ...expressly });
    await bench.undo('update_path_journey', move, journal);
    expect(await bench.read('path_journeys', id, ['current_step_id'])).toEqual({ current_step_id: '111' });
  });

  it('but are taken off one, and put back by whoever takes that back', async () => {
    const id = await journeyOf();
    const { journal } = await bench.run('delete_path_journey', { id });
    expect(journal.counts()).toMatchObject({ done: 1 });
    expect(await refused('move_path_journey', { id, action: 'reactivate' })).toBe('do_not_contact');
    await bench.undo('delete_path_journey', { id }, journal);
    expect(await bench.read('path_journeys', id, ['journey_status'])).toEqual({ journey_status: 'active' });
  });

  it('also when many are moved: each is told', async () => {
    const id = await journeyOf();
    const context = await bench.withSelection([id], 'path_journeys');
    const { journal } = await bench.run(
      'bulk_change',
      { result_set: 'rs_1', change: 'update', values: { current_step_id: '112' } },
      { context },
    );
    expect(journal.items()).toEqual([
      expect.objectContaining({ state: 'failed', reason: expect.stringContaining('asked not to be contacted') as string }),
    ]);
  });
});

it('what belongs to several people matches none of them', async () => {
  const [one, other] = await bench.ids('signups', { email: { not_eq: null } }, 2);
  const { email } = await bench.read('signups', one!, ['email']);
  await bench.context().nation.update('signups', other!, { attributes: { external_id: 'ext-77' } });
  expect(await refused('push_signup', { attributes: { email, external_id: 'ext-77', employer: 'X' } })).toBe('ambiguous');
});

it.each([
  ['events', 'update', '301', { sends_auto_response: true }, 'outbound'],
  ['signups', 'update', '110', { unsubscribed_at: null }, 'critical'],
  ['signups', 'update', '110', { federal_donotcall: false }, 'critical'],
])('%s %s of %s by %j is no plain change', async (type, action, id, attributes, tier) =>
  expect(await bench.tier('change_record', { type, action, id, attributes })).toBe(tier),
);

it('what NationBuilder quotes of contact data is told to nobody, neither when a part was done', async () => {
  const context = bench.context();
  const { nation } = context;
  const detail = 'contact_email ana@example.org is not valid';
  const update = nation.update.bind(nation) as (...given: unknown[]) => Promise<never>;
  nation.update = (...given: unknown[]) =>
    given[0] === 'events' ? Promise.reject(new NationBuilderError({ kind: 'invalid', status: 422, detail })) : update(...given);
  const { journal, result } = await bench.run('update_event', { id: '301', name: 'Renamed', capacity_count: 12 }, { context });
  expect(journal.items()[0]!.reason).toBe('its page was changed, the rest was not: contact_email [contact hidden] is not valid');
  expect(JSON.stringify(result)).not.toContain('ana@');
});

it.each([['2026-02-30T18:00'], ['July 4 2026 18:00'], ['2026-07-04']])(
  'an event does not end at %s, read in whatever zone',
  async end_at => {
    const event = { name: 'Picnic', site_id: '1', start_at: '2026-07-04T15:00', end_at };
    expect(await refused('create_event', event)).toBe('invalid_input');
  },
);

it('no day that is not on the calendar becomes another one', async () => {
  const event = { name: 'Picnic', site_id: '1', start_at: '2026-02-30' };
  expect(await refused('create_event', event)).toBe('invalid_input');
});
