import { record, page } from './nation-double';
import { serve } from './nation-records';
import { smallNation } from './small-nation';
import { ToolBench } from './tool-bench';
import { catalog } from '../src/tools/catalog';

const bench = new ToolBench();
beforeAll(() => bench.start());
afterAll(() => bench.stop());
beforeEach(() => {
  bench.renew();
  serve(bench.nation, smallNation());
});

it.each([
  ['list_signups', { nation: 'other' }],
  ['list_signups', { limit: 21 }],
  ['list_signups', { limit: 0 }],
  ['list_signups', { filter: 'is_volunteer' }],
  ['get_signup', { id: '../lists/1' }],
  ['get_signup', { id: 7 }],
  ['get_record', { type: 'people', id: '1' }],
  ['find_records', { type: 'constructor' }],
  ['aggregate_records', { type: 'donations', measures: [] }],
  ['show_result_set', { result_set: 'rs_x' }],
  ['list_events', { when: 'soon' }],
])('%s does not take %j', (name, input) => expect(catalog.find(name)!.input.safeParse(input).success).toBe(false));

it.each<[string, object, string, string]>([
  ['list_signups', { filter: { volunteer: true } }, 'invalid_filter', 'is_volunteer'],
  ['list_signups', { filter: { first_name: { like: 'A' } } }, 'invalid_filter', 'match'],
  ['list_signups', { fields: ['emial'] }, 'invalid_fields', 'email'],
  ['list_signups', { sort: '-created' }, 'invalid_sort', 'created_at'],
  ['list_signups', { sort: 'email' }, 'invalid_sort', 'cannot be sorted'],
  ['list_donations', { filter: { status: 'paid' } }, 'invalid_filter', 'succeeded'],
  ['list_events', { when: 'past', filter: { start_at: '2026-01-01' } }, 'invalid_filter', 'not both'],
  ['find_records', { type: 'donations', include: ['singup'] }, 'invalid_include', 'signup'],
  ['find_records', { type: 'surveys', include: ['survey_questions'] }, 'invalid_include', 'survey_questions'],
  ['get_record', { type: 'sites', id: '1' }, 'not_readable', 'find_records'],
  ['get_record', { type: 'lists', id: 'me' }, 'invalid_input', 'digits'],
  ['find_people', { all: [{ from: 'result_set', id: 'rs_9' }] }, 'result_set_unknown', 'Make it again'],
])('%s by %j is refused with what would be right, and nothing is asked', async (name, input, code, said) => {
  await expect(bench.run(name, input)).rejects.toMatchObject({ code, message: expect.stringContaining(said) as string });
  expect(bench.nation.requests).toHaveLength(0);
});

it('a wrong name of any length is told back short', async () => {
  const filter = { ['x'.repeat(1_000_000)]: 1 };
  const refused: unknown = await bench.run('list_signups', { filter }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'invalid_filter' });
  expect((refused as Error).message.length).toBeLessThan(1_000);
});

it('a list that changes while it is paged is counted without repeating anybody', async () => {
  let added = 0;
  const all = Array.from({ length: 250 }, (_, index) =>
    record('signups', String(index + 1), { primary_address: { city: 'Austin' } }),
  );
  bench.nation.answer = ({ query }) => {
    const now = Array.from({ length: added }, (_, index) => record('signups', String(1_000 + index), {})).concat(all);
    added += 1;
    const first = (Number(query.get('page[number]')) - 1) * 100;
    return page(now.slice(first, first + 100), { total: 250 });
  };
  const { forModel } = await bench.run('count_records', { type: 'signups', city: 'Austin' });
  expect(forModel.count).toBe(250);
});

it('what stands beside a record stays unnamed when it was deleted meanwhile, or may not be read', async () => {
  const { signups: _gone, ...rest } = smallNation();
  serve(bench.nation, rest);
  expect((await bench.run('list_donations', { limit: 1 })).data).toMatchObject({
    donors: [{ signup_id: '7', amount_in_cents: 45_000 }, {}],
  });
  const answer = bench.nation.answer;
  bench.nation.answer = request =>
    request.path.endsWith('/signups') ? { status: 403, body: { code: 'forbidden', message: 'no' } } : answer(request);
  expect((await bench.run('list_donations', { limit: 1 })).data).toMatchObject({ totals: { amount_in_cents: 65_000 } });
});

it('a person is told also where memberships may not be read, and then without them', async () => {
  const answer = bench.nation.answer;
  bench.nation.answer = request =>
    request.path.endsWith('/memberships') ? { status: 403, body: { code: 'forbidden', message: 'no' } } : answer(request);
  const { data } = await bench.run('get_signup', { id: '7' });
  expect(data).toMatchObject({ id: '7', tags: ['Volunteer'] });
  expect(data).not.toHaveProperty('memberships');
  bench.nation.answer = request =>
    request.path.endsWith('/memberships') ? { status: 400, body: { code: 'invalid', message: 'no' } } : answer(request);
  await expect(bench.run('get_signup', { id: '7' })).rejects.toMatchObject({ kind: 'invalid' });
});

it('records are read one by one where NationBuilder does not filter by id', async () => {
  serve(bench.nation, smallNation());
  await bench.run('list_signups', { filter: { is_volunteer: true }, keep: true });
  const answer = bench.nation.answer;
  bench.nation.answer = request =>
    request.query.has('filter[id]') ? { status: 400, body: { code: 'invalid', message: 'id is no filter' } } : answer(request);
  const { data } = await bench.run('show_result_set', { result_set: 'rs_1' });
  expect(data).toMatchObject({ rows: [{ id: '7', name: 'Ana Ruiz' }, { id: '8' }] });
});

it('a name that many pages hold is not searched among all of them', async () => {
  serve(bench.nation, {
    ...smallNation(),
    pages: Array.from({ length: 300 }, (_, index) => ({ id: String(index + 1), name: `Page ${index}` })),
  });
  await expect(bench.run('list_events', { name: 'page' })).rejects.toMatchObject({ code: 'name_too_wide' });
});
