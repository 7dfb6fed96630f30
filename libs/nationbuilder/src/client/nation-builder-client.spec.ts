import { NationSlug } from '@nat/contracts';
import { ManualClock, RetryBudget, SeededRng, SystemClock } from '@nat/service-kit';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { maxBodyBytes } from '../http/http.adapter';
import { NationBuilderClient, type NationBuilderClientOptions, recordCap } from './nation-builder-client';
import { NationBuilderError } from '../http/nation-builder-error';
import { NationOrigin } from '../http/nation-origin';
import { TokenBucket } from '../limits/token-bucket';

const slug = NationSlug.parse('acme');
const record = (id: number, more = {}) => ({ id: String(id), type: 'lists', attributes: { name: `L${id}` }, ...more });
const records = (from: number, count: number) => Array.from({ length: count }, (_, n) => record(from + n));

let server: Server;
let seen: { url: URL; headers: IncomingMessage['headers']; method?: string }[];
let handle: (url: URL, response: ServerResponse, call: number) => void;
let asked: (number | undefined)[];

beforeEach(async () => {
  seen = [];
  asked = [];
  server = createServer((incoming, response) => {
    const url = new URL(incoming.url!, 'http://x');
    handle(url, response, seen.push({ url, headers: incoming.headers, method: incoming.method }));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

type Wishes = Partial<NationBuilderClientOptions> & { generations?: number };
function client({ generations = 1, clock = new SystemClock(), timeoutMs = 1_000, ...more }: Wishes = {}) {
  const origin = new NationOrigin({
    production: false,
    template: `http://127.0.0.1:${(server.address() as AddressInfo).port}/n/{slug}`,
  });
  const tokens = {
    token: async (refused?: number) => {
      asked.push(refused);
      const generation = Math.min(generations, (refused ?? 0) + 1);
      return { accessToken: `token-${generation}`, generation };
    },
  };
  // Chance 0: repeats come at once.
  const rng = new (class extends SeededRng {
    override next() {
      return 0;
    }
  })(1);
  const limit = new TokenBucket(clock, 1e6, 1e6);
  return new NationBuilderClient({ slug, origin, tokens, limit, clock, rng, timeoutMs, ...more });
}
function json(response: ServerResponse, body: unknown, status = 200, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/vnd.api+json', ...headers });
  response.end(JSON.stringify(body));
}
/** Serves a list page by page, as the API does: `next` on every page with rows, also the last. */
function paged(all: object[], total?: number, next = 'https://evil.example/next') {
  handle = (url, response) => {
    const number = Number(url.searchParams.get('page[number]'));
    const data = all.slice((number - 1) * 100, number * 100);
    const meta = url.searchParams.get('stats[total]') && total !== undefined ? { stats: { total: { count: total } } } : {};
    json(response, { data, meta, links: { next: data.length > 0 ? next : null } });
  };
}
/** Moves the clock until `done`: what waits on the network gets its turn in between. */
async function run(clock: ManualClock, done: () => boolean) {
  while (!done() && clock.monotonic() < 600_000) await clock.advance(500);
}
/** Another host, which must never hear of the token. */
async function foreignHost() {
  let calls = 0;
  const host = createServer((_, response) => response.end(String(++calls)));
  await new Promise<void>(resolve => host.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(host.address() as AddressInfo).port}/n/acme/api/v2/lists`;
  return { address, calls: () => calls, close: () => new Promise(resolve => host.close(resolve)) };
}
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as NationBuilderError,
  );

it('reads with the token in the header, the right media type, and only below its own nation', async () => {
  handle = (_, response) => json(response, { data: [] });
  await client().list('lists', { filter: { name: { match: 'x' } } });
  expect(seen[0]!.url.pathname).toBe('/n/acme/api/v2/lists');
  expect(seen[0]).toMatchObject({
    method: 'GET',
    headers: { authorization: 'Bearer token-1', accept: 'application/vnd.api+json' },
  });
  expect(seen[0]!.url.href).not.toContain('token-1');
});

it.each(['.', '..', '', '../../other/api/v2/lists/1', '1?x=2', 'a b'])('asks nothing when the id is %j', async id => {
  expect(await failure(client().show('lists', id))).toMatchObject({ kind: 'invalid' });
  expect(await failure(client().delete('lists', id))).toMatchObject({ kind: 'invalid' });
  expect(await failure(client().list('../../other' as 'lists', {}))).toMatchObject({ kind: 'invalid' });
  expect(() => client().members(id, {})).toThrow('invalid');
  expect(seen).toHaveLength(0);
});

describe('paging', () => {
  it.each([0, 1, 99, 100, 101, 250, 400, 401])('reads %i records to the end, whether or not the number is known', async count => {
    for (const total of [count, undefined]) {
      paged(records(1, count), total);
      const { records: read, truncated } = await client().listAll('lists', {});
      expect(read.map(({ id }) => Number(id))).toEqual(Array.from({ length: count }, (_, n) => n + 1));
      expect(truncated).toBe(false);
    }
  });

  it('drops rows that come twice because the pages shifted', async () => {
    paged([...records(1, 100), ...records(100, 60)], 159);
    const { records: read, truncated } = await client().listAll('lists', {});
    expect([read.length, truncated]).toEqual([159, false]);
  });

  it('stops at the cap and says so', async () => {
    paged(records(1, 1_000), 1_000);
    const { records: read, truncated } = await client().listAll('lists', {}, undefined, 300);
    expect([read.length, truncated, seen.length]).toEqual([300, true, 3]);
    paged(records(1, 300), 300);
    expect((await client().listAll('lists', {}, undefined, 300)).truncated).toBe(false);
  });

  it.each([
    [120, 150, false],
    [180, 150, true],
    [80, 50, true],
    [50, 50, false],
  ])('of %i records with a cap of %i it says %p to having left out some', async (count, cap, truncated) => {
    for (const total of [count, undefined]) {
      paged(records(1, count), total);
      const read = await client().listAll('lists', {}, undefined, cap);
      expect([read.records.length, read.truncated]).toEqual([Math.min(count, cap), truncated]);
    }
  });

  it('reads 10,000 records at most, and tells how many there are', async () => {
    paged(records(1, recordCap + 50), recordCap + 50);
    const { records: read, truncated, total } = await client().listAll('lists', {});
    expect([read.length, truncated, total, seen.length]).toEqual([10_000, true, 10_050, 100]);
    expect(new Set(read.map(({ id }) => id)).size).toBe(10_000);
  });

  it('keeps the filter and the order on every page, and asks for the number once', async () => {
    paged(records(1, 250), 250);
    await client().listAll('lists', { filter: { name: { match: 'x' } }, sort: 'created_at', fields: { lists: ['name'] } });
    const pages = seen.map(({ url }) => url.searchParams);
    expect(pages.map(page => page.get('stats[total]'))).toEqual(['count', null, null]);
    for (const page of pages) {
      expect(page.get('filter[name][match]')).toBe('x');
      expect([page.get('sort'), page.get('fields[lists]'), page.get('page[size]')]).toEqual(['created_at', 'name', '100']);
    }
  });

  it('ends with the failure of any page: a part is never passed off as the whole', async () => {
    paged(records(1, 350), 350);
    const whole = handle;
    handle = (url, response, call) =>
      url.searchParams.get('page[number]') === '3' ? json(response, {}, 500) : whole(url, response, call);
    expect(await failure(client().listAll('lists', {}))).toMatchObject({ kind: 'unavailable' });
  });

  it('never calls a next link to another host', async () => {
    const foreign = await foreignHost();
    paged(records(1, 250), undefined, foreign.address);
    expect((await client().listAll('lists', {})).records).toHaveLength(250);
    expect(foreign.calls()).toBe(0);
    await foreign.close();
  });

  it('does not take the rows of one page for the count', async () => {
    paged(records(1, 1));
    expect(await failure(client().count('lists', {}))).toMatchObject({ kind: 'protocol' });
  });

  it('counts by the API, in one small request', async () => {
    paged([], 1234);
    expect(await client().count('lists', { filter: { name: 'x' } })).toBe(1234);
    expect(seen[0]!.url.searchParams.get('page[size]')).toBe('1');
  });
});

it('finds sideloaded records through relationships', async () => {
  const relationships = {
    author: { data: { type: 'signups', id: '7' } },
    tags: {
      data: [
        { type: 'tags', id: '1' },
        { type: 'tags', id: '2' },
      ],
    },
    none: { meta: { included: false } },
  };
  const included = [
    { id: '7', type: 'signups', attributes: { first_name: 'Ana' } },
    { id: '2', type: 'tags' },
  ];
  handle = (_, response) => json(response, { data: record(1, { relationships }), included });
  const { record: list, included: all } = await client().show('lists', '1', { include: ['author'] });
  expect(all.one(list, 'author')?.attributes).toEqual({ first_name: 'Ana' });
  expect(all.many(list, 'tags').map(({ id }) => id)).toEqual(['2']);
  expect(all.one(list, 'none')).toBeUndefined();
});

describe('failures', () => {
  const page = { data: [] };

  it('a 401 is tried once with a newer token', async () => {
    handle = (_, response, call) => (call === 1 ? json(response, { code: 'token_expired' }, 401) : json(response, page));
    await client({ generations: 2 }).list('lists', {});
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(asked).toEqual([undefined, 1]);
  });

  it.each([
    [1, 1],
    [2, 2],
  ])('a 401 with the newest of %i tokens is a missing permission', async (generations, calls) => {
    handle = (_, response) => json(response, { code: 'unauthorized' }, 401);
    expect(await failure(client({ generations }).list('lists', {}))).toMatchObject({ kind: 'forbidden' });
    expect(seen).toHaveLength(calls);
  });

  it('503 and a broken connection are asked three times', async () => {
    handle = (_, response, call) =>
      call === 1 ? json(response, {}, 503) : call === 2 ? response.destroy() : json(response, page);
    await client().list('lists', {});
    handle = (_, response) => json(response, {}, 502);
    expect(await failure(client().list('lists', {}))).toMatchObject({ kind: 'unavailable', failure: { status: 502 } });
    expect(seen).toHaveLength(6);
  });

  it('429 is asked again after the time it names', async () => {
    const clock = new ManualClock();
    handle = (_, response, call) =>
      call === 1 ? json(response, { message: 'slow' }, 429, { 'retry-after': '7' }) : json(response, page);
    let done = false;
    const reading = client({ clock })
      .list('lists', {})
      .finally(() => (done = true));
    while (seen.length < 1) await new Promise(resolve => setImmediate(resolve));
    while (seen.length < 2 && clock.monotonic() < 60_000) await clock.advance(500);
    expect(clock.monotonic()).toBeGreaterThanOrEqual(7_000);
    await reading;
    expect(done).toBe(true);
  });

  it.each([
    [400, { code: 'bad_request', message: 'no attribute x' }, 'no attribute x'],
    [400, { data: { code: 'validation_failed', message: 'bad' }, validation_errors: ['slug taken'] }, 'bad; slug taken'],
    [422, { errors: [{ code: 'unprocessable_entity', detail: 'is too long', meta: { attribute: 'name' } }] }, 'is too long'],
  ])('%i is told with the API’s own words, once', async (status, body, detail) => {
    handle = (_, response) => json(response, body, status);
    const error = await failure(client().list('lists', {}));
    expect(error).toMatchObject({ kind: 'invalid', detail });
    expect(error!.message).not.toContain(detail); // messages end up in logs
    expect(seen).toHaveLength(1);
  });

  it('404 is no such record', async () => {
    handle = (_, response) => json(response, { code: 'not_found' }, 404);
    expect(await failure(client().show('lists', '1', {}))).toMatchObject({ kind: 'not_found' });
  });

  it.each([301, 302, 303, 307, 308])('a redirect with %i is not followed, and the token stays here', async status => {
    const foreign = await foreignHost();
    handle = (_, response) => response.writeHead(status, { location: foreign.address }).end();
    expect(await failure(client().list('lists', {}))).toMatchObject({ kind: 'protocol', failure: { status } });
    expect([seen.length, foreign.calls()]).toEqual([1, 0]);
    await foreign.close();
  });

  it('429 is given up after three tries, and what shares the token waits as well', async () => {
    const clock = new ManualClock();
    const limit = new TokenBucket(clock);
    handle = (_, response, call) => (call <= 3 ? json(response, {}, 429, { 'retry-after': '5' }) : json(response, page));
    let refused: NationBuilderError | undefined;
    void failure(client({ clock, limit }).list('lists', {})).then(error => (refused = error));
    await run(clock, () => refused !== undefined);
    expect(refused).toMatchObject({ kind: 'rate_limited', failure: { retryAfterMs: 5_000 } });
    expect(seen).toHaveLength(3);
    const before = clock.monotonic();
    const other = client({ clock, limit }).list('lists', {});
    await run(clock, () => seen.length === 4);
    expect(clock.monotonic()).toBeGreaterThan(before + 4_000); // the answer may have come up to one step before it was seen
    await other;
  });

  it('repeats end with the budget that all clients share', async () => {
    handle = (_, response) => json(response, {}, 503);
    const retryBudget = new RetryBudget(1, 0);
    await failure(client({ retryBudget }).list('lists', {}));
    await failure(client({ retryBudget }).list('lists', {}));
    expect(seen).toHaveLength(3);
  });

  it('a refused connection is unavailable', async () => {
    const away = client();
    await new Promise(resolve => server.close(resolve));
    const error = await failure(away.list('lists', {}));
    expect([error?.kind, error?.failure.status]).toEqual(['unavailable', undefined]);
  });

  it('what the token source throws is passed on, and nothing is asked', async () => {
    const tokens = { token: () => Promise.reject(new Error('nation_not_connected')) };
    await expect(client({ tokens }).list('lists', {})).rejects.toThrow('nation_not_connected');
    expect(seen).toHaveLength(0);
  });

  it('an answer without end is cut off and not asked for again', async () => {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    handle = (_, response) => {
      for (let sent = 0; sent <= maxBodyBytes; sent += chunk.length) response.write(chunk);
    };
    expect(await failure(client({ timeoutMs: 10_000 }).list('lists', {}))).toMatchObject({ kind: 'protocol' });
    expect(seen).toHaveLength(1);
  });

  it.each(['<html>', '[]', '{"data":{}}', ''])('%j with 200 is no answer of the API', async body => {
    handle = (_, response) => response.writeHead(200).end(body);
    expect(await failure(client().list('lists', {}))).toMatchObject({ kind: 'protocol' });
  });

  it('an answer that does not come in time is unavailable', async () => {
    handle = () => undefined;
    expect(await failure(client({ timeoutMs: 30 }).list('lists', {}))).toMatchObject({ kind: 'unavailable' });
    expect(seen).toHaveLength(3);
  });

  it('an answer that begins in time and does not end in time is unavailable', async () => {
    handle = (_, response) => void response.writeHead(200).write('{"data":[');
    expect(await failure(client({ timeoutMs: 50 }).list('lists', {}))).toMatchObject({ kind: 'unavailable' });
    expect(seen).toHaveLength(3);
  });

  it('an abort in the middle of an answer is thrown as it is', async () => {
    const abort = new AbortController();
    handle = (_, response) => {
      response.writeHead(200).write('{"data":[', () => setImmediate(() => abort.abort(new Error('canceled'))));
    };
    await expect(client({ timeoutMs: 5_000 }).list('lists', {}, abort.signal)).rejects.toThrow('canceled');
    expect(seen).toHaveLength(1);
  });

  it('an abort while it waits to ask again is thrown as it is', async () => {
    const clock = new ManualClock();
    const abort = new AbortController();
    handle = (_, response) => json(response, {}, 429, { 'retry-after': '20' });
    const reading = expect(client({ clock }).list('lists', {}, abort.signal)).rejects.toThrow('canceled');
    while (seen.length < 1) await clock.advance(0);
    await clock.advance(10);
    abort.abort(new Error('canceled'));
    await reading;
    expect(seen).toHaveLength(1);
  });

  it('an abort ends the request and is thrown as it is', async () => {
    const abort = new AbortController();
    const closed = new Promise<void>(resolve => {
      handle = (_, response) => {
        response.on('close', () => resolve());
        abort.abort(new Error('canceled'));
      };
    });
    await expect(client().list('lists', {}, abort.signal)).rejects.toThrow('canceled');
    await closed;
    expect(seen).toHaveLength(1);
  });
});
