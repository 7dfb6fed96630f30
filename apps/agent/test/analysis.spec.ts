import { page, record } from './nation-double';
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
const found = async (...all: object[]) => {
  const { forModel } = await bench.run('find_people', { all });
  const { ids } = await bench.context.resultSets.get(forModel.result_set!);
  expect(forModel.count).toBe(ids.length);
  return ids;
};

describe('figures', () => {
  it('of everything at once', async () => {
    const { forModel } = await bench.run('aggregate_records', {
      type: 'donations',
      measures: [
        { fn: 'count' },
        { fn: 'sum', of: 'amount_in_cents' },
        { fn: 'avg', of: 'amount_in_cents' },
        { fn: 'max', of: 'succeeded_at' },
        { fn: 'count_distinct', of: 'signup_id' },
      ],
    });
    expect(forModel).toEqual({
      count: 4,
      data: { count: 4, sum: 65_000, avg: 16_250, max: '2026-11-01T00:30:00-05:00', count_distinct: 2, records: 4 },
    });
    expect(Object.fromEntries(bench.nation.requests[0]!.query)['fields[donations]']).toBe(
      'amount_in_cents,succeeded_at,signup_id',
    );
  });

  it('by month in the zone of the nation, in the order of time', async () => {
    const { data } = await bench.run('aggregate_records', {
      type: 'donations',
      measures: [{ fn: 'sum', of: 'amount_in_cents' }],
      group_by: 'succeeded_at:month',
    });
    expect(data).toEqual({
      groups: [
        { key: '2026-09', sum: 5_000 },
        { key: '2026-10', sum: 35_000 },
        { key: '2026-11', sum: 25_000 },
      ],
      records: 4,
    });
  });

  it('by person, named by code, the largest first, with those of no one at their place', async () => {
    const { data, links } = await bench.run('aggregate_records', {
      type: 'donations',
      measures: [{ fn: 'sum', of: 'amount_in_cents' }],
      group_by: 'signup_id',
      limit: 2,
    });
    expect(data).toEqual({
      groups: [
        { key: '7', name: 'Ana Ruiz', sum: 45_000 },
        { key: '9', name: 'Mei Lin', sum: 15_000 },
      ],
      records: 4,
      groups_count: 3,
    });
    expect(links[0]).toEqual({ label: 'Ana Ruiz', url: bench.link('signups/7') });
  });

  it('by city, whatever its case, without those that have none', async () => {
    const { data } = await bench.run('aggregate_records', {
      type: 'signups',
      measures: [{ fn: 'count' }],
      group_by: 'city',
      having: { key: { not_eq: null } },
    });
    expect(data).toMatchObject({
      groups: [
        { key: 'Austin', count: 2 },
        { key: 'Waco', count: 1 },
      ],
      records: 4,
    });
  });

  it('by the person of a reply, which only the sideload tells', async () => {
    const { data } = await bench.run('aggregate_records', {
      type: 'event_rsvps',
      measures: [{ fn: 'count' }],
      group_by: 'signup_id',
    });
    expect(data).toMatchObject({ groups: expect.arrayContaining([{ key: '7', name: 'Ana Ruiz', count: 1 }]) as object[] });
  });

  it('of the gifts of a selection of people', async () => {
    await bench.run('list_signups', { filter: { is_volunteer: true }, keep: true });
    const { data } = await bench.run('aggregate_records', {
      type: 'donations',
      result_set: 'rs_1',
      measures: [{ fn: 'sum', of: 'amount_in_cents' }],
    });
    expect(data).toEqual({ sum: 45_000, records: 2 });
  });

  it.each([
    [{ type: 'signups', measures: [{ fn: 'count' }], group_by: 'religion' }, 'never shown'],
    [{ type: 'signups', measures: [{ fn: 'count' }], group_by: 'email' }, 'never shown'],
    [{ type: 'signups', measures: [{ fn: 'max', of: 'born_at' }] }, 'never shown'],
    [{ type: 'signups', measures: [{ fn: 'avg', of: 'support_level' }] }, 'never shown'],
    [{ type: 'contacts', measures: [{ fn: 'count' }], group_by: 'content' }, 'never shown'],
    [{ type: 'donations', measures: [{ fn: 'sum', of: 'amount' }] }, 'integer or decimal'],
    [{ type: 'donations', measures: [{ fn: 'sum', of: 'amount_in_cent' }] }, 'amount_in_cents'],
    [{ type: 'donations', measures: [{ fn: 'sum' }] }, 'needs an attribute'],
    [{ type: 'donations', measures: [{ fn: 'count' }], group_by: 'succeeded_at:decade' }, 'day, week, month, quarter, year'],
    [{ type: 'donations', measures: [{ fn: 'count' }], group_by: 'status:month' }, 'no time'],
    [{ type: 'donations', measures: [{ fn: 'count' }], group_by: 'sucseeded_at' }, 'succeeded_at'],
    [{ type: 'donations', measures: [{ fn: 'count' }], having: { sum: 1 } }, 'having takes count, key'],
  ])('that cannot be are refused before anything is read: %j', async (input, said) => {
    await expect(bench.run('aggregate_records', input)).rejects.toThrow(said);
    expect(bench.nation.requests).toHaveLength(0);
  });

  it('of private traits can be counted', async () => {
    const { data } = await bench.run('aggregate_records', { type: 'signups', measures: [{ fn: 'count', of: 'religion' }] });
    expect(data).toEqual({ count: 1, records: 4 });
  });

  it('are of 100,000 records at most, and partial beyond, in bounded memory', async () => {
    const total = 100_300;
    bench.nation.answer = ({ path, query }) => {
      if (!path.endsWith('/donations')) return page([]);
      const first = (Number(query.get('page[number]')) - 1) * 100;
      const rows = Array.from({ length: Math.max(0, Math.min(100, total - first)) }, (_, index) =>
        record('donations', String(first + index + 1), { amount_in_cents: 100, signup_id: String((first + index) % 4_000) }),
      );
      bench.nation.requests.splice(0);
      peak = Math.max(peak, process.memoryUsage().heapUsed - before);
      return page(rows, { total });
    };
    const before = process.memoryUsage().heapUsed;
    let peak = 0;
    const { forModel } = await bench.run('aggregate_records', {
      type: 'donations',
      measures: [{ fn: 'sum', of: 'amount_in_cents' }],
      group_by: 'signup_id',
      limit: 1,
    });
    expect(forModel).toMatchObject({ count: 100_000, truncated: true, data: { groups_count: 4_000 } });
    expect(peak).toBeLessThan(200 * 1024 * 1024);
  }, 120_000);
});

