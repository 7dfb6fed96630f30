import { serve } from './nation-records';
import { smallNation } from './small-nation';
import { ToolBench } from './tool-bench';

const bench = new ToolBench();
beforeAll(() => bench.start());
afterAll(() => bench.stop());
beforeEach(async () => {
  bench.renew();
  serve(bench.nation, smallNation());
  await bench.run('list_signups', { filter: { is_volunteer: true }, keep: true }); // rs_1: 7, 8
  await bench.run('list_signups', { filter: { full_name: { not_eq: null } }, keep: true }); // rs_2: 7, 8
  await bench.run('find_people', { all: [{ from: 'donations' }] }); // rs_3: 7, 9
});

it.each([
  ['union', ['7', '8', '9'], '(people: is_volunteer true) or (people: donations: status succeeded)'],
  ['intersect', ['7'], '(people: is_volunteer true) and (people: donations: status succeeded)'],
  ['subtract', ['8'], '(people: is_volunteer true) but not (people: donations: status succeeded)'],
])('%s of two selections is a new one that says how it came about', async (op, ids, criteria) => {
  const { forModel } = await bench.run('combine_result_sets', { op, sets: ['rs_1', 'rs_3'] });
  expect(forModel).toMatchObject({ count: ids.length, result_set: 'rs_4', data: { criteria } });
  expect((await bench.context.resultSets.get('rs_4')).ids).toEqual(ids);
});

it('what is of two types is not combined, and a selection that is gone is said to be gone', async () => {
  await bench.run('list_donations', { keep: true });
  await expect(bench.run('combine_result_sets', { op: 'union', sets: ['rs_1', 'rs_4'] })).rejects.toThrow('cannot be combined');
  await expect(bench.run('show_result_set', { result_set: 'rs_9' })).rejects.toMatchObject({ code: 'result_set_unknown' });
});

it('a selection is shown as it was frozen, with its records as they are now', async () => {
  const nation = smallNation();
  nation.signups = nation.signups.filter(({ id }) => id !== '8').map(person => ({ ...person, is_volunteer: false }));
  serve(bench.nation, nation);
  const { forModel } = await bench.run('show_result_set', { result_set: 'rs_1' });
  expect(forModel).toMatchObject({ count: 2, data: { type: 'signups', rows: [{ id: '7', name: 'Ana Ruiz' }], gone: 1 } });
});

it('is shown part by part, and in the order of an attribute', async () => {
  await bench.run('combine_result_sets', { op: 'union', sets: ['rs_1', 'rs_3'] });
  const ids = async (input: object) => {
    const { data } = await bench.run('show_result_set', { result_set: 'rs_4', ...input });
    return (data as { rows: { id: string }[] }).rows.map(({ id }) => id);
  };
  expect(await ids({ offset: 1, limit: 1 })).toEqual(['8']);
  expect(await ids({ sort: '-created_at' })).toEqual(['9', '8', '7']);
  expect(await ids({ sort: 'created_at', offset: 2 })).toEqual(['9']);
  await expect(ids({ sort: 'email' })).rejects.toMatchObject({ code: 'invalid_sort' });
});

describe('a file', () => {
  it('of a selection holds every row, and none of them goes through the model', async () => {
    const { forModel, exportId, summary } = await bench.run('export_records', {
      result_set: 'rs_1',
      columns: ['id', 'name', 'city', 'is_volunteer', 'donations_amount_in_cents'],
    });
    expect(bench.exports.files.get(exportId!)!.text).toBe(
      '\ufeffid,name,city,is_volunteer,donations_amount_in_cents\r\n7,Ana Ruiz,Austin,true,4500\r\n8,Bo Lee,AUSTIN,true,\r\n',
    );
    expect(forModel).toEqual({
      count: 2,
      data: { file: 'people-2026-11-20.csv', rows: 2, columns: expect.any(Array) as string[] },
    });
    expect(summary).toBe('2 people in people-2026-11-20.csv');
    expect(JSON.stringify(forModel)).not.toContain('Ana');
  });

  it('of all that match names what stands beside a record', async () => {
    const columns = ['donor', 'amount_in_cents', 'succeeded_at'];
    const { exportId } = await bench.run('export_records', {
      type: 'donations',
      filter: { amount_in_cents: { gt: 15_000 } },
      columns,
    });
    expect(bench.exports.files.get(exportId!)!.text).toBe(
      '\ufeffdonor,amount_in_cents,succeeded_at\r\nAna Ruiz,20000,2026-10-05T00:00:00-05:00\r\nAna Ruiz,25000,2026-11-01T00:30:00-05:00\r\n',
    );
  });

  it('does not let a name be a formula', async () => {
    const nation = smallNation();
    nation.signups[0]!.full_name = '=HYPERLINK("http://evil.example","x")';
    serve(bench.nation, nation);
    const { exportId } = await bench.run('export_records', { result_set: 'rs_1', columns: ['name'] });
    expect(bench.exports.files.get(exportId!)!.text).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`);
  });

  it.each([
    [['email'], 'never shown here'],
    [['religion'], 'never shown here'],
    [['note'], 'cannot be exported here'],
    [['custom_values'], 'cannot be exported here'],
    [['primary_address'], 'cannot be exported here'],
    [['donor'], 'has no field'],
    [['lastname'], 'nearest: last_name'],
  ])('does not hold %j', async (columns, said) => {
    const read = bench.nation.requests.length;
    await expect(bench.run('export_records', { result_set: 'rs_1', columns })).rejects.toThrow(said);
    expect(bench.nation.requests).toHaveLength(read);
  });

  it('is of a selection or of a type, not of both and not of nothing', async () => {
    await expect(bench.run('export_records', { columns: ['id'] })).rejects.toThrow('either result_set, or type');
    await expect(bench.run('export_records', { result_set: 'rs_1', type: 'lists', columns: ['id'] })).rejects.toThrow('either');
  });
});
