import { NationSlug } from '@nat/contracts';
import { ManualClock, SeededRng, SystemClock } from '@nat/service-kit';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NationBuilderClient } from './nation-builder-client';
import { NationBuilderError } from './nation-builder-error';
import { NationOrigin } from './nation-origin';
import { TokenBucket } from './token-bucket';

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

function client({ generations = 1, clock = new SystemClock(), timeoutMs = 1_000 } = {}) {
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
  return new NationBuilderClient({ slug, origin, tokens, limit: new TokenBucket(clock, 1e6, 1e6), clock, rng, timeoutMs });
}
function json(response: ServerResponse, body: unknown, status = 200, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/vnd.api+json', ...headers });
  response.end(JSON.stringify(body));
}
/** Serves a list page by page, as the API does: `next` on every page with rows, also the last. */
function paged(all: object[], total?: number) {
  handle = (url, response) => {
    const number = Number(url.searchParams.get('page[number]'));
    const data = all.slice((number - 1) * 100, number * 100);
    const meta = url.searchParams.get('stats[total]') && total !== undefined ? { stats: { total: { count: total } } } : {};
    json(response, { data, meta, links: { next: data.length > 0 ? 'https://evil.example/next' : null } });
  };
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

it('cannot be led out of its path by an id', async () => {
  handle = (_, response) => json(response, { data: record(1) });
  await client().show('lists', '../../other/api/v2/lists/1', {});
  expect(seen[0]!.url.pathname).toBe('/n/acme/api/v2/lists/..%2F..%2Fother%2Fapi%2Fv2%2Flists%2F1');
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
    paged([...records(1, 100), ...records(100, 60)], 160);
    expect((await client().listAll('lists', {})).records).toHaveLength(159);
  });

  it('stops at the cap and says so', async () => {
    paged(records(1, 1_000), 1_000);
    const { records: read, truncated } = await client().listAll('lists', {}, undefined, 300);
    expect([read.length, truncated, seen.length]).toEqual([300, true, 3]);
    paged(records(1, 300), 300);
    expect((await client().listAll('lists', {}, undefined, 300)).truncated).toBe(false);
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

  it('a redirect is not followed, and the token stays here', async () => {
    handle = (_, response) => response.writeHead(302, { location: 'https://evil.example/' }).end();
    expect(await failure(client().list('lists', {}))).toMatchObject({ kind: 'protocol', failure: { status: 302 } });
    expect(seen).toHaveLength(1);
  });

  it.each(['<html>', '[]', '{"data":{}}', ''])('%j with 200 is no answer of the API', async body => {
    handle = (_, response) => response.writeHead(200).end(body);
    expect(await failure(client().list('lists', {}))).toMatchObject({ kind: 'protocol' });
  });

  it('an answer that does not come in time is unavailable', async () => {
    handle = () => undefined;
    expect(await failure(client({ timeoutMs: 30 }).list('lists', {}))).toMatchObject({ kind: 'unavailable' });
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
