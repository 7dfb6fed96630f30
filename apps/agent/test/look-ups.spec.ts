import { resourceOf, resourceTypes } from '@nat/nationbuilder';
import { catalog } from '../src/tools/catalog';
import { readTools } from '../src/tools/reads';
import { record } from './nation-double';
import { serve } from './nation-records';
import { smallNation } from './small-nation';
import { ToolBench } from './tool-bench';

const bench = new ToolBench();
beforeAll(() => bench.start());
afterAll(() => bench.stop());
beforeEach(() => {
  bench.renew();
  serve(bench.nation, smallNation());
});
const asked = (index = 0) => Object.fromEntries(bench.nation.requests[index]!.query);
const rows = (data: unknown) => data as Record<string, unknown>[];

describe('people', () => {
  it('are filtered and counted by NationBuilder, and told without contact data and private traits', async () => {
    const { forModel, summary, links } = await bench.run('list_signups', {
      filter: { full_name: { match: 'Ruiz' }, is_volunteer: true },
    });
    expect(asked()).toMatchObject({ 'filter[full_name][match]': 'Ruiz', 'page[size]': '10', 'stats[total]': 'count' });
    expect(asked()['fields[signups]']).not.toMatch(/email\b|phone|born|religion/);
    expect(forModel).toEqual({
      count: 1,
      data: [
        {
          id: '7',
          name: 'Ana Ruiz',
          city: 'Austin',
          state: 'TX',
          is_volunteer: true,
          is_donor: true,
          donations_amount_in_cents: 4500,
          created_at: '2026-01-02T00:00:00Z',
        },
      ],
    });
    expect(summary).toBe('1 person');
    expect(links).toEqual([{ label: 'Ana Ruiz', url: bench.link('signups/7') }]);
  });

  it('of a city are found by code over every page, without regard to case', async () => {
    const { forModel } = await bench.run('list_signups', { city: 'austin', state: 'TX', limit: 1, keep: true });
    expect(forModel).toMatchObject({ count: 2, data: [{ id: '7' }], result_set: 'rs_1' });
    expect(await bench.context.resultSets.get('rs_1')).toMatchObject({
      ids: ['7', '8'],
      type: 'signups',
      criteria: 'people: city austin, state TX',
    });
  });

  it('can be filtered by an address the person typed, which is not told back', async () => {
    const { forModel } = await bench.run('list_signups', { filter: { email: 'ana@example.org' } });
    expect(rows(forModel.data).map(({ id }) => id)).toEqual(['7', '10']);
    expect(JSON.stringify(forModel)).not.toMatch(/example\.org|512/);
  });

  it('are found by a field of the nation, named as people name it', async () => {
    const { data } = await bench.run('list_signups', {
      filter: { custom_values: { 't-shirt size': 'L' } },
      fields: ['custom_values'],
    });
    expect(data).toMatchObject([{ id: '7', custom_values: { shirt_size: { text: 'L', untrusted: true } } }]);
  });

  it('are read one by one with their tags and memberships', async () => {
    serve(bench.nation, {
      ...smallNation(),
      memberships: [{ id: '1', signup_id: '7', status: 'active', membership_type_id: '2' }],
    });
    bench.nation.requests.splice(0);
    const { data, links } = await bench.run('get_signup', { id: '7' });
    expect(data).toMatchObject({
      id: '7',
      name: 'Ana Ruiz',
      tags: ['Volunteer'],
      tags_count: 1,
      memberships: [{ id: '1', status: 'active' }],
    });
    expect(links).toEqual([{ label: 'Ana Ruiz', url: bench.link('signups/7') }]);
  });

  it('of a list are the first rows, its size, and all of them when they are kept', async () => {
    const { forModel, summary } = await bench.run('get_list_members', { id: '5', limit: 2, keep: true });
    expect(forModel).toMatchObject({ count: 4, data: [{ id: '7' }, { id: '8' }], result_set: 'rs_1' });
    expect(summary).toBe('4 people on Friends');
    expect((await bench.context.resultSets.get('rs_1')).ids).toEqual(['7', '8', '9', '10']);
  });
});

