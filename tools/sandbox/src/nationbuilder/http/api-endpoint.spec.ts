import { apiForSpecs } from '../test-support/api';
import { HEADERS, NOW, get, originOf } from '../test-support/sign-in';

const api = apiForSpecs();
const nextWindow = () => api.control('POST', 'clock', { advance: 10_000 });

describe('answers of the API', () => {
  it('have the media type of JSON:API, and flat errors that of JSON', async () => {
    expect((await api.ask('signups')).headers.get('content-type')).toBe('application/vnd.api+json');
    const unknown = await api.ask('newsletters');
    expect([unknown.status, unknown.headers.get('content-type'), unknown.body.code]).toEqual([
      404,
      'application/json',
      'not_found',
    ]);
    const nowhere = await get(originOf(api.double, 'nowhere'), await api.token('ada'), 'signups');
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'not_found']);
  });

  it('know no other operation: a method that a path does not have is not found', async () => {
    const headers = { ...HEADERS, authorization: `Bearer ${await api.token('ada')}` };
    for (const [method, path] of [
      ['PATCH', 'signups'],
      ['POST', 'mailings'],
      ['DELETE', 'path_journeys/401'],
      ['PUT', 'signups/110'],
      ['GET', 'lists/81/relationships/signups'],
    ] as const) {
      const response = await fetch(`${api.origin}/api/v2/${path}`, { method, headers });
      expect([path, response.status]).toEqual([path, 404]);
    }
  });

  it('vary their message texts, and never their codes', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => api.ask('signups?filter[x]=1')));
    expect(new Set(answers.map(answer => answer.body.code))).toEqual(new Set(['bad_request']));
    expect(new Set(answers.map(answer => answer.body.message)).size).toBeGreaterThan(3);
  });

  it('count calls in fixed windows of 10 s, per token and per address, refused calls too', async () => {
    await api.control('POST', 'limits', { perToken: 3, perAddress: 5 });
    await Promise.all(['ada', 'rita'].map(user => api.token(user)));
    await nextWindow();
    const statuses = [];
    for (const path of ['sites', 'nope', 'sites', 'sites']) statuses.push((await api.ask(path)).status);
    expect(statuses).toEqual([200, 404, 200, 429]);
    const limited = await api.ask('sites');
    expect(Object.keys(limited.body)).toEqual(['message']);
    expect(limited.headers.get('retry-after')).toBe('10');
    expect(limited.headers.get('ratelimit-limit')).toBe('3');
    expect(limited.headers.get('ratelimit-remaining')).toBe('0');
    expect(limited.headers.get('ratelimit-reset')).toBe(String((Date.parse(NOW) + 20_000) / 1000));
    // Five calls from this address: the sixth is refused whoever makes it.
    expect((await api.ask('sites', 'rita')).status).toBe(429);
    await nextWindow();
    expect((await api.ask('sites', 'rita')).status).toBe(200);
  });
});
