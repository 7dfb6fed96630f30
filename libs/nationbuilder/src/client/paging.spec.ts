import { failureOfWork, foreignHost, json, NationServer } from '../test-support/nation-server';
import { recordCap } from './nation-builder-client';

let nation: NationServer;
beforeEach(async () => {
  nation = await NationServer.start();
});
afterEach(() => nation.stop());

const record = (id: number, more = {}) => ({ id: String(id), type: 'lists', attributes: { name: `L${id}` }, ...more });
const records = (from: number, count: number) => Array.from({ length: count }, (_, n) => record(from + n));
/** Serves a list page by page, as the API does: `next` on every page with rows, also the last. */
function paged(all: object[], total?: number, next = 'https://evil.example/next') {
  nation.handle = ({ url }, response) => {
    const number = Number(url.searchParams.get('page[number]'));
    const data = all.slice((number - 1) * 100, number * 100);
    const meta = url.searchParams.get('stats[total]') && total !== undefined ? { stats: { total: { count: total } } } : {};
    json(response, { data, meta, links: { next: data.length > 0 ? next : null } });
  };
}

it.each([0, 1, 99, 100, 101, 250, 400, 401])('reads %i records to the end, whether or not the number is known', async count => {
  for (const total of [count, undefined]) {
    paged(records(1, count), total);
    const { records: read, truncated } = await nation.client().listAll('lists', {});
    expect(read.map(({ id }) => Number(id))).toEqual(Array.from({ length: count }, (_, n) => n + 1));
    expect(truncated).toBe(false);
  }
});

it.each([90, 100, 250])('ends with %i records that a list without pages answers as a whole each time', async count => {
  const data = records(1, count).map(one => ({ ...one, type: 'relationships', attributes: {} }));
  nation.handle = (_, response) => json(response, { data, meta: { stats: { total: { count } } } });
  const { records: read, truncated } = await nation.client().listAll('relationships', {});
  expect([read.length, truncated]).toEqual([count, false]);
  expect(nation.seen.length).toBeLessThanOrEqual(2);
});

it('drops rows that come twice because the pages shifted', async () => {
  paged([...records(1, 100), ...records(100, 60)], 159);
  const { records: read, truncated } = await nation.client().listAll('lists', {});
  expect([read.length, truncated]).toEqual([159, false]);
});

it('stops at the cap and says so', async () => {
  paged(records(1, 1_000), 1_000);
  const { records: read, truncated } = await nation.client().listAll('lists', {}, undefined, 300);
  expect([read.length, truncated, nation.seen.length]).toEqual([300, true, 3]);
  paged(records(1, 300), 300);
  expect((await nation.client().listAll('lists', {}, undefined, 300)).truncated).toBe(false);
});

it.each([
  [120, 150, false],
  [180, 150, true],
  [80, 50, true],
  [50, 50, false],
])('of %i records with a cap of %i it says %p to having left out some', async (count, cap, truncated) => {
  for (const total of [count, undefined]) {
    paged(records(1, count), total);
    const read = await nation.client().listAll('lists', {}, undefined, cap);
    expect([read.records.length, read.truncated]).toEqual([Math.min(count, cap), truncated]);
  }
});

it('reads 10,000 records at most, and tells how many there are', async () => {
  paged(records(1, recordCap + 50), recordCap + 50);
  const { records: read, truncated, total } = await nation.client().listAll('lists', {});
  expect([read.length, truncated, total, nation.seen.length]).toEqual([10_000, true, 10_050, 100]);
  expect(new Set(read.map(({ id }) => id)).size).toBe(10_000);
});

it('keeps the filter and the order on every page, and asks for the number once', async () => {
  paged(records(1, 250), 250);
  await nation.client().listAll('lists', { filter: { name: { match: 'x' } }, sort: 'created_at', fields: { lists: ['name'] } });
  const pages = nation.seen.map(({ url }) => url.searchParams);
  expect(pages.map(page => page.get('stats[total]'))).toEqual(['count', null, null]);
  for (const page of pages) {
    expect(page.get('filter[name][match]')).toBe('x');
    expect([page.get('sort'), page.get('fields[lists]'), page.get('page[size]')]).toEqual(['created_at', 'name', '100']);
  }
});

it('ends with the failure of any page: a part is never passed off as the whole', async () => {
  paged(records(1, 350), 350);
  const whole = nation.handle;
  nation.handle = (request, response, call) =>
    request.url.searchParams.get('page[number]') === '3' ? json(response, {}, 500) : whole(request, response, call);
  expect(await failureOfWork(nation.client().listAll('lists', {}))).toMatchObject({ kind: 'unavailable' });
});

it('never calls a next link to another host', async () => {
  const foreign = await foreignHost();
  paged(records(1, 250), undefined, foreign.address);
  expect((await nation.client().listAll('lists', {})).records).toHaveLength(250);
  expect(foreign.calls()).toBe(0);
  await foreign.close();
});

it('does not take the rows of one page for the count', async () => {
  paged(records(1, 1));
  expect(await failureOfWork(nation.client().count('lists', {}))).toMatchObject({ kind: 'protocol' });
});

it('counts by the API, in one small request', async () => {
  paged([], 1234);
  expect(await nation.client().count('lists', { filter: { name: 'x' } })).toBe(1234);
  expect(nation.seen[0]!.url.searchParams.get('page[size]')).toBe('1');
});
