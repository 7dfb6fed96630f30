import 'reflect-metadata';
import { eventOf, type NationSlug, Problem, QueryCanceled, QueryFailed } from '@nat/contracts';
import type { ServiceIdentity } from '@nat/service-kit';
import { finite, hash, newNation, period, periodStart, query, queryCompleted, subscriptionUpdated } from './builders';
import { startUsage, type UsageUnderTest } from './start-usage';
import { callsOf } from './usage-calls';
import { caller } from './usage-process';

let app: UsageUnderTest;
let nation: NationSlug;
let person: ServiceIdentity;
let calls: ReturnType<typeof callsOf>;

beforeAll(async () => (app = await startUsage()));
afterAll(() => app.service.close());
beforeEach(() => {
  nation = newNation();
  person = caller(nation);
  calls = callsOf(app, nation);
});

describe('a query within the plan', () => {
  it('is held, renewed, settled once and reported to billing', async () => {
    await calls.subscribe(1, 3, { perWindow: 10, atOnce: 5 });
    const answer = await calls.reserve(query('a'));
    expect(answer).toMatchObject({
      admitted: true,
      repeated: false,
      reservation: { queryId: query('a'), periodStart, admittedAt: '2026-11-20T10:00:00.000Z' },
      queries: { used: 0, held: 1, limit: finite(3), resetAt: '2026-12-03T10:00:00.000Z' },
      rate: { limit: 10, windowSeconds: 60, remaining: 9, resetSeconds: 60 },
    });
    expect(await calls.renew(query('a'), 'held')).toMatchObject({ held: true, queries: { held: 1 } });
    expect(await calls.renew(query('a'), 'finishing')).toMatchObject({ held: true });
    expect(await calls.used()).toEqual({ used: '0', held: '1', remaining: '2' });
    for (let delivery = 0; delivery < 3; delivery++) await app.consumer.settleCompleted(queryCompleted(nation, query('a')));
    await app.clock.advance(0);
    expect(await calls.used()).toEqual({ used: '1', held: '0', remaining: '2' });
    expect(calls.recorded()).toEqual([`${query('a')} queries=1`]);
  });

  it('is answered the same when repeated, before and after its end, also fifty times at once', async () => {
    await calls.subscribe(1, 5, { perWindow: 2, atOnce: 5 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => calls.reserve(query('a'))));
    expect(answers.filter(answer => answer.admitted && !answer.repeated)).toHaveLength(1);
    expect(new Set(answers.map(answer => answer.admitted && answer.reservation.admittedAt)).size).toBe(1);
    expect(await calls.used()).toMatchObject({ held: '1' });
    await app.consumer.settleCompleted(queryCompleted(nation, query('a')));
    expect(await calls.reserve(query('a'))).toMatchObject({ admitted: true, repeated: true, queries: { used: 1, held: 0 } });
  });

  it('is refused under its key for another request, before and after its end', async () => {
    await calls.subscribe(1, 5);
    await calls.reserve(query('a'));
    expect(await calls.reserve(query('a'), hash('other'))).toMatchObject({ admitted: false, code: 'idempotency_mismatch' });
    await app.consumer.settleCompleted(queryCompleted(nation, query('a')));
    expect(await calls.reserve(query('a'), hash('other'))).toMatchObject({ admitted: false, code: 'idempotency_mismatch' });
  });

  it('gives its unit back when released, failed or canceled without a word, and can be asked again after a release', async () => {
    await calls.subscribe(1, 3);
    for (const name of ['a', 'b', 'c']) await calls.reserve(query(name));
    expect((await calls.release(query('a'))).status).toBe(204);
    expect((await calls.release(query('a'))).status).toBe(204);
    const end = { billable: false };
    const { id, ...envelope } = queryCompleted(nation, query('b'), end);
    const facts = { id, nationSlug: nation, time: envelope.time, correlationId: 'cor_test' };
    const failed = { ...QueryFailed.example, queryId: query('b'), ...end };
    await app.consumer.settleFailed(eventOf(QueryFailed, { ...facts, data: failed }));
    const canceled = { ...QueryCanceled.example, queryId: query('c'), ...end };
    await app.consumer.settleCanceled(eventOf(QueryCanceled, { ...facts, id: `${query('c')}.end`, data: canceled }));
    await app.clock.advance(0);
    expect(await calls.used()).toEqual({ used: '0', held: '0', remaining: '3' });
    expect(calls.recorded()).toEqual([`${query('b')} queries=0`, `${query('c')} queries=0`]);
    expect(await calls.reserve(query('a'))).toMatchObject({ admitted: true, repeated: false });
  });
});

