import { json, NationServer } from '../test-support/nation-server';

let nation: NationServer;
beforeEach(async () => {
  nation = await NationServer.start();
});
afterEach(() => nation.stop());

/** Serves what `rows` holds at that moment, and counts it. */
function serving(rows: number[], changed: (page: number, call: number) => void) {
  nation.handle = ({ url }, response, call) => {
    const number = Number(url.searchParams.get('page[number]'));
    const data = rows
      .slice((number - 1) * 100, number * 100)
      .map(id => ({ id: String(id), type: 'signup_tags', attributes: {} }));
    const meta = url.searchParams.get('stats[total]') ? { stats: { total: { count: rows.length } } } : {};
    changed(number, call);
    json(response, { data, meta });
  };
}
const read = async (cap?: number) => {
  const { records, truncated } = await nation.client().listAll('signup_tags', {}, undefined, cap);
  return { ids: records.map(({ id }) => Number(id)).sort((a, b) => a - b), truncated };
};
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

it('misses nobody when a row that was read is deleted under way', async () => {
  const rows = numbers(950);
  serving(rows, (_, call) => call === 1 && rows.splice(10, 1));
  const { ids, truncated } = await read();
  expect(ids).toEqual(numbers(950));
  expect(truncated).toBe(false);
});

it('reads once when nothing changed, and once more when something did', async () => {
  serving(numbers(300), () => undefined);
  await read();
  expect(nation.seen).toHaveLength(4);
  const rows = numbers(300);
  serving(rows, (_, call) => call === 5 && rows.splice(10, 1));
  await read();
  expect(nation.seen.length).toBeLessThanOrEqual(4 + 8);
});

it('says that records may be missing when the list never stands still', async () => {
  const rows = numbers(900);
  serving(rows, page => page === 1 && rows.splice(0, 30));
  expect((await read()).truncated).toBe(true);
});

it('reads rows once that are added in front under way', async () => {
  const rows = numbers(250);
  serving(rows, (_, call) => call === 1 && rows.unshift(1_000));
  expect((await read()).ids).toEqual(numbers(250));
});

it('does not begin again when the cap ended it', async () => {
  serving(numbers(900), () => undefined);
  const { ids, truncated } = await read(300);
  expect([ids.length, truncated, nation.seen.length]).toEqual([300, true, 3]);
});
