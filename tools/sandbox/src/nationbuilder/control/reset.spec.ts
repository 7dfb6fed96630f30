import { type RunningNationBuilder, startNationBuilder } from '../start-nationbuilder';
import { Api } from '../test-support/api';
import { NOW, originOf, tokenCall } from '../test-support/sign-in';

let double: RunningNationBuilder;
let api: Api;
beforeAll(async () => {
  double = await startNationBuilder({ now: NOW, latency: [0, 0], rateLimit: { perToken: 1e9, perAddress: 1e9 } });
  api = new Api(double);
});
afterAll(() => double.close());

const fault = (more: object): Promise<Record<string, unknown>> => api.control('POST', 'faults', more);

describe('a reset', () => {
  it('makes the same writes answer the same, whatever happened before', async () => {
    const write = () =>
      api
        .create('signup_tags', { attributes: { name: 'Again' } })
        .then(() => api.create('lists', { attributes: { name: 'Again' } }));
    // given
    await api.control('POST', 'reset', {});
    const first = await write();
    // when
    await api.control('POST', 'clock', { advance: 3_600_000 });
    await api.control('POST', 'reset', {});
    // then
    expect(await write()).toEqual(first);
  });

  it('draws the chance of faults anew', async () => {
    const strikes = async (): Promise<number[]> => {
      await api.control('POST', 'reset', { seed: 1 });
      await fault({ effect: 'status', status: 503, times: 100, match: { path: 'signups/me', probability: 0.5 } });
      const statuses: number[] = [];
      for (let call = 0; call < 20; call += 1) statuses.push((await api.call('GET', 'signups/me')).status);
      return statuses;
    };
    const first = await strikes();
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await strikes()).toEqual(first);
  });

  it('of one nation leaves the others as they are', async () => {
    const other = new Api(double, 'other');
    const made = { attributes: { name: 'Made before' } };
    await api.create('lists', made);
    await other.create('lists', made);
    expect(await api.control('POST', 'reset', { nation: 'demo' })).toEqual({});
    const left = await Promise.all([api, other].map(one => one.list('lists?filter[name]=Made before')));
    expect(left.map(lists => lists.length)).toEqual([0, 1]);
    for (const wrong of [{ nation: 'nowhere' }, { nation: 'demo', seed: 2 }])
      expect(await api.control('POST', 'reset', wrong)).toEqual({ message: expect.stringContaining('nation') });
  });
});

it('a fault that asks for a name it does not know is refused: it would strike every request', async () => {
  const { message } = await fault({ effect: 'lost', match: { operationID: 'createContacts' } });
  expect(message).toContain('operationId, method, path, user, nth, probability, not operationID');
});

it('switches cannot be given another prototype', async () => {
  const body = JSON.parse('{"__proto__": {"lenientHeaders": true}}') as unknown;
  expect((await api.control('POST', 'switches', body)).message).toContain('switches');
});

it('the token endpoint can be rate limited too, and has not spent the grant then', async () => {
  await fault({ effect: 'rateLimit', match: { operationId: 'oauthToken' } });
  const origin = originOf(double, 'demo');
  const statuses = [await tokenCall(origin, { grant_type: 'x' }), await tokenCall(origin, { grant_type: 'x' })].map(
    one => one.status,
  );
  expect(statuses).toEqual([429, 400]);
});
