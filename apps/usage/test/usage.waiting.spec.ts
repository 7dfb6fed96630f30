import 'reflect-metadata';
import { Problem, reservationWaitSeconds } from '@nat/contracts';
import { maximumWaiting } from '../src/reservations/admission';
import { hash, newNation, periodStart, query, queryCompleted } from './builders';
import { startUsage, type UsageUnderTest } from './start-usage';
import { callsOf } from './usage-calls';

let app: UsageUnderTest;
let nation: ReturnType<typeof newNation>;
let calls: ReturnType<typeof callsOf>;

beforeAll(async () => (app = await startUsage()));
afterAll(() => app.service.close());
beforeEach(() => {
  nation = newNation();
  calls = callsOf(app, nation);
});

const minutes = (count: number) => count * 60_000;
const until = (milliseconds: number) => new Date(app.clock.now() + milliseconds).toISOString();
const waiting = (milliseconds: number, fence?: number) => ({ state: 'waiting' as const, until: until(milliseconds), fence });
const end = (name: string, more: Parameters<typeof queryCompleted>[2] = {}) =>
  app.consumer.settleCompleted(queryCompleted(nation, query(name), more));

describe('a query that waits for its person', () => {
  it('keeps its unit for hours without a word, lets others run, and is billed once when it has gone on to its end', async () => {
    await calls.subscribe(1, 3, { atOnce: 1 });
    await calls.reserve(query('a'));
    expect(await calls.renew(query('a'), waiting(minutes(180), 1))).toMatchObject({ held: true, queries: { held: 1 } });
    expect(await calls.reserve(query('b'))).toMatchObject({ admitted: true, queries: { held: 2 } });
    await end('b');
    await app.clock.advance(minutes(179));
    expect(await calls.used()).toEqual({ used: '1', held: '1', remaining: '1' });
    expect(await calls.renew(query('a'), { state: 'held', fence: 2 })).toMatchObject({ held: true });
    expect(await calls.reserve(query('c'))).toMatchObject({ code: 'concurrency_limited' });
    await calls.renew(query('a'), { state: 'finishing', fence: 2 });
    await end('a');
    await end('a');
    await app.clock.advance(0);
    expect(await calls.used()).toEqual({ used: '2', held: '0', remaining: '1' });
    expect(calls.recorded()).toEqual([`${query('b')} queries=1`, `${query('a')} queries=1`]);
  });

  it('goes on although all slots are taken, and keeps new ones out until there is room for them', async () => {
    await calls.subscribe(1, 9, { atOnce: 1 });
    await calls.reserve(query('a'));
    await calls.renew(query('a'), waiting(minutes(5)));
    await calls.reserve(query('b'));
    expect(await calls.renew(query('a'), 'held')).toMatchObject({ held: true, queries: { held: 2 } });
    await end('b');
    expect(await calls.reserve(query('c'))).toMatchObject({ code: 'concurrency_limited' });
    await end('a');
    expect(await calls.reserve(query('c'))).toMatchObject({ admitted: true });
  });

  it('has a place among 200: who comes then is told when the first of them is over at the latest', async () => {
    await calls.subscribe(1, 500, { atOnce: 1 });
    for (let count = 0; count < maximumWaiting; count++) {
      await calls.reserve(query(`many${count}`));
      await calls.renew(query(`many${count}`), waiting(minutes(count === 7 ? 3 : 60)));
    }
    expect(await calls.reserve(query('a'))).toMatchObject({ code: 'concurrency_limited', retryAfterSeconds: 180 });
    await calls.renew(query('many8'), 'held');
    expect(await calls.reserve(query('a'))).toMatchObject({ code: 'concurrency_limited', retryAfterSeconds: 2 });
    await end('many8');
    expect(await calls.reserve(query('a'))).toMatchObject({ admitted: true });
  });

  it('is found by its repeats, which hold nothing and give nothing back', async () => {
    await calls.subscribe(1, 5, { perWindow: 2, atOnce: 1 });
    await calls.reserve(query('a'));
    await calls.renew(query('a'), waiting(minutes(5)));
    for (let time = 0; time < 3; time++) {
      expect(await calls.reserve(query('a'))).toMatchObject({ admitted: true, repeated: true });
      await calls.release(query('a'));
    }
    expect(await calls.reserve(query('a'), hash('other'))).toMatchObject({ code: 'idempotency_mismatch' });
    expect(await calls.used()).toEqual({ used: '0', held: '1', remaining: '4' });
  });

  it.each([
    ['billed', true, { used: '1', held: '0', remaining: '4' }],
    ['given back', false, { used: '0', held: '0', remaining: '5' }],
  ])('is %s by its end although nobody took it up', async (_name, billable, left) => {
    await calls.subscribe(1, 5);
    await calls.reserve(query('a'));
    await calls.renew(query('a'), waiting(minutes(5)));
    await end('a', { billable });
    expect(await calls.used()).toEqual(left);
    expect(await calls.renew(query('a'), 'held')).toEqual({ held: false });
  });

  it('stays with the period it was admitted in, however long it waits', async () => {
    const start = Math.floor(app.clock.now() / 1000) * 1000;
    const [from, to] = [new Date(start - 1000).toISOString(), new Date(start + minutes(10)).toISOString()];
    await calls.subscribe(1, 5, { periodStart: from, periodEnd: to, usableUntil: until(minutes(60)) });
    await calls.reserve(query('a'));
    await calls.renew(query('a'), waiting(minutes(30)), from);
    await app.clock.advance(minutes(20));
    expect(await calls.renew(query('a'), 'held', from)).toMatchObject({ held: true, queries: { held: 1, resetAt: to } });
    await end('a', { periodStart: from });
    expect(await calls.used()).toEqual({ used: '0', held: '0', remaining: '5' });
    await app.clock.advance(0);
    expect(calls.recorded()).toEqual([`${query('a')} queries=1`]);
  });
});

