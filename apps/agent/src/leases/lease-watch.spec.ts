import { ManualClock } from '@nat/service-kit';
import { LeaseWatch } from './lease-watch';

const length = 60_000;
const start = '2026-06-15T12:00:00.000Z';
const later = '2026-06-15T12:00:30.000Z';
let clock: ManualClock;
let watch: LeaseWatch;
beforeEach(() => {
  clock = new ManualClock(start);
  watch = new LeaseWatch(clock, length);
});

it('a lease that ended long ago is watched for its whole length before it counts as lapsed', async () => {
  const lease = { id: 'a', leaseUntil: '2020-01-01T00:00:00.000Z' };
  expect(watch.hasLapsed(lease)).toBe(false);
  await clock.advance(length - 1);
  expect(watch.hasLapsed(lease)).toBe(false);
  await clock.advance(1);
  expect(watch.hasLapsed(lease)).toBe(true);
});

it('one that is renewed is watched from the start again', async () => {
  watch.hasLapsed({ id: 'a', leaseUntil: start });
  await clock.advance(length - 1);
  expect(watch.hasLapsed({ id: 'a', leaseUntil: later })).toBe(false);
  await clock.advance(length - 1);
  expect(watch.hasLapsed({ id: 'a', leaseUntil: later })).toBe(false);
});

it.each([
  ['was away meanwhile', () => watch.keepOnly(['b'])],
  ['was forgotten', () => watch.forget('a')],
])('one that %s is watched from the start again', async (_, goes) => {
  for (const id of ['a', 'b']) watch.hasLapsed({ id, leaseUntil: start });
  goes();
  await clock.advance(length);
  expect(watch.hasLapsed({ id: 'a', leaseUntil: start })).toBe(false);
  expect(watch.hasLapsed({ id: 'b', leaseUntil: start })).toBe(true);
});

it('looks at leases from the moment they were renewed', () => {
  expect(watch.horizon()).toBe('2026-06-15T12:01:00.000Z');
});
