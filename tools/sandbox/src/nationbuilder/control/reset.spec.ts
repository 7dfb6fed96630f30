import { expectedAnswers } from '../fixtures/expected-answers';
import { apiForSpecs } from '../test-support/api';
import { NOW, tokenCall } from '../test-support/sign-in';

const api = apiForSpecs({ now: NOW });

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

  it('makes other records from another seed and time, and tells what is true of these', async () => {
    // given
    const giftsOfMonth = async (from: string, to: string): Promise<number | undefined> => {
      const query = `donations?filter[status]=succeeded&filter[succeeded_at][gte]=${from}&filter[succeeded_at][lt]=${to}`;
      return (await api.ask(`${query}&stats[total]=count`)).body.meta.stats?.total.count;
    };
    const now = '2027-03-10T12:00:00Z';
    const expected = expectedAnswers(2, now);
    // when
    await api.control('POST', 'reset', { seed: 2, now });
    // then
    expect(await api.control('GET', 'answers')).toMatchObject(JSON.parse(JSON.stringify(expected)) as object);
    expect(await giftsOfMonth('2027-02-01', '2027-03-01')).toBe(expected.giftsLastMonth.count);
    expect((await api.ask(`signups/${expected.ids.sarahChenAustin}`)).status).toBe(200);
    for (const wrong of [{ seed: '2' }, { now: 'soon' }])
      expect(await api.callControl('POST', 'reset', wrong)).toMatchObject({ status: 400 });
    await api.control('POST', 'reset', {});
    expect(await giftsOfMonth('2027-02-01', '2027-03-01')).toBe(0);
  });

  it('of one nation leaves the others as they are', async () => {
    const other = api.of('other');
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

it('switches cannot be given another prototype', async () => {
  const body = JSON.parse('{"__proto__": {"lenientHeaders": true}}') as unknown;
  expect((await api.control('POST', 'switches', body)).message).toContain('switches');
});

it('the token endpoint can be rate limited too, and has not spent the grant then', async () => {
  await fault({ effect: 'rateLimit', match: { operationId: 'oauthToken' } });
  const statuses = [await tokenCall(api.origin, { grant_type: 'x' }), await tokenCall(api.origin, { grant_type: 'x' })].map(
    one => one.status,
  );
  expect(statuses).toEqual([429, 400]);
});
