import { ToolBench } from '../../../test/tool-bench';

const bench = new ToolBench();
beforeAll(() => bench.start());
afterAll(() => bench.stop());
beforeEach(() => bench.renew());

it.each([
  [{ id: 'abc', status: 'working' }, { completed: false, status: 'working' }, 'not completed yet'],
  [
    { id: 'abc', status: 'completed', message: 'Added 3' },
    { completed: true, status: 'completed', message: 'Added 3' },
    'completed',
  ],
  [undefined, { completed: false, status: 'gone' }, 'not known any more'],
])('looks at asynchronous work as it is now, once: %j', async (body, data, summary) => {
  bench.nation.answer = () => body && { body };
  const result = await bench.run('get_record', { type: 'async_processes', id: 'abc' });
  expect({ data: result.data, summary: result.summary }).toEqual({ data, summary });
  expect(bench.nation.requests.map(({ path }) => path)).toEqual(['/n/acme/api/v2/async_processes/abc']);
});