describe('a query that is refused', () => {
  it('has no subscription, or one that ended', async () => {
    expect(await calls.reserve(query('a'))).toEqual({ admitted: false, code: 'subscription_inactive', upgradeTo: [] });
    await calls.subscribe(1, 5, { usableUntil: new Date(app.clock.now()).toISOString() });
    expect(await calls.reserve(query('a'))).toMatchObject({ admitted: false, code: 'subscription_inactive' });
  });

  it('is over the limit: told until when and what to upgrade to, admitted right after the upgrade', async () => {
    await calls.subscribe(1, 1);
    await calls.reserve(query('a'));
    const refused = await calls.reserve(query('b'));
    const seconds = Math.ceil((period.end - app.clock.now()) / 1000);
    expect(refused).toMatchObject({
      code: 'quota_exceeded',
      retryAfterSeconds: seconds,
      upgradeTo: ['nat_pro'],
      queries: { held: 1 },
    });
    await app.consumer.updateLimits(subscriptionUpdated(nation, 2, { kind: 'unlimited' }));
    expect(await calls.reserve(query('b'))).toMatchObject({ admitted: true, repeated: false });
    expect(await calls.used()).toMatchObject({ held: '2', remaining: 'unlimited' });
  });

  it('comes too fast, but only for its own user', async () => {
    await calls.subscribe(1, 50, { perWindow: 2 });
    await calls.reserve(query('a'));
    await calls.reserve(query('b'));
    expect(await calls.reserve(query('c'))).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 60 });
    const other = caller(nation, 'usr_00000000000000000000000000');
    expect(await calls.reserve(query('c'), hash('question'), other)).toMatchObject({ admitted: true });
    expect(await calls.used()).toMatchObject({ held: '3' });
  });

  it('is one too many at once, until one of them is ending', async () => {
    await calls.subscribe(1, 50, { atOnce: 2 });
    await calls.reserve(query('a'));
    await calls.reserve(query('b'));
    expect(await calls.reserve(query('c'))).toMatchObject({ code: 'concurrency_limited', retryAfterSeconds: 2 });
    await calls.renew(query('a'), 'finishing');
    expect(await calls.reserve(query('c'))).toMatchObject({ admitted: true });
  });

  it('has a plan without queries', async () => {
    await app.consumer.updateLimits(subscriptionUpdated(nation, 1, { kind: 'disabled' }));
    expect(await calls.reserve(query('a'))).toMatchObject({ code: 'feature_not_available', upgradeTo: ['nat_pro'] });
  });
});

describe('a query whose process died', () => {
  it('gives way at once to the next one that needs its place', async () => {
    await calls.subscribe(1, 1);
    await calls.reserve(query('a'));
    await app.clock.advance(59_000);
    expect(await calls.reserve(query('b'))).toMatchObject({ code: 'quota_exceeded' });
    await app.clock.advance(1_000);
    expect(await calls.reserve(query('b'))).toMatchObject({ admitted: true });
    expect(await calls.renew(query('a'), 'held')).toEqual({ held: false });
  });

  it('is swept within 60 seconds of its lease, and its late end is free of charge', async () => {
    await calls.subscribe(1, 5);
    await calls.reserve(query('a'));
    await app.clock.advance(80_000);
    expect(await calls.used()).toMatchObject({ held: '0', remaining: '5' });
    await app.consumer.settleCompleted(queryCompleted(nation, query('a')));
    await app.clock.advance(0);
    expect(calls.recorded()).toEqual([`${query('a')} queries=0`]);
    expect(await calls.reserve(query('a'), hash('anything'))).toMatchObject({ admitted: true, repeated: true });
  });

  it('is kept while it is renewed, and for as long as it takes once it is finishing', async () => {
    await calls.subscribe(1, 5);
    await calls.reserve(query('a'));
    for (let time = 0; time < 8; time++) {
      await app.clock.advance(15_000);
      expect((await calls.renew(query('a'), 'held')).held).toBe(true);
    }
    await calls.renew(query('a'), 'finishing');
    await app.clock.advance(10 * 60_000);
    expect(await calls.used()).toMatchObject({ held: '1' });
  });
});

