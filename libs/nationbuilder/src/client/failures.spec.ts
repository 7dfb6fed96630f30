import { ManualClock, RetryBudget } from '@nat/service-kit';
import { maxBodyBytes } from '../http/http.adapter';
import type { NationBuilderError } from '../http/nation-builder-error';
import { TokenBucket } from '../limits/token-bucket';
import { failureOfWork, foreignHost, json, NationServer } from '../test-support/nation-server';

let nation: NationServer;
beforeEach(async () => {
  nation = await NationServer.start();
});
afterEach(() => nation.stop());

const page = { data: [] };

/** Moves the clock until `done`: what waits on the network gets its turn in between. */
async function run(clock: ManualClock, done: () => boolean) {
  while (!done() && clock.monotonic() < 600_000) await clock.advance(500);
}
it('a 401 is tried once with a newer token', async () => {
  nation.handle = (_, response, call) => (call === 1 ? json(response, { code: 'token_expired' }, 401) : json(response, page));
  await nation.client({ generations: 2 }).list('lists', {});
  expect(nation.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  expect(nation.refusals).toEqual([
    [undefined, undefined],
    [1, 'token_expired'],
  ]);
});

it.each([
  [1, 1],
  [2, 2],
])('a 401 with the newest of %i tokens is a missing permission', async (generations, calls) => {
  nation.handle = (_, response) => json(response, { code: 'unauthorized' }, 401);
  expect(await failureOfWork(nation.client({ generations }).list('lists', {}))).toMatchObject({ kind: 'forbidden' });
  expect(nation.seen).toHaveLength(calls);
});

it('a missing permission names the operation, for the log too', async () => {
  nation.handle = (_, response) => json(response, { code: 'unauthorized' }, 401);
  const error = await failureOfWork(nation.client().list('donations', {}));
  expect(error).toMatchObject({ kind: 'forbidden', failure: { operation: 'listDonations' } });
  expect(error!.message).toBe('NationBuilder: forbidden (401 unauthorized) listDonations');
});

it.each([1, 2])('an expired token is never a missing permission, also when the newest of %i is refused', async generations => {
  nation.handle = (_, response) => json(response, { code: 'token_expired' }, 401);
  expect(await failureOfWork(nation.client({ generations }).list('lists', {}))).toMatchObject({ kind: 'unavailable' });
  const write = nation.client({ generations }).create('signup_tags', { attributes: { name: 'Host' } });
  expect(await failureOfWork(write)).toMatchObject({ kind: 'unavailable' }); // and not unknown: it was refused
});

it('503 and a broken connection are asked three times', async () => {
  nation.handle = (_, response, call) =>
    call === 1 ? json(response, {}, 503) : call === 2 ? response.destroy() : json(response, page);
  await nation.client().list('lists', {});
  nation.handle = (_, response) => json(response, {}, 502);
  expect(await failureOfWork(nation.client().list('lists', {}))).toMatchObject({ kind: 'unavailable', failure: { status: 502 } });
  expect(nation.seen).toHaveLength(6);
});

it('429 is asked again after the time it names', async () => {
  const clock = new ManualClock();
  nation.handle = (_, response, call) =>
    call === 1 ? json(response, { message: 'slow' }, 429, { 'retry-after': '7' }) : json(response, page);
  let done = false;
  const reading = nation
    .client({ clock })
    .list('lists', {})
    .finally(() => (done = true));
  while (nation.seen.length < 1) await new Promise(resolve => setImmediate(resolve));
  while (nation.seen.length < 2 && clock.monotonic() < 60_000) await clock.advance(500);
  expect(clock.monotonic()).toBeGreaterThanOrEqual(7_000);
  await reading;
  expect(done).toBe(true);
});

it.each([
  [400, { code: 'bad_request', message: 'no attribute x' }, 'no attribute x'],
  [400, { data: { code: 'validation_failed', message: 'bad' }, validation_errors: ['slug taken'] }, 'bad; slug taken'],
  [422, { errors: [{ code: 'unprocessable_entity', detail: 'is too long', meta: { attribute: 'name' } }] }, 'is too long'],
])('%i is told with the API’s own words, once', async (status, body, detail) => {
  nation.handle = (_, response) => json(response, body, status);
  const error = await failureOfWork(nation.client().list('lists', {}));
  expect(error).toMatchObject({ kind: 'invalid', detail });
  expect(error!.message).not.toContain(detail); // messages end up in logs
  expect(nation.seen).toHaveLength(1);
});

it('404 is no such record', async () => {
  nation.handle = (_, response) => json(response, { code: 'not_found' }, 404);
  expect(await failureOfWork(nation.client().show('lists', '1', {}))).toMatchObject({ kind: 'not_found' });
});

it.each([301, 302, 303, 307, 308])('a redirect with %i is not followed, and the token stays here', async status => {
  const foreign = await foreignHost();
  nation.handle = (_, response) => response.writeHead(status, { location: foreign.address }).end();
  expect(await failureOfWork(nation.client().list('lists', {}))).toMatchObject({ kind: 'protocol', failure: { status } });
  expect([nation.seen.length, foreign.calls()]).toEqual([1, 0]);
  await foreign.close();
});

it('429 is given up after three tries, and what shares the token waits as well', async () => {
  const clock = new ManualClock();
  const limit = new TokenBucket(clock);
  nation.handle = (_, response, call) => (call <= 3 ? json(response, {}, 429, { 'retry-after': '5' }) : json(response, page));
  let refused: NationBuilderError | undefined;
  void failureOfWork(nation.client({ clock, limit }).list('lists', {})).then(error => (refused = error));
  await run(clock, () => refused !== undefined);
  expect(refused).toMatchObject({ kind: 'rate_limited', failure: { retryAfterMs: 5_000 } });
  expect(nation.seen).toHaveLength(3);
  const before = clock.monotonic();
  const other = nation.client({ clock, limit }).list('lists', {});
  await run(clock, () => nation.seen.length === 4);
  expect(clock.monotonic()).toBeGreaterThan(before + 4_000); // the answer may have come up to one step before it was nation.seen
  await other;
});

it('repeats end with the budget that all clients share', async () => {
  nation.handle = (_, response) => json(response, {}, 503);
  const retryBudget = new RetryBudget(1, 0);
  await failureOfWork(nation.client({ retryBudget }).list('lists', {}));
  await failureOfWork(nation.client({ retryBudget }).list('lists', {}));
  expect(nation.seen).toHaveLength(3);
});

it('a refused connection is unavailable', async () => {
  const away = nation.client();
  await nation.stop();
  const error = await failureOfWork(away.list('lists', {}));
  expect([error?.kind, error?.failure.status]).toEqual(['unavailable', undefined]);
  nation = await NationServer.start();
});

it('what the token source throws is passed on, and nothing is asked', async () => {
  const tokens = { token: () => Promise.reject(new Error('nation_not_connected')) };
  await expect(nation.client({ tokens }).list('lists', {})).rejects.toThrow('nation_not_connected');
  expect(nation.seen).toHaveLength(0);
});

it('an answer without end is cut off and not asked for again', async () => {
  const chunk = Buffer.alloc(1024 * 1024, ' ');
  nation.handle = (_, response) => {
    for (let sent = 0; sent <= maxBodyBytes; sent += chunk.length) response.write(chunk);
  };
  expect(await failureOfWork(nation.client({ timeoutMs: 10_000 }).list('lists', {}))).toMatchObject({ kind: 'protocol' });
  expect(nation.seen).toHaveLength(1);
});

it.each(['<html>', '[]', '{"data":{}}', ''])('%j with 200 is no answer of the API', async body => {
  nation.handle = (_, response) => response.writeHead(200).end(body);
  expect(await failureOfWork(nation.client().list('lists', {}))).toMatchObject({ kind: 'protocol' });
});

it('an answer that does not come in time is unavailable', async () => {
  nation.handle = () => undefined;
  expect(await failureOfWork(nation.client({ timeoutMs: 30 }).list('lists', {}))).toMatchObject({ kind: 'unavailable' });
  expect(nation.seen).toHaveLength(3);
});

it('an answer that begins in time and does not end in time is unavailable', async () => {
  nation.handle = (_, response) => void response.writeHead(200).write('{"data":[');
  expect(await failureOfWork(nation.client({ timeoutMs: 50 }).list('lists', {}))).toMatchObject({ kind: 'unavailable' });
  expect(nation.seen).toHaveLength(3);
});

it('an abort in the middle of an answer is thrown as it is', async () => {
  const abort = new AbortController();
  nation.handle = (_, response) => {
    response.writeHead(200).write('{"data":[', () => setImmediate(() => abort.abort(new Error('canceled'))));
  };
  await expect(nation.client({ timeoutMs: 5_000 }).list('lists', {}, abort.signal)).rejects.toThrow('canceled');
  expect(nation.seen).toHaveLength(1);
});

it('an abort while it waits to ask again is thrown as it is', async () => {
  const clock = new ManualClock();
  const abort = new AbortController();
  nation.handle = (_, response) => json(response, {}, 429, { 'retry-after': '20' });
  const reading = expect(nation.client({ clock }).list('lists', {}, abort.signal)).rejects.toThrow('canceled');
  while (nation.seen.length < 1) await clock.advance(0);
  await clock.advance(10);
  abort.abort(new Error('canceled'));
  await reading;
  expect(nation.seen).toHaveLength(1);
});

it('an abort ends the request and is thrown as it is', async () => {
  const abort = new AbortController();
  const closed = new Promise<void>(resolve => {
    nation.handle = (_, response) => {
      response.on('close', () => resolve());
      abort.abort(new Error('canceled'));
    };
  });
  await expect(nation.client().list('lists', {}, abort.signal)).rejects.toThrow('canceled');
  await closed;
  expect(nation.seen).toHaveLength(1);
});
