import fc from 'fast-check';
import { idleSeconds, isLive, longestSeconds, newSession, type Session, used } from './session';

const begin = Date.UTC(2026, 0, 1);
const session = (): Session => newSession({ sessionId: 's', userId: 'u', client: 'cli', epoch: 2 }, begin);
const days = (count: number): number => begin + count * 86_400_000;

it('lives for 30 days without use', () => {
  expect([isLive(session(), 2, days(30) - 1_000), isLive(session(), 2, days(30))]).toEqual([true, false]);
});

it('lives on when it is used, to the 90th day and no longer', () => {
  const third = [29, 58, 87].reduce((current, day) => used(current, days(day), undefined), session());
  expect([isLive(third, 2, days(90) - 1_000), isLive(third, 2, days(90))]).toEqual([true, false]);
});

it('has ended in every other epoch of its user', () => {
  expect([1, 2, 3].map(epoch => isLive(session(), epoch, begin))).toEqual([false, true, false]);
});

it('never outlives its last use by 30 days nor its beginning by 90, however it is used', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 40 * 86_400 }), { maxLength: 20 });
  fc.assert(
    fc.property(gaps, seconds => {
      let [current, now] = [session(), begin];
      for (const gap of seconds) {
        now += gap * 1_000;
        if (!isLive(current, 2, now)) break;
        current = used(current, now, '192.0.2.0/24');
        expect(current.endsAt).toBe(begin / 1_000 + longestSeconds);
        expect(current.expiresAt).toBe(Math.min(now / 1_000 + idleSeconds, current.endsAt));
      }
    }),
  );
});
