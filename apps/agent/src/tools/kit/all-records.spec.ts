import { page, record } from '../../../test/nation-double';
import { ToolBench } from '../../../test/tool-bench';
import { everyPage, type Selection } from './all-records';
import type { ToolProgress } from './define-tool';

const people = Array.from({ length: 1_150 }, (_, index) => String(index + 1));
const bench = new ToolBench();

beforeAll(() => bench.start());
afterAll(() => bench.stop());
beforeEach(() => {
  bench.renew();
  bench.nation.answer = ({ query }) => {
    const asked = query.get('filter[id]') ?? query.get('filter[signup_id]');
    const ids = asked === null ? people : asked.split(',').filter(id => people.includes(id));
    const [size, number] = [Number(query.get('page[size]')), Number(query.get('page[number]'))];
    const rows = ids.slice((number - 1) * size, number * size);
    const type = query.has('filter[signup_id]') ? 'signup_taggings' : 'signups';
    return page(
      rows.map(id => record(type, id, { primary_address: { city: 'Waco' } })),
      query.has('stats[total]') ? { total: ids.length } : {},
    );
  };
});

/** Reads a selection to its end; answers what was told on the way. */
async function progressOf(selection: Selection): Promise<{ read: number; told: ToolProgress[] }> {
  const told: ToolProgress[] = [];
  const context = { ...bench.context, progress: (progress: ToolProgress) => told.push(progress) };
  let read = 0;
  for await (const { records } of everyPage(selection, { fields: { [selection.type]: ['created_at'] } }, context))
    read += records.length;
  return { read, told };
}

const hundreds = [100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000, 1_100];

it('a long reading tells after every page how many of all records were read', async () => {
  const { read, told } = await progressOf({ type: 'signups' });
  expect(read).toBe(1_150);
  expect(told.map(({ done }) => done)).toEqual([...hundreds, 1_150]);
  expect(told.every(({ total, reading }) => total === 1_150 && reading)).toBe(true);
});

it('counts what was read, and not what code then chose of it', async () => {
  const { read, told } = await progressOf({ type: 'signups', place: { city: 'Austin' } });
  expect(read).toBe(0);
  expect(told.at(-1)).toMatchObject({ done: 1_150, total: 1_150 });
});

it.each([
  ['records by their ids', 'signups', 'id'],
  ['records of certain people', 'signup_taggings', 'signup_id'],
] as const)('counts the ids of a selection of %s, those that are gone too', async (_, type, key) => {
  const ids = [...people, 'x1', 'x2'].map(id => id.replace('x', '900'));
  const { read, told } = await progressOf({ type, within: { key, ids } });
  expect(read).toBe(1_150);
  expect(told.map(({ done }) => done)).toEqual([...hundreds, 1_152]);
});

it('a short reading says nothing', async () => {
  const { read, told } = await progressOf({ type: 'signups', within: { key: 'id', ids: people.slice(0, 1_000) } });
  expect({ read, told }).toEqual({ read: 1_000, told: [] });
});
