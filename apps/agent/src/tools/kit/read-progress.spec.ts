import { page, record } from '../../../test/nation-double';
import { ToolBench } from '../../../test/tool-bench';
import type { ToolProgress } from './define-tool';
import { tellRead } from './read-progress';

function told(read: number, total: number | undefined): ToolProgress[] {
  const all: ToolProgress[] = [];
  tellRead(read, total, { progress: progress => all.push(progress) });
  return all;
}

it('tells how many of all records were read', () => {
  expect(told(1_200, 10_000)).toEqual([{ done: 1_200, alreadySo: 0, failed: 0, total: 10_000, reading: true }]);
});

it('never tells of more records than there are: some came in meanwhile', () => {
  expect(told(10_003, 10_000)).toMatchObject([{ done: 10_000, total: 10_000 }]);
});

it.each([
  ['of a reading that is over at once', 900, 1_000],
  ['while nobody knows how many there are', 900, undefined],
])('says nothing %s', (_, read, total) => {
  expect(told(read, total)).toEqual([]);
});

it('says nothing to nobody', () => {
  expect(() => tellRead(1, 10_000, {})).not.toThrow();
});

describe('of a list whose pages do not say how many people are on it', () => {
  const bench = new ToolBench();
  const size = 1_150;
  beforeAll(() => bench.start());
  afterAll(() => bench.stop());
  beforeEach(() => {
    bench.renew();
    bench.nation.answer = ({ path, query }) => {
      const people = (first: number, last: number): object[] =>
        Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => record('signups', String(first + index)));
      if (path.endsWith('/lists/4')) return { body: { data: record('lists', '4', { name: 'Newsletter', signups_count: size }) } };
      if (!path.endsWith('/lists/4/signups')) return page([]);
      const number = Number(query.get('page[number]'));
      return page(people((number - 1) * 100 + 1, Math.min(size, number * 100)));
    };
  });

  it.each([
    ['keeping its people', 'get_list_members', { id: '4', keep: true }],
    ['looking for people on it', 'find_people', { all: [{ from: 'list', id: '4' }] }],
  ])('%s tells how many were read', async (_, name, input) => {
    const told: ToolProgress[] = [];
    bench.context.progress = progress => told.push(progress);
    const { forModel } = await bench.run(name, input);
    expect(forModel.count).toBe(size);
    expect(told.map(({ done, total }) => [done, total])).toEqual(
      [100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000, 1_100, size].map(done => [done, size]),
    );
  });
});