describe('people across types', () => {
  it('meet every condition', async () => {
    expect(await found({ from: 'signups', filter: { is_volunteer: true } }, { from: 'donations' })).toEqual(['7']);
    expect(await found({ from: 'event_rsvps', filter: { attendee: true }, id: '3' }, { from: 'donations', not: true })).toEqual(
      [],
    );
    expect(await found({ from: 'taggings', id: '1' }, { from: 'signups', filter: { is_volunteer: true }, not: true })).toEqual([
      '9',
    ]);
    expect(await found({ from: 'list', id: '5' }, { from: 'signups', city: 'Austin' })).toEqual(['7', '8']);
    expect(await found({ from: 'donations', not: true })).toEqual(['8', '10']);
  });

  it('are found by how often and how much', async () => {
    expect(await found({ from: 'donations', min_count: 2 })).toEqual(['7']);
    expect(await found({ from: 'donations', min_sum_in_cents: 15_000 })).toEqual(['7', '9']);
    expect(await found({ from: 'donations', min_sum_in_cents: 45_001 })).toEqual([]);
  });

  it('are narrowed from a selection, also from one of records about them', async () => {
    await bench.run('list_donations', { filter: { amount_in_cents: { gte: 15_000 } }, keep: true });
    expect(await found({ from: 'result_set', id: 'rs_1' })).toEqual(['7', '9']);
    expect(await found({ from: 'result_set', id: 'rs_2' }, { from: 'signups', filter: { is_volunteer: true } })).toEqual(['7']);
  });

  it('are told as a sample, with the criteria in words', async () => {
    const { data } = await bench.run('find_people', {
      all: [
        { from: 'donations', min_count: 2 },
        { from: 'signups', filter: { email: 'a@b.example' }, not: true },
      ],
    });
    expect(data).toMatchObject({
      criteria: 'people: donations: status succeeded, at least 2; not people: email as given',
      people: [{ id: '7', name: 'Ana Ruiz', city: 'Austin' }],
    });
  });

  it('are kept up to 10,000, and counted beyond', async () => {
    const all = Array.from({ length: 10_050 }, (_, index) => ({
      id: String(index + 1),
      is_volunteer: true,
      created_at: '2026-01-01T00:00:00Z',
    }));
    bench.nation.answer = ({ path, query }) => {
      if (!path.endsWith('/signups')) return page([]);
      const first = (Number(query.get('page[number]') ?? 1) - 1) * 100;
      return page(
        all.slice(first, first + 100).map(({ id }) => record('signups', id)),
        { total: all.length },
      );
    };
    const { forModel } = await bench.run('find_people', { all: [{ from: 'signups' }] });
    expect(forModel).toMatchObject({ count: 10_050, kept: 10_000, result_set: 'rs_1' });
    expect(forModel).not.toHaveProperty('truncated');
    expect(await bench.context.resultSets.get('rs_1')).toMatchObject({ truncated: true });
    const combined = await bench.run('combine_result_sets', { op: 'union', sets: ['rs_1', 'rs_1'] });
    expect(combined.forModel).toMatchObject({ count: 10_000, truncated: true });
  });

  it('who are few are looked up by id instead of reading everybody', async () => {
    await found({ from: 'signups', filter: { is_volunteer: true } }, { from: 'taggings', id: '1' });
    const [, people] = bench.nation.requests;
    expect(people!.query.get('filter[id]')).toBe('7,9');
  });

  it.each([
    [{ from: 'list' }, 'takes its id'],
    [{ from: 'list', id: '5', filter: { is_volunteer: true } }, 'takes its id'],
    [{ from: 'donations', id: '5' }, 'takes no id'],
    [{ from: 'taggings', min_sum_in_cents: 5 }, 'donations only'],
    [{ from: 'donations', city: 'Austin' }, 'from signups'],
  ])('%j is refused before anything is read', async (condition, said) => {
    await expect(bench.run('find_people', { all: [condition] })).rejects.toThrow(said);
    expect(bench.nation.requests).toHaveLength(0);
  });
});

describe('counting', () => {
  it('is done by NationBuilder, and by code where only code can tell', async () => {
    expect((await bench.run('count_records', { type: 'signups', filter: { is_volunteer: true } })).forModel.count).toBe(2);
    expect(bench.nation.requests).toHaveLength(1);
    expect((await bench.run('count_records', { type: 'signups', city: 'Waco' })).forModel).toEqual({
      count: 1,
      data: { count: 1 },
    });
    await expect(bench.run('count_records', { type: 'donations', city: 'Waco' })).rejects.toThrow('find_people');
  });
});

it('duplicates are groups joined by an address or a number, told without either', async () => {
  const { forModel, summary } = await bench.run('find_duplicates');
  expect(forModel).toMatchObject({
    count: 1,
    data: [{ same: ['email'], size: 2, people: [{ id: '7', name: 'Ana Ruiz' }, { id: '10' }] }],
  });
  expect(JSON.stringify(forModel)).not.toMatch(/example\.org|512/);
  expect(summary).toBe('1 group of possible duplicates');
});