describe('a query that waits while its plan changes', () => {
  /** A plan whose period ends ten minutes from now, and is usable for an hour. */
  async function shortPeriod(amount: number) {
    const start = Math.floor(app.clock.now() / 1000) * 1000;
    const [from, to] = [new Date(start - 1000).toISOString(), new Date(start + minutes(10)).toISOString()];
    const dates = { periodStart: from, periodEnd: to, usableUntil: until(minutes(60)) };
    await calls.subscribe(1, amount, dates);
    return { from, dates };
  }

  it('is found by its repeats in the next period, which hold nothing there', async () => {
    const { from } = await shortPeriod(1);
    await calls.reserve(query('a'));
    await calls.renew(query('a'), waiting(minutes(30)), from);
    await app.clock.advance(minutes(20));
    const repeat = { admitted: true, repeated: true, reservation: { periodStart: from } };
    expect(await calls.reserve(query('a'))).toMatchObject(repeat);
    expect(await calls.used()).toEqual({ used: '0', held: '0', remaining: '1' });
    await calls.reserve(query('b'));
    expect(await calls.reserve(query('a'))).toMatchObject(repeat);
    expect(await calls.reserve(query('a'), hash('other'))).toMatchObject({ code: 'idempotency_mismatch' });
  });

  it('is found by its repeats after the subscription ended, but its renewals tell that it did', async () => {
    const { from, dates } = await shortPeriod(5);
    await calls.reserve(query('a'));
    expect(await calls.renew(query('a'), waiting(minutes(30)), from)).toMatchObject({ held: true, usable: true });
    await calls.subscribe(2, 5, { ...dates, usableUntil: until(minutes(1)) });
    await app.clock.advance(minutes(1));
    expect(await calls.reserve(query('b'))).toMatchObject({ code: 'subscription_inactive' });
    expect(await calls.reserve(query('a'))).toMatchObject({ admitted: true, repeated: true });
    expect(await calls.renew(query('a'), 'held', from)).toMatchObject({ held: true, usable: false });
    await calls.subscribe(3, 5, dates);
    expect(await calls.renew(query('a'), 'held', from)).toMatchObject({ held: true, usable: true });
  });
});