describe('a new period', () => {
  it('begins at its first millisecond with nothing used, and takes late ends into the old one', async () => {
    const start = Math.floor(app.clock.now() / 1000) * 1000;
    const [from, to] = [new Date(start - 1000).toISOString(), new Date(start + 100_000).toISOString()];
    await calls.subscribe(1, 1, { periodStart: from, periodEnd: to, usableUntil: new Date(start + 200_000).toISOString() });
    const lastOfOld = start + 100_000 - 1 - app.clock.now();
    await app.clock.advance(lastOfOld);
    expect(await calls.reserve(query('old'))).toMatchObject({ admitted: true, reservation: { periodStart: from } });
    expect(await calls.reserve(query('more'))).toMatchObject({ code: 'quota_exceeded', retryAfterSeconds: 1 });
    await app.clock.advance(1);
    expect(await calls.reserve(query('new'))).toMatchObject({
      admitted: true,
      reservation: { periodStart: to },
      queries: { used: 0, held: 1 },
    });
    await app.consumer.settleCompleted(queryCompleted(nation, query('old'), { periodStart: from }));
    expect(await calls.used()).toMatchObject({ used: '0', held: '1' });
  });
});

describe('a caller', () => {
  const body = { queryId: query('a'), requestHash: hash('question') };

  it.each([
    ['nobody', undefined, 401, 'unauthenticated'],
    ['a service that has no business here', 'auth' as const, 403, 'forbidden'],
    ['the agent, which does not admit', 'agent' as const, 403, 'forbidden'],
  ])('that is %s is refused', async (_name, from, status, code) => {
    const answer = await app.call('POST', '/internal/reservations', { from, as: person, body });
    expect(answer.status).toBe(status);
    expect(Problem.parse(answer.body).code).toBe(code);
  });

  it('without a person is refused', async () => {
    expect((await app.call('GET', '/internal/usage', { from: 'api-gateway' })).status).toBe(401);
  });

  it.each([
    ['an unknown field', { ...body, nation: 'other' }],
    ['an id of another kind', { ...body, queryId: 'cnv_0123456789abcdefghjkmnpqrs' }],
    ['no hash', { queryId: body.queryId }],
  ])('that sends %s is told where, and nothing is held', async (_name, wrong) => {
    await calls.subscribe(1, 5);
    const answer = await app.call('POST', '/internal/reservations', { from: 'api-gateway', as: person, body: wrong });
    expect(answer.status).toBe(422);
    expect(Problem.parse(answer.body)).toMatchObject({ code: 'invalid', errors: [expect.anything()] });
    expect(await calls.used()).toMatchObject({ held: '0' });
  });

  it('cannot renew in the name of another query, nor a query that does not exist', async () => {
    const as = { ...person, queryId: query('a') };
    const to = (id: string) =>
      app.call('POST', `/internal/reservations/${id}/renew`, { from: 'agent', as, body: { periodStart, state: 'held' } });
    expect((await to(query('b'))).status).toBe(403);
    expect((await to('nonsense')).status).toBe(404);
    expect((await to(query('a'))).body).toEqual({ held: false });
  });

  it('asks for the usage of a nation without subscription in vain', async () => {
    expect((await app.call('GET', '/internal/usage', { from: 'api-gateway', as: person })).status).toBe(404);
  });
});
