import { expectedAnswers } from './fixtures/expected-answers';
import { answersToQuestions } from './fixtures/question-answers';
import { type RunningNationBuilder, startNationBuilder } from './start-nationbuilder';
import { type Answer, HEADERS, NOW, type Resource, get, originOf, signIn } from './test-support/sign-in';

let time = Date.parse(NOW);
let double: RunningNationBuilder;
let origin: string;
let twin: RunningNationBuilder;
let token: string;

const options = { now: () => new Date(time), latency: [0, 0] as const, rateLimit: { perToken: 1e6, perAddress: 1e6 } };
const control = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${double.url}/__sandbox/${path}`, {
    method,
    headers: { 'x-sandbox-key': double.controlKey },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const fault = (effect: string, more: object = {}) => control('POST', 'faults', { effect, ...more });
const ask = (path: string) => get(origin, token, path);

beforeAll(async () => {
  double = await startNationBuilder(options);
  twin = await startNationBuilder(options);
  origin = originOf(double, 'demo');
  token = (await signIn(origin, 'ada')).access_token;
});
beforeEach(async () => {
  await control('DELETE', 'faults');
  await control('DELETE', 'requests');
  await control('POST', 'limits', options.rateLimit);
});
afterAll(() => Promise.all([double.close(), twin.close()]));

describe('the expected answers', () => {
  const expected = expectedAnswers(1, NOW);

  /** All rows of a query, as a client gets them: page by page until a short page. */
  async function all(path: string): Promise<Answer['body']> {
    const data: Resource[] = [];
    const included: Resource[] = [];
    for (let number = 1; ; number += 1) {
      const { body } = await ask(`${path}&page[size]=100&page[number]=${number}`);
      data.push(...body.data);
      included.push(...(body.included ?? []));
      if (body.data.length < 100) return { ...body, data, included };
    }
  }
  const count = async (path: string) => (await ask(`${path}&stats[total]=count&page[size]=1`)).body.meta.stats?.total.count;

  it('agree with what a client finds: volunteers, in all and in Austin', async () => {
    const { data } = await all(
      'signups?filter[is_volunteer]=true&extra_fields[signups]=primary_address&fields[signups]=full_name',
    );
    const inAustin = data.filter(person => (person.attributes.primary_address as { city?: string } | null)?.city === 'Austin');
    expect([data.length, inAustin.length]).toEqual([expected.volunteers, expected.volunteersInAustin]);
    expect(expected.volunteersInAustin).toBeGreaterThan(20);
  });

  it('agree with what a client finds: who gave over $100 last month, in either reading of the month', async () => {
    const gifts = (from: string, to: string) =>
      all(
        `donations?filter[status]=succeeded&filter[succeeded_at][gte]=${from}&filter[succeeded_at][lt]=${to}` +
          '&filter[amount_in_cents][gt]=10000&include=signup',
      );
    for (const [from, to] of [
      ['2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z'],
      ['2026-05-01', '2026-06-01'],
    ] as const) {
      const { data, included = [] } = await gifts(from, to);
      const byPerson = data.map(gift => ({
        signupId: String(gift.attributes.signup_id),
        name: String(included.find(person => person.id === gift.attributes.signup_id)?.attributes.full_name),
        totalInCents: Number(gift.attributes.amount_in_cents),
      }));
      const order = (a: { signupId: string }, b: { signupId: string }) => Number(a.signupId) - Number(b.signupId);
      expect(byPerson.toSorted(order)).toEqual(expected.donorsOver100LastMonth.toSorted(order));
    }
    expect(expected.donorsOver100LastMonth).toHaveLength(14);
  });

  it('agree with what a client finds: tags, events, lists and the rest', async () => {
    const tags = (await ask('signup_tags?filter[name][prefix]=volunteer')).body.data;
    const tagged = await Promise.all(tags.map(tag => count(`signup_taggings?filter[tag_id]=${tag.id}`)));
    expect(tagged).toEqual([expected.taggedVolunteer, expected.taggedVolunteers]);
    const [page] = (await ask('pages?filter[name]=Spring Rally')).body.data;
    const [rally] = (await ask(`events?filter[page_id]=${page?.id}`)).body.data;
    expect(rally?.id).toBe(expected.springRally.eventId);
    expect(await count(`event_rsvps?filter[event_id]=${rally?.id}&filter[attendee]=true`)).toBe(156);
    expect(await count(`events?filter[start_at][gt]=${NOW}`)).toBe(expected.upcomingEvents);
    expect(await count('signups?filter[do_not_contact]=true')).toBe(expected.doNotContact);
    expect(await count('signups?filter[is_donor]=true')).toBe(expected.donors);
    expect(await count('signups?filter[first_name]=john&filter[last_name]=smith')).toBe(expected.johnSmiths.length);
    expect(await count('signups?filter[full_name]=sarah chen')).toBe(expected.sarahChens.length);
    const [largest] = (await ask('lists?sort=-signups_count&page[size]=1')).body.data;
    expect(largest?.attributes).toMatchObject({ name: expected.largestList.name, signups_count: expected.largestList.people });
    const vera = (await signIn(origin, 'vera')).access_token;
    const seen = await get(origin, vera, 'signups?stats[total]=count&page[size]=1');
    expect(seen.body.meta.stats?.total.count).toBe(expected.peopleOfVera);
  });

  it('are told by the running double too', async () => {
    const { body } = await control('GET', 'answers?timeZone=America/Chicago');
    expect(body).toEqual({
      ...JSON.parse(JSON.stringify(expected)),
      questions: answersToQuestions(1, Date.parse(NOW), 'America/Chicago'),
    });
    expect((await control('GET', 'answers?timeZone=Mars/Olympus')).status).toBe(400);
  });
});

describe('nations', () => {
  it('share nothing: ids overlap, records and tokens do not', async () => {
    const other = originOf(double, 'other');
    expect((await get(other, token, 'signups')).body.code).toBe('unauthorized');
    const otherToken = (await signIn(other, 'ada')).access_token;
    expect((await ask('signups?filter[id]=150')).body.data).toHaveLength(1);
    const theirs = await get(other, otherToken, 'signups?page[size]=100&fields[signups]=employer,is_cpu');
    const ours = await ask('signups?page[size]=100&filter[employer]=Other Nation');
    expect(ours.body.data).toEqual([]);
    expect(theirs.body.data.filter(person => person.attributes.employer !== 'Other Nation')).toHaveLength(2);
    expect((await get(other, otherToken, 'signups?stats[total]=count')).body.meta.stats?.total.count).toBe(300);
  });

  it('may be empty, but for the administrator', async () => {
    const empty = originOf(double, 'empty');
    const emptyToken = (await signIn(empty, 'ada')).access_token;
    expect((await get(empty, emptyToken, 'signups')).body.data.map(person => person.attributes.full_name)).toEqual(['Ada Admin']);
    expect((await get(empty, emptyToken, 'donations')).body.data).toEqual([]);
  });

  it('are found by host name too, and links then have no prefix', async () => {
    const { request } = await import('node:http');
    const body = await new Promise<string>((resolve, reject) => {
      const headers = { ...HEADERS, authorization: `Bearer ${token}`, host: `demo.localhost:${double.port}` };
      request({ port: double.port, host: '127.0.0.1', path: '/api/v2/signups?page[size]=1', headers }, response => {
        response.setEncoding('utf8').on('data', resolve).on('error', reject);
      }).end();
    });
    expect(body).toContain('"related":"/api/v2/memberships?filter[signup_id]=101"');
  });

  it('answer byte for byte the same after a start with the same seed and time', async () => {
    await control('POST', 'reset', {});
    const read = async (at: string, path: string) =>
      (await fetch(`${at}/api/v2/${path}`, { headers: { ...HEADERS, authorization: `Bearer ${token}` } })).text();
    for (const path of [
      'signups?page[number]=7&include=taggings',
      'donations?sort=-amount_in_cents',
      'signups?filter[x]=1',
      'nope',
      'nope',
    ]) {
      expect(await read(originOf(twin, 'demo'), path)).toBe(await read(origin, path));
    }
  });
});

describe('answers of the API', () => {
  it('have the media type of JSON:API, and flat errors that of JSON', async () => {
    expect((await ask('signups')).headers.get('content-type')).toBe('application/vnd.api+json');
    const unknown = await ask('newsletters');
    expect([unknown.status, unknown.headers.get('content-type'), unknown.body.code]).toEqual([
      404,
      'application/json',
      'not_found',
    ]);
    const nowhere = await get(originOf(double, 'nowhere'), token, 'signups');
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'not_found']);
  });

  it('know no other operation: a method that a path does not have is not found', async () => {
    const headers = { ...HEADERS, authorization: `Bearer ${token}` };
    for (const [method, path] of [
      ['PATCH', 'signups'],
      ['POST', 'mailings'],
      ['DELETE', 'path_journeys/401'],
      ['PUT', 'signups/110'],
      ['GET', 'lists/81/relationships/signups'],
    ] as const) {
      const response = await fetch(`${origin}/api/v2/${path}`, { method, headers });
      expect([path, response.status]).toEqual([path, 404]);
    }
  });

  it('vary their message texts, and never their codes', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask('signups?filter[x]=1')));
    expect(new Set(answers.map(answer => answer.body.code))).toEqual(new Set(['bad_request']));
    expect(new Set(answers.map(answer => answer.body.message)).size).toBeGreaterThan(3);
  });

  it('count calls in fixed windows of 10 s, per token and per address, refused calls too', async () => {
    await control('POST', 'limits', { perToken: 3, perAddress: 5 });
    const rita = (await signIn(origin, 'rita')).access_token;
    time += 10_000;
    const statuses = [];
    for (const path of ['sites', 'nope', 'sites', 'sites']) statuses.push((await ask(path)).status);
    expect(statuses).toEqual([200, 404, 200, 429]);
    const limited = await ask('sites');
    expect(Object.keys(limited.body)).toEqual(['message']);
    expect(limited.headers.get('retry-after')).toBe('10');
    expect(limited.headers.get('ratelimit-limit')).toBe('3');
    expect(limited.headers.get('ratelimit-remaining')).toBe('0');
    expect(limited.headers.get('ratelimit-reset')).toBe(String((time + 10_000) / 1000));
    // Five calls from this address: the sixth is refused whoever makes it.
    expect((await get(origin, rita, 'sites')).status).toBe(429);
    time += 10_000;
    expect((await get(origin, rita, 'sites')).status).toBe(200);
  });
});

describe('the control surface', () => {
  it('needs its key, and says what it offers', async () => {
    expect((await fetch(`${double.url}/__sandbox/requests`)).status).toBe(403);
    expect((await control('GET', 'nothing')).body.message).toContain('POST faults');
    expect((await control('POST', 'faults', { effect: 'explode' })).status).toBe(400);
    expect((await control('POST', 'limits', { perToken: 'many' })).status).toBe(400);
  });

  it('logs requests with operation, user and status', async () => {
    await ask('signups/999999');
    const { body } = await control('GET', 'requests');
    expect(body.requests).toEqual([
      expect.objectContaining({
        method: 'GET',
        nation: 'demo',
        operationId: 'showSignup',
        user: 'ada',
        status: 404,
        fault: null,
      }),
    ]);
    expect(JSON.stringify(body)).not.toContain(token);
  });

  it('moves the clock, revokes tokens and changes permissions', async () => {
    const finn = await signIn(origin, 'finn');
    await control('POST', 'users/finn', { hidden: ['donations'] });
    expect((await get(origin, finn.access_token, 'donations')).status).toBe(401);
    await control('POST', 'users/finn', { panel: 'lost' });
    expect((await get(origin, finn.access_token, 'signups')).status).toBe(403);
    await control('POST', 'users/finn', { panel: 'full', hidden: [] });
    time += 1;
    await control('POST', 'tokens/revoke', { user: 'finn' });
    expect((await get(origin, finn.access_token, 'signups')).body.code).toBe('unauthorized');
    expect((await ask('sites')).status).toBe(200);
    await control('POST', 'clock', { advance: 86_400_000 });
    expect((await ask('sites')).body.code).toBe('token_expired');
    await control('POST', 'clock', { advance: -86_400_000 });
  });

  it.each([
    ['status', { status: 500 }, 500, 'server_error'],
    ['status', { status: 422 }, 422, undefined],
    ['rateLimit', {}, 429, undefined],
    ['expireToken', {}, 401, 'token_expired'],
    ['losePermission', {}, 401, 'unauthorized'],
  ])('makes the next call fail: %s %o', async (effect, more, status, code) => {
    await fault(effect, { match: { operationId: 'listSites' }, ...more });
    expect((await ask('paths')).status).toBe(200);
    const failed = await ask('sites');
    expect([failed.status, failed.body.code]).toEqual([status, code]);
    expect((await ask('sites')).status).toBe(200);
  });

  it('spoils answers on the way: broken connections, bodies, pages of a proxy, redirects', async () => {
    for (const effect of ['reset', 'lost', 'truncate', 'malformed', 'html']) {
      await fault(effect);
      await expect(ask('sites')).rejects.toThrow();
    }
    await fault('redirect', { location: 'https://evil.example/' });
    const headers = { ...HEADERS, authorization: `Bearer ${token}` };
    const redirected = await fetch(`${origin}/api/v2/sites`, { headers, redirect: 'manual' });
    expect([redirected.status, redirected.headers.get('location')]).toEqual([302, 'https://evil.example/']);
    await fault('hang');
    await expect(fetch(`${origin}/api/v2/sites`, { headers, signal: AbortSignal.timeout(50) })).rejects.toThrow();
    await fault('slowBody', { ms: 20 });
    expect((await ask('sites')).body.data).toHaveLength(2);
    await fault('delay', { ms: 1 });
    expect((await ask('sites')).body.data).toHaveLength(2);
  });

  it('lies about pages: no next, a foreign next, rows that shift; and sends the old headers', async () => {
    await fault('nextMissing');
    expect((await ask('signups')).body.links.next).toBeNull();
    await fault('nextForeign');
    expect((await ask('signups')).body.links.next).toContain('evil.example');
    const first = await ask('signups');
    await fault('shiftPages');
    expect((await ask('signups?page[number]=2')).body.data[0]?.id).toBe(first.body.data.at(-1)?.id);
    await fault('headersOld');
    const old = await ask('signups');
    expect([old.headers.has('x-ratelimit-limit'), old.headers.has('ratelimit-limit')]).toEqual([true, false]);
  });

  it('strikes as often and as rarely as it is told', async () => {
    await fault('status', { times: 2, match: { nth: 2, user: 'ada' } });
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await ask('sites')).status);
    expect(statuses).toEqual([200, 503, 200]);
  });
});

describe('the admin pages', () => {
  it('find people and show one, with hostile text as text', async () => {
    const found = await (await fetch(`${origin}/admin?q=sarah+chen`)).text();
    expect(found).toContain('2 people');
    expect(found).toContain('/n/demo/admin/signups/110');
    expect(await (await fetch(`${origin}/admin/signups/110`)).text()).toContain('sarah.chen@example.org');
    const { htmlName = '' } = expectedAnswers(1, NOW).ids;
    const hostile = await (await fetch(`${origin}/admin/signups/${htmlName}`)).text();
    expect(hostile).toContain('&lt;script&gt;');
    expect(hostile).not.toContain('<script>');
    expect((await fetch(`${origin}/admin/signups/999999`)).status).toBe(404);
  });
});

describe('a start', () => {
  it('says which port is taken', async () => {
    await expect(startNationBuilder({ port: double.port })).rejects.toThrow(`port ${double.port} is in use`);
  });

  it('refuses a time that is none', async () => {
    await expect(startNationBuilder({ now: 'tomorrow' })).rejects.toThrow('"tomorrow"');
  });

  it('answers on loopback names only', async () => {
    const { request } = await import('node:http');
    const status = await new Promise(resolve => {
      request({ port: double.port, host: '127.0.0.1', path: '/n/demo/admin', headers: { host: 'evil.example' } }, response => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });
});