describe('a query whose person does not answer', () => {
  it.each([1_000, 59_000, minutes(5), minutes(60)])(
    'is given back within 60 seconds after the %d milliseconds it may wait, and its late end is free of charge',
    async wait => {
      await calls.subscribe(1, 5);
      await calls.reserve(query('a'));
      await calls.renew(query('a'), waiting(wait));
      await app.clock.advance(wait - 1);
      expect(await calls.used()).toMatchObject({ held: '1' });
      await app.clock.advance(60_001);
      expect(await calls.used()).toMatchObject({ held: '0', remaining: '5' });
      expect(await calls.renew(query('a'), 'held')).toEqual({ held: false });
      await end('a');
      await app.clock.advance(0);
      expect(calls.recorded()).toEqual([`${query('a')} queries=0`]);
    },
  );

  it('gives way at once to one that needs its unit', async () => {
    await calls.subscribe(1, 1);
    await calls.reserve(query('a'));
    await calls.renew(query('a'), waiting(0));
    expect(await calls.reserve(query('b'))).toMatchObject({ admitted: true, queries: { held: 1 } });
  });

  it('does not hide a process that died from the sweep', async () => {
    await calls.subscribe(1, 5);
    await calls.reserve(query('a'));
    await calls.renew(query('a'), waiting(minutes(60)));
    await app.clock.advance(minutes(2));
    await calls.reserve(query('b'));
    await app.clock.advance(minutes(2));
    expect(await calls.used()).toMatchObject({ held: '1' });
    await calls.renew(query('a'), 'held');
    await app.clock.advance(minutes(2));
    expect(await calls.used()).toMatchObject({ held: '0' });
  });
});

describe('a word that comes late', () => {
  it('from before the query waited does not start its lease again', async () => {
    await calls.subscribe(1, 5);
    await calls.reserve(query('a'));
    await calls.renew(query('a'), { state: 'held', fence: 1 });
    await calls.renew(query('a'), waiting(minutes(30), 1));
    expect(await calls.renew(query('a'), { state: 'held', fence: 1 })).toMatchObject({ held: true });
    await app.clock.advance(minutes(20));
    expect(await calls.renew(query('a'), { state: 'held', fence: 2 })).toMatchObject({ held: true });
  });

  it('from a run before does not make a query wait that has been taken up, and not one that is finishing', async () => {
    await calls.subscribe(1, 5, { atOnce: 1 });
    await calls.reserve(query('a'));
    await calls.renew(query('a'), { state: 'held', fence: 2 });
    await calls.renew(query('a'), waiting(minutes(30), 1));
    expect(await calls.reserve(query('b'))).toMatchObject({ code: 'concurrency_limited' });
    await calls.renew(query('a'), { state: 'finishing', fence: 2 });
    await calls.renew(query('a'), waiting(0, 2));
    await app.clock.advance(minutes(5));
    expect(await calls.used()).toMatchObject({ held: '1' });
  });
});

describe('a wait that is none', () => {
  it('is refused beyond 25 hours, to the millisecond, and changes nothing', async () => {
    await calls.subscribe(1, 5, { atOnce: 1 });
    await calls.reserve(query('a'));
    const tooLong = { periodStart, ...waiting(reservationWaitSeconds * 1000 + 1) };
    const { status, body } = await calls.say(query('a'), tooLong);
    expect(status).toBe(422);
    expect(Problem.parse(body)).toMatchObject({ code: 'invalid', errors: [{ pointer: '/until' }] });
    expect(await calls.reserve(query('b'))).toMatchObject({ code: 'concurrency_limited' });
    expect((await calls.say(query('a'), { periodStart, ...waiting(reservationWaitSeconds * 1000) })).status).toBe(200);
  });

  it.each([
    ['without its end', { state: 'waiting' }],
    ['with an end that is none', { state: 'waiting', until: 'tomorrow' }],
    ['of a query that is held', { state: 'held', until: '2026-11-20T11:00:00.000Z' }],
    ['of a run that is none', { state: 'waiting', until: '2026-11-20T11:00:00.000Z', fence: 0 }],
  ])('%s is refused', async (_name, word) => {
    expect((await calls.say(query('a'), { periodStart, ...word })).status).toBe(422);
  });
});
