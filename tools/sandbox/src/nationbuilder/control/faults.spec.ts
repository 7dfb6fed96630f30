import { apiForSpecs } from '../test-support/api';
import { HEADERS, consent } from '../test-support/sign-in';

const api = apiForSpecs();
beforeAll(() => api.token('ada'));
afterEach(() => api.control('DELETE', 'faults'));

const fault = (effect: string, more: object = {}) => api.control('POST', 'faults', { effect, ...more });

describe('a fault', () => {
  it.each([
    ['status', { status: 500 }, 500, 'server_error'],
    ['status', { status: 422 }, 422, undefined],
    ['rateLimit', {}, 429, undefined],
    ['expireToken', {}, 401, 'token_expired'],
    ['losePermission', {}, 401, 'unauthorized'],
  ])('makes the next call fail: %s %o', async (effect, more, status, code) => {
    await fault(effect, { match: { operationId: 'listSites' }, ...more });
    expect((await api.ask('paths')).status).toBe(200);
    const failed = await api.ask('sites');
    expect([failed.status, failed.body.code]).toEqual([status, code]);
    expect((await api.ask('sites')).status).toBe(200);
  });

  it('spoils answers on the way: broken connections, bodies, pages of a proxy, redirects', async () => {
    for (const effect of ['reset', 'lost', 'truncate', 'malformed', 'html']) {
      await fault(effect);
      await expect(api.ask('sites')).rejects.toThrow();
    }
    await fault('redirect', { location: 'https://evil.example/' });
    const headers = { ...HEADERS, authorization: `Bearer ${await api.token('ada')}` };
    const redirected = await fetch(`${api.origin}/api/v2/sites`, { headers, redirect: 'manual' });
    expect([redirected.status, redirected.headers.get('location')]).toEqual([302, 'https://evil.example/']);
    await fault('hang');
    await expect(fetch(`${api.origin}/api/v2/sites`, { headers, signal: AbortSignal.timeout(50) })).rejects.toThrow();
  });

  it.each(['slowBody', 'delay'])('makes an answer late: %s', async effect => {
    await fault(effect, { ms: 100 });
    const start = performance.now();
    expect((await api.ask('sites')).body.data).toHaveLength(2);
    // Timers count whole milliseconds, and there are up to ten of them.
    expect(performance.now() - start).toBeGreaterThan(85);
  });

  it('answers garbage when told, at the pages of OAuth too', async () => {
    const headers = { ...HEADERS, authorization: `Bearer ${await api.token('ada')}` };
    await fault('status', { status: 502, garbage: true, times: 2 });
    for (const path of ['api/v2/sites', 'oauth/authorize']) {
      const answer = await fetch(`${api.origin}/${path}`, { headers });
      expect([path, answer.status, await answer.text()]).toEqual([path, 502, 'x'.repeat(64)]);
    }
  });

  it('lies about pages: no next, a foreign next, rows that shift; and sends the old headers', async () => {
    await fault('nextMissing');
    expect((await api.ask('signups')).body.links.next).toBeNull();
    await fault('nextForeign');
    expect((await api.ask('signups')).body.links.next).toContain('evil.example');
    await fault('nextForeign', { location: 'https://elsewhere.example/next' });
    expect((await api.ask('signups')).body.links.next).toBe('https://elsewhere.example/next');
    const first = await api.ask('signups');
    await fault('shiftPages');
    expect((await api.ask('signups?page[number]=2')).body.data[0]?.id).toBe(first.body.data.at(-1)?.id);
    await fault('headersOld');
    const old = await api.ask('signups');
    expect([old.headers.has('x-ratelimit-limit'), old.headers.has('ratelimit-limit')]).toEqual([true, false]);
  });

  it('strikes as often and as rarely as it is told', async () => {
    await fault('status', { times: 2, match: { nth: 2, user: 'ada' } });
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await api.ask('sites')).status);
    expect(statuses).toEqual([200, 503, 200]);
  });

  it.each([
    [{ method: 'PATCH' }, 'change'],
    [{ path: 'signups/me' }, 'me'],
    [{ operationId: 'updateSignup' }, 'change'],
    [{ operationId: 'oauthAuthorize' }, 'consent'],
    [{ user: 'rita' }, 'rita'],
  ])('strikes only what is like %j', async (match, struck) => {
    await api.token('rita');
    await fault('status', { match, times: 100 });
    const statuses = {
      sites: (await api.ask('sites')).status,
      change: (await api.update('signups', '110', { attributes: { employer: 'Acme' } })).status,
      me: (await api.ask('signups/me')).status,
      consent: (await consent(api.origin, { user: 'ada' })) ? 200 : 503,
      rita: (await api.ask('sites', 'rita')).status,
    };
    expect(statuses).toEqual({ sites: 200, change: 200, me: 200, consent: 200, rita: 200, [struck]: 503 });
  });

  it('strikes no more once it was taken back', async () => {
    await fault('status', { times: 100 });
    await api.control('DELETE', 'faults');
    expect((await api.ask('sites')).status).toBe(200);
  });

  it('is refused when it asks for a name that nobody knows: it would strike every request', async () => {
    const { message } = await fault('lost', { match: { operationID: 'createContacts' } });
    expect(message).toContain('operationId, method, path, user, nth, probability, not operationID');
  });
});
