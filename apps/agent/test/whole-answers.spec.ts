import { serve } from './nation-records';
import { smallNation } from './small-nation';
import { ToolBench } from './tool-bench';

// What an answer leaves out, it says: a part is never told as all, and what may not be read never as none.

const bench = new ToolBench();
beforeAll(() => bench.start());
afterAll(() => bench.stop());
beforeEach(() => {
  bench.renew();
  serve(bench.nation, smallNation());
});

const partOf = (type: 'signups' | 'donations', ids: string[]) =>
  bench.context.resultSets.save({ type, ids, criteria: 'a part', truncated: true });

it.each(['tags', 'memberships'])('%s that may not be read are said to be so, and not to be none', async hidden => {
  const { answer } = bench.nation;
  const path = hidden === 'tags' ? '/signup_tags' : '/memberships';
  bench.nation.answer = request =>
    request.path.endsWith(path) ? { status: 403, body: { code: 'forbidden', message: 'no' } } : answer(request);
  expect((await bench.run('get_signup', { id: '7' })).data).toMatchObject({ name: 'Ana Ruiz', not_readable: [hidden] });
});

it('a person whose tags and memberships are known hides nothing', async () => {
  const { data } = await bench.run('get_signup', { id: '7' });
  expect(data).toMatchObject({ tags: ['Volunteer'], tags_count: 1 });
  expect(data).not.toHaveProperty('not_readable');
});

it('figures of a selection that is only a part are partial', async () => {
  await partOf('signups', ['7', '9']);
  const { forModel, summary } = await bench.run('aggregate_records', {
    type: 'donations',
    result_set: 'rs_1',
    measures: [{ fn: 'sum', of: 'amount_in_cents' }],
  });
  expect(forModel).toMatchObject({ truncated: true, data: { sum: 60_000 } });
  expect(summary).toMatch(/^at least /);
});

it('so is a file of it', async () => {
  await partOf('signups', ['7']);
  const { forModel } = await bench.run('export_records', { result_set: 'rs_1', columns: ['name'] });
  expect(forModel).toMatchObject({ truncated: true, count: 1 });
});

it('a file of a selection takes no filter, which would be passed over', async () => {
  await partOf('signups', ['7', '8']);
  const asked = { result_set: 'rs_1', filter: { is_donor: true }, columns: ['name'] };
  await expect(bench.run('export_records', asked)).rejects.toMatchObject({ code: 'invalid_input' });
});

it.each(['list_signups', 'find_records'])('%s says at least what it saw where NationBuilder counts nothing', async name => {
  const { answer } = bench.nation;
  bench.nation.answer = request => {
    request.query.delete('stats[total]');
    return answer(request);
  };
  const type = name === 'find_records' ? { type: 'signups' } : {};
  expect((await bench.run(name, { ...type, limit: 2 })).forModel).toMatchObject({ count: 2, truncated: true });
  const whole = (await bench.run(name, { ...type, limit: 10 })).forModel;
  expect(whole.count).toBe(4);
  expect(whole).not.toHaveProperty('truncated');
});

describe('money received', () => {
  it('is the same for every tool that finds donations', async () => {
    const found = await bench.run('find_records', { type: 'donations' });
    const listed = await bench.run('list_donations', {});
    const counted = await bench.run('count_records', { type: 'donations' });
    expect([found, listed, counted].map(({ forModel }) => forModel.count)).toEqual([4, 4, 4]);
  });

  it('is not asked of donations that were selected by another status', async () => {
    await bench.run('list_donations', { filter: { status: 'failed' }, keep: true });
    const { data } = await bench.run('aggregate_records', {
      type: 'donations',
      result_set: 'rs_1',
      measures: [{ fn: 'sum', of: 'amount_in_cents' }],
    });
    expect(data).toEqual({ sum: 99_000, records: 1 });
  });
});

it.each<[string, object]>([
  ['list_event_rsvps', { event_id: '3', filter: { event_id: '4' } }],
  ['list_events', { name: 'Rally', filter: { page_id: '71' } }],
  ['find_people', { all: [{ from: 'taggings', id: '1', filter: { tag_id: '2' } }] }],
])('%s passes over no condition that is given twice: %j', async (name, input) =>
  expect(bench.run(name, input)).rejects.toThrow('is given twice'),
);
