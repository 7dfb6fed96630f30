import { RetentionDays } from '@nat/contracts';
import fc from 'fast-check';
import { effectiveExpiry, expiredSince, expiryOf, hasExpired } from './conversation-expiry';

const days = fc.constantFrom<RetentionDays>(1, 7, 30, 90);
const instants = fc.integer({ min: 0, max: 400 * 86_400 }).map(second => Date.parse('2026-01-01T00:00:00.000Z') + second * 1000);
const iso = (instant: number): string => new Date(instant).toISOString();

it('keeps a conversation for its days after the last message, and not a millisecond longer', () => {
  const updatedAt = '2026-02-27T10:00:00.000Z';
  expect(expiryOf(updatedAt, 7)).toBe('2026-03-06T10:00:00.000Z');
  const row = { updatedAt, expires: expiryOf(updatedAt, 7) };
  expect(hasExpired(row, 7, '2026-03-06T09:59:59.999Z')).toBe(false);
  expect(hasExpired(row, 7, '2026-03-06T10:00:00.000Z')).toBe(true);
});

it('takes the shorter of what was promised and what holds now', () => {
  fc.assert(
    fc.property(instants, days, days, (updated, promised, now) => {
      const row = { updatedAt: iso(updated), expires: expiryOf(iso(updated), promised) };
      expect(effectiveExpiry(row, now)).toBe(expiryOf(row.updatedAt, Math.min(promised, now) as RetentionDays));
    }),
  );
});

it('has expired exactly when its last message is as old as the list leaves out', () => {
  fc.assert(
    fc.property(instants, instants, days, (updated, now, retention) => {
      const row = { updatedAt: iso(updated), expires: expiryOf(iso(updated), 90) };
      expect(hasExpired(row, retention, iso(now))).toBe(row.updatedAt <= expiredSince(now, retention));
    }),
  );
});