it('names what stands beside a record: the tag and the person of a tagging', async () => {
  const { data, links } = await bench.run('list_signup_taggings', { filter: { tag_id: '1' } });
  expect(data).toMatchObject([
    { id: '1', signup_id: '7', name: 'Ana Ruiz', tag_id: '1', tag: 'Volunteer' },
    { id: '2', signup_id: '9', name: 'Mei Lin' },
  ]);
  expect(links[0]).toEqual({ label: 'Ana Ruiz', url: bench.link('signups/7') });
  expect(bench.nation.requests).toHaveLength(1);
});

it('tells tags that look alike side by side', async () => {
  const { data } = await bench.run('list_signup_tags', { filter: { name: { match: 'volunteer' } } });
  expect(data).toEqual([
    { id: '1', name: 'Volunteer', taggings_count: 2 },
    { id: '2', name: 'volunteers', taggings_count: 0 },
  ]);
});

describe('donations', () => {
  it('are those that succeeded, in the zone of the nation, added up and ranked by donor', async () => {
    const { forModel, summary } = await bench.run('list_donations', {
      filter: { amount_in_cents: { gt: 10_000 }, succeeded_at: { gte: '2026-10-01', lt: '2026-11-01' } },
      sort: '-amount_in_cents',
    });
    expect(asked()).toMatchObject({
      'filter[status]': 'succeeded',
      'filter[succeeded_at][gte]': '2026-10-01T00:00:00-05:00',
      'filter[succeeded_at][lt]': '2026-11-01T00:00:00-05:00',
    });
    expect(forModel).toMatchObject({
      count: 2,
      data: {
        totals: { count: 2, amount_in_cents: 35_000, donors: 2 },
        donors: [
          { signup_id: '7', name: 'Ana Ruiz', donations: 1, amount_in_cents: 20_000 },
          { signup_id: '9', name: 'Mei Lin', donations: 1, amount_in_cents: 15_000 },
        ],
        donations: [{ id: '1', donor: 'Ana Ruiz', signup_id: '7', amount_in_cents: 20_000 }, { id: '2' }],
      },
    });
    expect(summary).toBe('2 donations from 2 donors');
  });

  it('count in the totals also when their giver is gone', async () => {
    const { data } = await bench.run('list_donations', { limit: 1 });
    expect(data).toMatchObject({ totals: { count: 4, amount_in_cents: 65_000, donors: 2 } });
  });

  it('of another status are told when the filter names it', async () => {
    const { data } = await bench.run('list_donations', { filter: { status: 'failed' } });
    expect(data).toMatchObject({ totals: { count: 1, amount_in_cents: 99_000 }, donors: [{ name: 'Bo Lee' }] });
  });
});

describe('events', () => {
  it('have the name of their page, and their status where it is not published', async () => {
    const { data, links } = await bench.run('list_events', { limit: 5 });
    expect(data).toMatchObject([
      { id: '4', name: 'Clean Water', status: 'hidden' },
      { id: '3', name: 'Spring Rally', venue_name: 'City Hall' },
    ]);
    expect(rows(data)[1]).not.toHaveProperty('status');
    expect(links[1]).toEqual({ label: 'Spring Rally', url: bench.link('events/3') });
  });

  it.each([
    [{ name: 'spring' }, ['3']],
    [{ when: 'upcoming' }, ['4']],
    [{ when: 'past' }, ['3']],
    [{ name: 'nothing like it' }, []],
    [{ when: 'upcoming', name: 'rally' }, []],
  ])('by %j are %j', async (input, expected) => {
    const { forModel } = await bench.run('list_events', input);
    expect(rows(forModel.data).map(({ id }) => id)).toEqual(expected);
    expect(forModel.count).toBe(expected.length);
  });

  it('have replies that name the person and the event, and the typed name where there is no person', async () => {
    const { data } = await bench.run('list_event_rsvps', { filter: { attendee: true } });
    expect(data).toMatchObject([
      {
        id: '1',
        signup_id: '7',
        name: 'Ana Ruiz',
        event_id: '3',
        event: 'Spring Rally',
        attendee: true,
        canceled: false,
        guests_count: 2,
      },
      { id: '3', name: 'Walk In', event: 'Clean Water' },
    ]);
    expect((await bench.run('list_event_rsvps', { event_id: '3', limit: 1 })).forModel.count).toBe(2);
  });
});

