import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Double } from '../double';
import { makeServer } from '../http/server';
import { type RunningNationBuilder, startNationBuilder } from '../start-nationbuilder';
import { Api, startQuietly } from '../test-support/api';
import { HEADERS, NOW, originOf } from '../test-support/sign-in';
import { newPerson, unique } from '../test-support/valid-records';

let double: RunningNationBuilder;
let api: Api;
beforeAll(async () => {
  double = await startQuietly();
  api = new Api(double);
});
afterEach(() => api.control('DELETE', 'faults'));
afterAll(() => double.close());

const fault = (effect: string, more: object = {}) => api.control('POST', 'faults', { effect, ...more });
const tagsNamed = async (name: string): Promise<number> => (await api.list(`signup_tags?filter[name]=${name}`)).length;

describe('a fault in a write', () => {
  it('loses the answer of what was done', async () => {
    const name = unique();
    await fault('lost', { match: { operationId: 'createSignupTag' } });
    await expect(api.create('signup_tags', { attributes: { name } })).rejects.toThrow();
    expect(await tagsNamed(name)).toBe(1);
  });

  it('breaks the connection before anything is done, or within the answer', async () => {
    const [before, within] = [unique(), unique()];
    await fault('reset');
    await expect(api.create('signup_tags', { attributes: { name: before } })).rejects.toThrow();
    await fault('reset', { bytes: 20 });
    await expect(api.create('signup_tags', { attributes: { name: within } })).rejects.toThrow();
    expect([await tagsNamed(before), await tagsNamed(within)]).toEqual([0, 1]);
  });

  it('does the write twice, and tells only of the first', async () => {
    const signup_id = await newPerson(api);
    await fault('twice');
    const gift = await api.made('donations', { signup_id, amount_in_cents: 100 });
    const gifts = await api.list(`donations?filter[signup_id]=${signup_id}`);
    expect([gifts.length, gifts[0]?.id]).toEqual([2, gift.id]);
    // What cannot be done twice is done once.
    const name = unique();
    await fault('twice');
    await api.made('signup_tags', { name });
    expect(await tagsNamed(name)).toBe(1);
  });

  it.each([
    ['status', { status: 503 }, 503],
    ['expireToken', {}, 401],
    ['losePermission', {}, 401],
    ['rateLimit', {}, 429],
  ])('%s leaves everything as it was', async (effect, more, status) => {
    const name = unique();
    await fault(effect, more);
    expect((await api.create('signup_tags', { attributes: { name } })).status).toBe(status);
    expect(await tagsNamed(name)).toBe(0);
  });
});

describe('the control surface', () => {
  it('tells what differs from the seed: created, updated and deleted records', async () => {
    await api.control('POST', 'reset', {});
    expect(await api.control('GET', 'diff')).toEqual({ changes: [] });
    const tag = await api.made('signup_tags', { name: 'Diff' });
    await api.update('signups', '110', { attributes: { employer: 'Diff' } });
    const [list] = await api.list('lists?filter[name]=Empty list');
    await api.delete('lists', list?.id ?? '');
    const gone = await api.made('signup_tags', { name: 'Made and gone' });
    await api.delete('signup_tags', gone.id);
    const { changes } = (await api.control('GET', 'diff')) as { changes: object[] };
    expect(changes).toEqual([
      {
        nation: 'demo',
        type: 'signup_tags',
        id: tag.id,
        change: 'created',
        before: null,
        after: expect.objectContaining({ name: 'Diff' }) as object,
      },
      {
        nation: 'demo',
        type: 'signups',
        id: '110',
        change: 'updated',
        before: { employer: null, updated_at: expect.any(String) as string },
        after: { employer: 'Diff', updated_at: '2026-06-15T07:00:00-05:00' },
      },
      {
        nation: 'demo',
        type: 'lists',
        id: list?.id,
        change: 'deleted',
        before: expect.objectContaining({ name: 'Empty list' }) as object,
        after: null,
      },
    ]);
  });

  it('logs bodies of the API, and none of the token endpoint', async () => {
    await api.control('DELETE', 'requests');
    const name = unique();
    await api.made('signup_tags', { name });
    await api.call('POST', 'signup_tags', 'no json');
    await fetch(`${originOf(double, 'demo')}/oauth/token`, { method: 'POST', body: 'client_secret=hush' });
    const { requests } = (await api.control('GET', 'requests')) as { requests: Record<string, unknown>[] };
    expect(requests.map(({ operationId, status, body }) => ({ operationId, status, body }))).toEqual([
      { operationId: 'createSignupTag', status: 201, body: { data: { type: 'signup_tags', attributes: { name } } } },
      { operationId: 'createSignupTag', status: 400, body: 'no json' },
      { operationId: 'oauthToken', status: 400, body: null },
    ]);
  });

  it('sets switches of their kind only', async () => {
    expect(await api.control('POST', 'switches', { asyncDelay: 10 })).toMatchObject({ asyncDelay: 10 });
    expect((await api.control('POST', 'switches', { asyncDelay: true })).message).toContain('asyncDelay');
    expect((await api.control('POST', 'switches', { nope: true })).message).toContain('anySideposting');
  });
});

describe('time', () => {
  it('stands still for records when it was given as a text, and moves by the control surface', async () => {
    const still = await startNationBuilder({ now: NOW, latency: [0, 0] });
    const there = new Api(still);
    const first = await there.made('signup_tags', { name: 'x' }).then(() => there.made('lists', { name: 'x' }));
    await there.control('POST', 'clock', { advance: 86_400_000 - 60_000 });
    const second = await there.made('lists', { name: 'y' });
    await still.close();
    expect([first, second].map(list => list.attributes.created_at)).toEqual([
      '2026-06-15T07:00:00-05:00',
      '2026-06-16T06:59:00-05:00',
    ]);
  });
});

describe('the realistic profile', () => {
  it('takes its time', async () => {
    const real = await startNationBuilder({ now: NOW, latency: 'realistic' });
    const start = performance.now();
    await fetch(`${originOf(real, 'demo')}/api/v2/sites`);
    await real.close();
    expect(performance.now() - start).toBeGreaterThan(79);
  });

  it('fails calls of the API, and no others, as often as it is told', async () => {
    const limits = { perToken: 1e9, perAddress: 1e9 };
    const clock = (): number => Date.parse(NOW);
    const options = { seed: 1, now: clock(), clock, timeStandsStill: true, key: 'k', limits, large: 0 };
    const server = makeServer({ double: new Double(options), controlKey: 'c', weather: { latency: [0, 0], failures: 0.5 } });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/n/empty`;
    const statuses = { api: new Set<number>(), pages: new Set<number>() };
    for (let call = 0; call < 20; call += 1) {
      statuses.api.add((await fetch(`${at}/api/v2/sites`, { headers: HEADERS })).status);
      statuses.pages.add((await fetch(`${at}/admin`)).status);
    }
    server.closeAllConnections();
    server.close();
    // Without a token the vendor's own answer is 401.
    expect(statuses).toEqual({ api: new Set([401, 503]), pages: new Set([200]) });
  });
});
