import { type NationBuilderOptions, type RunningNationBuilder, startNationBuilder } from './start-nationbuilder';
import { Api, apiForSpecs } from './test-support/api';
import { HEADERS, NOW, get, originOf } from './test-support/sign-in';

const api = apiForSpecs();
const others: RunningNationBuilder[] = [];
afterAll(() => Promise.all(others.map(one => one.close())));

/** Another double, closed in the end. */
async function started(options: NationBuilderOptions): Promise<RunningNationBuilder> {
  const double = await startNationBuilder({ latency: [0, 0], ...options });
  others.push(double);
  return double;
}

describe('nations', () => {
  it('share nothing: ids overlap, records and tokens do not', async () => {
    const other = api.of('other');
    expect((await get(other.origin, await api.token('ada'), 'signups')).body.code).toBe('unauthorized');
    expect((await api.ask('signups?filter[id]=150')).body.data).toHaveLength(1);
    const theirs = await other.ask('signups?page[size]=100&fields[signups]=employer,is_cpu');
    const ours = await api.ask('signups?page[size]=100&filter[employer]=Other Nation');
    expect(ours.body.data).toEqual([]);
    expect(theirs.body.data.filter(person => person.attributes.employer !== 'Other Nation')).toHaveLength(2);
    expect((await other.ask('signups?stats[total]=count')).body.meta.stats?.total.count).toBe(300);
  });

  it('may be empty, but for the administrator', async () => {
    const empty = api.of('empty');
    expect((await empty.ask('signups')).body.data.map(person => person.attributes.full_name)).toEqual(['Ada Admin']);
    expect((await empty.ask('donations')).body.data).toEqual([]);
  });

  it('answer byte for byte the same after a start with the same seed and time', async () => {
    await api.control('POST', 'reset', {});
    const twin = await started({ now: () => new Date(NOW) });
    const headers = { ...HEADERS, authorization: `Bearer ${await api.token('ada')}` };
    const read = async (at: string, path: string) => (await fetch(`${at}/api/v2/${path}`, { headers })).text();
    for (const path of [
      'signups?page[number]=7&include=taggings',
      'donations?sort=-amount_in_cents',
      'signups?filter[x]=1',
      'nope',
      'nope',
    ]) {
      expect(await read(originOf(twin, 'demo'), path)).toBe(await read(api.origin, path));
    }
  });
});

describe('a start', () => {
  it('says which port is taken', async () => {
    await expect(startNationBuilder({ port: api.double.port })).rejects.toThrow(`port ${api.double.port} is in use`);
  });

  it('refuses a time that is none', async () => {
    await expect(startNationBuilder({ now: 'tomorrow' })).rejects.toThrow('"tomorrow"');
  });

  it('lets the time of records stand still when it was given as a text: only the control surface moves it', async () => {
    const still = await started({ now: NOW });
    const there = new Api(() => still);
    const first = await there.made('signup_tags', { name: 'x' }).then(() => there.made('lists', { name: 'x' }));
    await there.control('POST', 'clock', { advance: 86_400_000 - 60_000 });
    const second = await there.made('lists', { name: 'y' });
    expect([first, second].map(list => list.attributes.created_at)).toEqual([
      '2026-06-15T07:00:00-05:00',
      '2026-06-16T06:59:00-05:00',
    ]);
  });

  it('takes its time when it is to be realistic', async () => {
    const real = await started({ now: NOW, latency: 'realistic' });
    const start = performance.now();
    await fetch(`${originOf(real, 'demo')}/api/v2/sites`);
    expect(performance.now() - start).toBeGreaterThan(79);
  });

  it('makes other records from another seed', async () => {
    const double = await started({ now: NOW, seed: 2 });
    const other = new Api(() => double);
    const query = 'donations?page[size]=100';
    expect((await other.ask(query)).body.data).not.toEqual((await api.ask(query)).body.data);
  });

  it('makes without a time what it makes for the start of today', async () => {
    const today = () => new Date().toISOString().slice(0, 10);
    const giftsOf = async (double: RunningNationBuilder) =>
      (await new Api(() => double).ask('donations?sort=-created_at&page[size]=100')).body.data;
    const before = today();
    const gifts = await giftsOf(await started({}));
    // It may be another day by now.
    const days = [...new Set([before, today()])];
    const told = await Promise.all(days.map(async day => giftsOf(await started({ now: `${day}T00:00:00Z` }))));
    expect(told).toContainEqual(gifts);
  });
});