it('a petition is named by its page once', async () => {
  serve(bench.nation, { ...smallNation(), petitions: [{ id: '1', page_id: '71', goal: 100 }] });
  const { data } = await bench.run('list_petitions');
  expect(data).toEqual([{ id: '1', name: 'Clean Water', status: 'hidden', page_id: '71', goal: 100 }]);
});

describe('any type', () => {
  it.each(resourceTypes)('%s is found, described and counted', async type => {
    serve(bench.nation, { ...smallNation(), [type]: [{ id: '1' }], custom_fields: [] });
    // Of donations only those that succeeded count, unless the filter names a status.
    const count = type === 'custom_fields' || type === 'donations' ? 0 : 1;
    expect((await bench.run('find_records', { type })).forModel.count).toBe(count);
    expect((await bench.run('count_records', { type })).forModel.count).toBe(count);
    const { data } = await bench.run('describe_records', { type });
    expect(data).toMatchObject({
      type,
      attributes: expect.any(Object) as object,
      verbs: expect.arrayContaining(['list']) as string[],
    });
  });

  it('brings related records along, told by the same rules', async () => {
    const { data } = await bench.run('find_records', { type: 'donations', filter: { id: '1' }, include: ['signup'] });
    expect(data).toMatchObject([{ id: '1', donor: 'Ana Ruiz', signup: { id: '7', name: 'Ana Ruiz', is_volunteer: true } }]);
    expect(JSON.stringify(data)).not.toContain('example.org');
  });

  it('is read by id, and me is who connected the nation', async () => {
    expect((await bench.run('get_record', { type: 'lists', id: '5' })).data).toMatchObject({ id: '5', name: 'Friends' });
    bench.nation.answer = ({ path }) =>
      path.endsWith('/signups/me') ? { body: { data: record('signups', '1', { full_name: 'Olu Ade' }) } } : undefined;
    expect((await bench.run('get_record', { type: 'signups', id: 'me' })).data).toMatchObject({ id: '1', name: 'Olu Ade' });
  });

  it('describes choices, operators and what may never be shown', async () => {
    const { data } = await bench.run('describe_records', { type: 'donations' });
    expect(data).toMatchObject({
      attributes: {
        status: 'enum, succeeded|pending|failed|canceled, read only',
        email: 'string, never shown',
        note: "string, somebody's words",
      },
      operators: { number: 'eq not_eq gt gte lt lte' },
      create_needs: ['signup_id', 'amount_in_cents'],
      related: { signup: 'signups' },
    });
    expect((await bench.run('describe_records', { type: 'signups' })).data).toMatchObject({
      custom_fields: { shirt_size: 'T-shirt size, multiple_choice' },
    });
  });
});

it.each(readTools.filter(({ name }) => name.startsWith('list_')).map(({ name }) => name))(
  '%s keeps what it found when asked to',
  async name => {
    const type = name.slice('list_'.length);
    serve(bench.nation, {
      ...smallNation(),
      [type]: [
        { id: '1', status: 'succeeded', resource_type: 'Signup' },
        { id: '2', status: 'succeeded' },
      ],
    });
    const { forModel } = await bench.run(name, { keep: true, limit: 1 });
    expect(forModel).toMatchObject({ count: 2, result_set: 'rs_1' });
    expect(await bench.context.resultSets.get('rs_1')).toMatchObject({ type, ids: ['1', '2'], truncated: false });
  },
);

const ofOneType = resourceTypes.filter(type => catalog.find(`get_${resourceOf(type).singular}`));

it.each(ofOneType)('one of %s is read anew each time, and said to be gone when it is', async type => {
  const name = `get_${resourceOf(type).singular}`;
  serve(bench.nation, { ...smallNation(), [type]: [{ id: '1', name: 'One', full_name: 'One' }] });
  const { data, links } = await bench.run(name, { id: '1' });
  expect(data).toMatchObject({ id: '1' });
  expect(links.map(({ url }) => url)).toContain(bench.link(`${type}/1`));
  serve(bench.nation, { ...smallNation(), [type]: [] });
  await expect(bench.run(name, { id: '1' })).rejects.toMatchObject({ kind: 'not_found' });
});
