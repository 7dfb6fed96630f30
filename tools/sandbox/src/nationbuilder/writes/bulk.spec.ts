import { apiForSpecs } from '../test-support/api';
import { newPerson, unique } from '../test-support/valid-records';

const api = apiForSpecs({ large: 12_000 });
afterEach(() => api.control('DELETE', 'faults'));

const bulk = async (id: string, verb: string, data: object, at = api): Promise<string> =>
  (await at.call('PATCH', `lists/${id}/${verb}`, { data: { type: 'lists', id, ...data } })).body.token ?? '';
const state = async (token: string): Promise<Record<string, unknown>> => (await api.call('GET', `async_processes/${token}`)).body;
const advance = (ms: number) => api.control('POST', 'clock', { advance: ms });
const newList = async (): Promise<string> => (await api.made('lists', { name: unique() })).id;
const members = async (id: string): Promise<string[]> => (await api.list(`lists/${id}/signups`)).map(row => row.id);

describe('bulk work', () => {
  it('has a token at once and its effect later: queued, working, completed', async () => {
    const [list, person] = [await newList(), await newPerson(api)];
    const token = await bulk(list, 'add_signups', { signup_ids: [person] });
    expect(await state(token)).toEqual({ id: token, status: 'queued', message: '' });
    await advance(900);
    expect(await state(token)).toMatchObject({ status: 'working' });
    expect(await members(list)).toEqual([]);
    await advance(600);
    expect(await members(list)).toEqual([person]);
    expect(await state(token)).toMatchObject({
      status: 'completed',
      message: expect.stringMatching(/^Completed at 2026-06-15 12:00:01 \+0000$/) as string,
    });
  });

  it('takes as long as the switch says', async () => {
    await api.control('POST', 'switches', { asyncDelay: 60_000 });
    const token = await bulk(await newList(), 'tag', { tag: unique() });
    await api.control('POST', 'switches', { asyncDelay: 1500 });
    await advance(59_999);
    expect((await state(token)).status).toBe('working');
    await advance(1);
    expect((await state(token)).status).toBe('completed');
  });

  it('is told about for an hour', async () => {
    const token = await bulk(await newList(), 'tag', { tag: unique() });
    await advance(1500 + 3_600_000);
    expect((await state(token)).status).toBe('completed');
    await advance(1);
    expect((await api.call('GET', `async_processes/${token}`)).status).toBe(404);
  });

  it('skips ids that are none, says so, and changes nothing the second time', async () => {
    const [list, person] = [await newList(), await newPerson(api)];
    for (let time = 0; time < 2; time += 1) {
      const token = await bulk(list, 'add_signups', { signup_ids: [person, person, '999999999', 'x'] });
      await advance(1500);
      expect((await state(token)).message).toContain('2 unknown ids were skipped');
      expect(await api.attributes('lists', list)).toMatchObject({ signups_count: 1 });
    }
    await bulk(list, 'remove_signups', { signup_ids: [person, '999999999'] });
    await advance(1500);
    expect([await members(list), (await api.attributes('lists', list)).signups_count]).toEqual([[], 0]);
  });

  it('tags everyone on a list with a tag that it makes, and takes it off them', async () => {
    const list = await newList();
    const people = [await newPerson(api), await newPerson(api)];
    await bulk(list, 'add_signups', { signup_ids: people });
    const name = unique();
    await bulk(list, 'tag', { tag: ` ${name} ` });
    await advance(1500);
    const [tag] = await api.list(`signup_tags?filter[name]=${name}`);
    expect(tag?.attributes.taggings_count).toBe(2);
    await bulk(list, 'tag', { tag: name.toUpperCase() });
    await advance(1500);
    expect(await api.list(`signup_taggings?filter[tag_id]=${tag?.id}`)).toHaveLength(2);
    await bulk(list, 'untag', { tag: name });
    const token = await bulk(list, 'untag', { tag: 'never heard of' });
    await advance(1500);
    expect(await api.attributes('signup_tags', tag?.id ?? '')).toMatchObject({ taggings_count: 0 });
    expect((await state(token)).message).toContain('no such tag');
  });

  it('fails when its list is gone before', async () => {
    const list = await newList();
    const token = await bulk(list, 'tag', { tag: 'Too late' });
    await api.delete('lists', list);
    await advance(1500);
    expect(await state(token)).toMatchObject({ status: 'failed' });
    expect(await api.list('signup_tags?filter[name]=Too late')).toEqual([]);
  });

  it('gets stuck, or fails with nothing done, by a fault', async () => {
    const [list, person] = [await newList(), await newPerson(api)];
    const outcomes = [];
    for (const effect of ['asyncStuck', 'asyncFailed']) {
      await api.control('POST', 'faults', { effect, match: { operationId: 'addSignups' } });
      const token = await bulk(list, 'add_signups', { signup_ids: [person] });
      await advance(3_000_000);
      outcomes.push((await state(token)).status);
    }
    expect([outcomes, await members(list)]).toEqual([['working', 'failed'], []]);
  });

  it('puts 10,000 people on a list, tags them and takes the tag away again, in about ten times the time of 1,000', async () => {
    const large = api.of('large');
    const everybody: string[] = [];
    for (let number = 1; number <= 100; number += 1) {
      const { body } = await large.call('GET', `signups?page[size]=100&page[number]=${number}&fields[signups]=`);
      everybody.push(...(body.data as unknown as { id: string }[]).map(person => person.id));
    }
    const milliseconds: number[] = [];
    for (const count of [1_000, 10_000]) {
      const list = (await large.made('lists', { name: `The first ${count}` })).id;
      for (const [verb, data] of [
        ['add_signups', { signup_ids: everybody.slice(0, count) }],
        ['tag', { tag: `Of ${count}` }],
        ['untag', { tag: `Of ${count}` }],
      ] as const) {
        await bulk(list, verb, data, large);
        await advance(1500);
        const started = performance.now();
        await large.call('GET', 'sites'); // the work is done when somebody asks
        milliseconds.push(performance.now() - started);
      }
      expect((await large.attributes('lists', list)).signups_count).toBe(count);
    }
    const [few, many] = [milliseconds.slice(0, 3), milliseconds.slice(3)].map(each => each.reduce((sum, one) => sum + one));
    expect(many).toBeLessThan(20 * few!); // a hundred times, if each person looked at all others
  });
});
